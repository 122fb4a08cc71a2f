/** React contexts and hooks for the connection, its query helpers, the status and the open job. */
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Status } from '#shared/model/host.ts'
import type { Client, Connection, ConnectionState } from './connection.ts'
import type { JobView } from './job-view.ts'

export const ConnectionContext = createContext<Connection | null>(null)
export const StatusContext = createContext<Status | null>(null)
/** The job whose screens are shown; null outside a job. */
export const JobContext = createContext<JobView | null>(null)

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext)
  if (connection === null) throw new Error('no connection above this component')
  return connection
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection()
  return useSyncExternalStore(connection.subscribe, connection.state)
}

export const useClient = (): Client => useConnection().client

const helpers = new WeakMap<Connection, ReturnType<typeof makeHelpers>>()
const makeHelpers = (connection: Connection) => createTanstackQueryUtils(connection.client)

/** Query and mutation options of every procedure, by its path. */
export function useContract(): ReturnType<typeof makeHelpers> {
  const connection = useConnection()
  const known = helpers.get(connection)
  if (known !== undefined) return known
  const made = makeHelpers(connection)
  helpers.set(connection, made)
  return made
}

export function useJob(): JobView {
  const job = useContext(JobContext)
  if (job === null) throw new Error('no job above this component')
  return job
}
