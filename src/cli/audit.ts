import { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import type { AuditEntry } from '../domain/audit/entry.js'
import type { TrailHead } from '../domain/audit/seal.js'
import { isUuid } from '../lib/uuid.js'
import { verifyTrail } from '../operations/audit/verify-trail.js'
import { trailKeysOf } from '../secret-key.js'
import { configOf, storeCommand, withStore } from './options.js'

type VerifyFlags = Flags & { readonly head?: string }

type ListFlags = Flags & {
  readonly grant?: string
  readonly user?: string
  readonly integration?: string
  readonly workspace?: string
  readonly limit: string
}

/** `tessera audit`: reads the trail of what happened to grants. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('Read and check the trail of what happened to grants')
    .addCommand(
      storeCommand('verify', 'Check that nothing in the trail was changed, removed or added')
        .option('--head <number:hash>', 'a head printed earlier, which the trail must contain')
        .action(verify),
    )
    .addCommand(
      storeCommand('list', 'Print entries as lines of JSON, newest first')
        .option('--grant <id>', 'of one grant')
        .option('--user <id>', 'of the connections of one person')
        .option('--integration <id>', 'of one integration')
        .option('--workspace <id>', 'of one workspace')
        .option('--limit <number>', 'how many at most', '100')
        .action(list),
    )

const verify = async (flags: VerifyFlags): Promise<void> => {
  const config = configOf(flags)
  const anchor = flags.head === undefined ? undefined : headFrom(flags.head)
  const keys = trailKeysOf(config)
  // A question about a whole long trail takes longer than one about a token may.
  const report = await withStore({ ...config, storeTimeout: PATIENCE }, ({ store }) =>
    verifyTrail(store.audit, { keys, anchor, onProgress: showProgress }),
  )
  const { head, seals, entries, unsealed, faults } = report
  for (const fault of faults) console.error(`✗ ${fault}`)
  if (faults.length > 0) process.exitCode = 1
  const waiting = unsealed === 0 ? '' : `; ${unsealed} more wait to be sealed`
  const verdict = faults.length === 0 ? '✓ whole' : '✗ not whole'
  console.log(`${verdict}: ${entries} entries in ${seals} seals${waiting}`)
  if (head.number > 0) console.log(`head ${head.number}:${head.hash}`)
}

/** Milliseconds. */
const PATIENCE = 3_600_000

const headFrom = (text: string): TrailHead => {
  const [, number, hash] = /^([1-9]\d{0,14}):([\w-]{43})$/.exec(text) ?? []
  if (number !== undefined && hash !== undefined) return { number: Number(number), hash }
  throw new ConfigError('A head looks like 12:Vq3… as "tessera audit verify" prints it.')
}

const BAR = 30

const showProgress = (seals: number, total: number): void => {
  if (!process.stderr.isTTY) return
  const share = total === 0 ? 1 : Math.min(seals / total, 1)
  const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')
  const line = `${bar} ${seals} of ${total} seals`
  process.stderr.write(share === 1 ? '\r\u001b[2K' : `\r\u001b[2K${line}`)
}

const PAGE = 100

const list = async (flags: ListFlags): Promise<void> => {
  const { grant: grantId, user: userId, integration: integrationId } = flags
  const filter = { grantId, userId, integrationId, workspaceId: flags.workspace }
  for (const id of Object.values(filter)) {
    if (id !== undefined && !isUuid(id)) throw new ConfigError(`${id} is not an id.`)
  }
  if (!/^[1-9]\d{0,8}$/.test(flags.limit)) throw new ConfigError('--limit takes a number from 1.')
  let left = Number(flags.limit)
  await withStore(configOf(flags), async ({ store }) => {
    let page: AuditEntry[] = []
    do {
      page = await store.audit.list(filter, Math.min(left, PAGE), page.at(-1)?.entryId)
      left -= page.length
      for (const { at, ...entry } of page) {
        console.log(JSON.stringify({ at: new Date(at).toISOString(), ...entry }))
      }
    } while (page.length > 0 && left > 0)
  })
}
