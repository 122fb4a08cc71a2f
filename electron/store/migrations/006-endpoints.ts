/**
 * Endpoints of every kind: earlier versions stored handsets only, without how they came into the job and without the times of their
 * stages. The printed IPEI is made from the IPEI.
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

/** A body of another shape stays as it is: it is set aside when it is read. */
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
