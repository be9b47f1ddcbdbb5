import type { Call } from '../../deps.js'
import type { Bearer } from '../../operation.js'
import { onlySourceOf } from './only-source.js'

/** A schema whose relations name data sources, where requests of old name databases. Contract §1.1. */
export const withSources = async <P extends Readonly<Record<string, unknown>> | null>(
  call: Call,
  bearer: Bearer,
  schema: Readonly<Record<string, P>>,
): Promise<Record<string, P>> => {
  const told: Record<string, P> = {}
  for (const [name, property] of Object.entries(schema)) {
    const relation = property?.relation as { readonly database_id?: string } | undefined
    if (relation?.database_id === undefined) {
      told[name] = property
      continue
    }
    const { database_id, ...rest } = relation
    const { dataSourceId } = await onlySourceOf(call, bearer, database_id)
    told[name] = { ...property, relation: { ...rest, data_source_id: dataSourceId } }
  }
  return told
}
