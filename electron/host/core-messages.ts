/**
 * Messages between a door's process and the core's process. The contract's own messages do not pass here: Electron transfers a message
 * port, and the browser door hands over the TCP connection of a page.
 */
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import { capabilitySchema } from '#shared/model/host.ts'
import { keyringSchema } from '../platform/secrets.ts'
import { practiceChoiceSchema } from './practice-flags.ts'

/** Number of a page's connection, given by the door. */
const page = z.number().int()

/** Headers of a page's upgrade request that the core needs: `Upgrade`, `Sec-WebSocket-Key` and `-Version`. */
const handshakeSchema = z.object({
  upgrade: z.string(),
  key: z.string(),
  version: z.string(),
  /** Octets that were received after the request. */
  head: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
})
export type Handshake = z.infer<typeof handshakeSchema>

const startSchema = z.object({
  kind: z.literal('start'),
  dataFolder: z.string(),
  capabilities: z.array(capabilitySchema),
  /** Null when the core uses the key file of the data folder. */
  keyring: keyringSchema.nullable(),
  practice: practiceChoiceSchema,
})
export type Start = z.infer<typeof startSchema>

/** From the door to the core. */
export const toCoreSchema = z.discriminatedUnion('kind', [
  startSchema,
  /** Closes the core; its process ends with exit code 0. */
  z.object({ kind: z.literal('stop') }),
  /** Electron only: transfers the port of a page. */
  z.object({ kind: z.literal('port') }),
  /** Browser door only: carries the TCP connection of a page that has a session. The core answers with `page-received`. */
  z.object({ kind: z.literal('page-socket'), page, handshake: handshakeSchema }),
  /** The door no longer reads from the connection: the core accepts the WebSocket. */
  z.object({ kind: z.literal('page-open'), page }),
  /** Ends the connection. */
  z.object({ kind: z.literal('page-close'), page }),
  /** A line for the core's log. */
  z.object({ kind: z.literal('log'), path: z.string(), fields: z.record(z.string(), z.unknown()) }),
])
export type ToCore = z.infer<typeof toCoreSchema>

/** From the core to the door. */
export const fromCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** The core cannot start; its process ends. */
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
])

/** From the core to the browser door. */
export const pageMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page-received'), page }),
  z.object({ kind: z.literal('page-closed'), page }),
])
type PageMessage = z.infer<typeof pageMessageSchema>
export type FromCore = z.infer<typeof fromCoreSchema> | PageMessage
