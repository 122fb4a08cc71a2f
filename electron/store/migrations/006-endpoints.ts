/**
 * Rewrites endpoints, which were only handsets before: adds `addedBy` and the times of the stages, and removes the printed IPEI, which is
 * derived from the IPEI.
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'

const rowSchema = z.object({ id: z.string(), body: z.string() })
const oldEndpoint = z.looseObject({
  deviceId: z.string().nullable(),
  hardwareId: z.string(),
  ipei: z.string().nullable(),
  onboarding: z.unknown(),
})
const oldState = z.looseObject({ at: z.string(), since: z.number() })
const oldAccount = z.looseObject({ account: z.looseObject({}) })

export const endpoints = {
  version: 6,
  name: 'endpoints',
  up(connection: Database) {
    const update = connection.prepare('UPDATE endpoint SET body = ? WHERE id = ?')
    for (const row of connection.prepare('SELECT id, body FROM endpoint WHERE json_valid(body)').all()) {
      const { id, body } = rowSchema.parse(row)
      update.run(JSON.stringify(endpointOfToday(JSON.parse(body))), id)
    }
  },
} as const

/** Bodies of another shape are not changed; they are quarantined when read. */
function endpointOfToday(body: unknown): unknown {
  const old = oldEndpoint.safeParse(body)
  if (!old.success) return body
  const { ipeiPrinted: _, ...endpoint } = old.data
  const ipei = endpoint.ipei ?? endpoint.hardwareId.slice('00'.length)
  const addedBy = endpoint.deviceId === null ? 'technician' : 'device'
  return { ...endpoint, ipei, addedBy, onboarding: stateOfToday(endpoint.onboarding) }
}

/** `{"at":"fetched","since":1}` becomes `{"at":"fetched","since":1,"reached":{"fetched":1}}`. */
function stateOfToday(state: unknown): unknown {
  const old = oldState.safeParse(state)
  if (!old.success) return state
  const { at, since, before } = old.data
  const account = oldAccount.safeParse(state)
  return {
    ...old.data,
    reached: at === 'stuck' || at === 'offboarded' ? {} : { [at]: since },
    ...(before === undefined ? {} : { before: stateOfToday(before) }),
    ...(account.success ? { account: { ...account.data.account, attachedAt: since } } : {}),
  }
}
