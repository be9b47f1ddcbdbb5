// @ts-check
import { setTimeout as delay } from 'node:timers/promises'
import { demoSeed } from '../../dist/operations/seed/demo.js'
import { signIn } from './browser-session.mjs'
import { demoClient, redirectUri } from './grants.mjs'
import { bodyOf, headersOf, htmlOf, isLate } from './lean-client.mjs'
import { held, judgeCall } from './nodes-history.mjs'
import { createRequests, formRequest, pairIn } from './wire.mjs'

/** @typedef {import('./grants.mjs').Pair} Pair */
/** @typedef {import('./lean-client.mjs').Answer} Answer */
/** @typedef {import('./nodes-cluster.mjs').Node} Node */
/** @typedef {import('./nodes-history.mjs').Held} Held */
/** @typedef {import('./nodes-history.mjs').Judgement} Judgement */
/** @typedef {import('./random.mjs').Draw} Draw */
/** @typedef {import('./wire.mjs').Request} Request */

/**
 * @typedef {object} Traffic
 * @property {number} requests
 * @property {Record<string, number>} answered By what was asked.
 * @property {number} refusedCodes Codes that were refused on their first use, as by a node whose clock is ahead.
 * @property {number} lostCodes Codes whose redemption had no answer.
 * @property {(sentAt: number, receivedAt: number, outcome: 'answered' | 'failed' | 'late') => void} onAnswer
 */

const liveGrants = 100
const deadGrants = 1000
const retryAfter = 50

/**
 * The clients of three nodes: each step is one client's next request.
 * @param {readonly Node[]} nodes
 * @param {{ draw: Draw, judgement: Judgement, traffic: Traffic }} side
 */
export async function openTraffic(nodes, { draw, judgement, traffic }) {
  const [first] = nodes
  if (!first) throw new Error('There are no nodes.')
  const client = demoClient()
  const requests = createRequests(client)
  const [owner] = demoSeed.workspaces[0]?.users ?? []
  const session = await signIn(first.client, owner?.email ?? '', owner?.password ?? '')
  const asked = {
    client_id: client.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    owner: 'user',
  }
  const path = '/v1/oauth/authorize'
  const query = `${path}?${new URLSearchParams(asked)}`
  const headers = { cookie: session.cookie }
  const page = htmlOf(await first.client.send({ method: 'GET', path: query, headers }))
  const workspace_id = /name="workspace_id" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const fields = { ...asked, workspace_id, decision: 'allow', _csrf: session.csrf }

  /** @type {Held[]} */
  const live = []
  /** @type {Held[]} */
  const dead = []

  const anyNode = () => nodes[draw(nodes.length)] ?? first

  /**
   * Undefined when there was no answer, or one of a server in trouble.
   * @param {string} what
   * @param {Request} request
   * @param {Node} [node]
   */
  const send = async (what, request, node = anyNode()) => {
    traffic.requests += 1
    const sentAt = performance.now()
    const answer = await node.client.send(request).catch((fault) => isLate(fault))
    if (typeof answer === 'boolean' || answer.status >= 500) {
      traffic.onAnswer(sentAt, performance.now(), answer === true ? 'late' : 'failed')
      await delay(retryAfter)
      return undefined
    }
    traffic.onAnswer(sentAt, answer.receivedAt, 'answered')
    traffic.answered[what] = (traffic.answered[what] ?? 0) + 1
    return answer
  }

  /**
   * Asks until there is an answer, as a client that must know does.
   * @param {string} what
   * @param {Request} request
   * @param {() => void} onRepeat
   * @returns {Promise<Answer>}
   */
  const insist = async (what, request, onRepeat) => {
    for (;;) {
      const answer = await send(what, request)
      if (answer) return answer
      onRepeat()
    }
  }

  /**
   * @param {Held} grant
   * @param {string} by
   * @param {number} at
   */
  const end = (grant, by, at) => {
    if (grant.endedAt !== undefined) return
    grant.endedAt = at
    grant.endedBy = by
    const place = live.indexOf(grant)
    if (place !== -1) live.splice(place, 1)
    dead.push(grant)
    if (dead.length > deadGrants) dead.shift()
  }

  const connect = async () => {
    const consent = await send('consent', formRequest(path, session.cookie, fields))
    const [location = ''] = consent ? headersOf(consent, 'location') : []
    const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null
    if (!consent) return
    if (code === null) throw new Error(`A consent was answered with ${consent.status}.`)
    const answer = await send('redeem', requests.redeem(code, redirectUri))
    const pair = answer && pairIn(answer)
    if (pair) live.push(held(pair))
    else if (answer) traffic.refusedCodes += 1
    else traffic.lostCodes += 1
  }

  /**
   * A call that changes nothing, with a token of the pair.
   * @param {'bearer' | 'introspect'} what
   * @param {Held} grant
   * @param {Pair} pair
   */
  const use = async (what, grant, pair) => {
    const node = anyNode()
    const call = { grant, what, pair, sentAt: performance.now(), changes: grant.changes }
    const token = what === 'introspect' && draw(2) === 0 ? pair.refresh : pair.access
    const answer = await send(what, requests[what](token), node)
    if (!answer) return
    const accepted = answer.status === 200 && (what === 'bearer' || bodyOf(answer).active === true)
    if (judgeCall(judgement, { ...call, node: node.number }, accepted)) {
      end(grant, `a refusal of ${what}`, answer.receivedAt)
    }
  }

  /**
   * Only one change of a grant is under way at a time.
   * @param {Held} grant
   * @param {() => Promise<void>} work
   */
  const change = async (grant, work) => {
    if (grant.changing || grant.endedAt !== undefined) return use('bearer', grant, grant.pair)
    grant.changing = true
    grant.changes += 1
    await work()
    grant.changing = false
    grant.changes += 1
  }

  /** @param {Held} grant */
  const refresh = (grant) =>
    change(grant, async () => {
      const { pair } = grant
      const answer = await insist('refresh', requests.refresh(pair.refresh), () => {
        grant.repeated = true
      })
      const next = pairIn(answer)
      if (next) {
        grant.former = { pair, since: answer.receivedAt }
        grant.pair = next
        return
      }
      if (grant.repeated) judgement.lostGrants += 1
      else judgement.wronglyDead += 1
      end(grant, 'a refusal of refresh', answer.receivedAt)
    })

  /** @param {Held} grant */
  const revoke = (grant) =>
    change(grant, async () => {
      const token = draw(2) === 0 ? grant.pair.access : grant.pair.refresh
      const { status, receivedAt } = await insist('revoke', requests.revoke(token), () => {})
      if (status !== 200) throw new Error(`A revoke was answered with ${status}.`)
      end(grant, 'a revoke', receivedAt)
    })

  /** @param {Held} grant */
  const refreshDead = async (grant) => {
    const node = anyNode()
    const { pair } = grant
    const call = { grant, what: 'refresh', pair, sentAt: performance.now(), changes: grant.changes }
    const answer = await send('refresh', requests.refresh(pair.refresh), node)
    if (answer) judgeCall(judgement, { ...call, node: node.number }, answer.status === 200)
  }

  /** @param {Held} grant */
  const tryDead = async (grant) => {
    const chance = draw(4)
    if (chance === 0) await refreshDead(grant)
    else await use(chance === 1 ? 'introspect' : 'bearer', grant, grant.pair)
  }

  /** One client's next request, or few. */
  return async () => {
    const grant = live[draw(live.length)]
    if (!grant || live.length < liveGrants) await connect()
    if (!grant) return
    const chance = draw(100)
    if (chance < 52) return use('bearer', grant, grant.pair)
    if (chance < 68) return use('introspect', grant, grant.pair)
    if (chance < 72) return use('bearer', grant, grant.former?.pair ?? grant.pair)
    if (chance < 82) return refresh(grant)
    const ended = dead[draw(dead.length)]
    if (chance < 92 && ended) return tryDead(ended)
    await use('bearer', grant, grant.pair)
    await revoke(grant)
    // Whoever was told that it is over asks other nodes at once.
    if (grant.endedAt === undefined) return
    await Promise.all([tryDead(grant), tryDead(grant), tryDead(grant)])
  }
}
