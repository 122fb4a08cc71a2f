/**
 * Messages between a door's process and the core's process. In Electron the contract uses a transferred message port; in the browser
 * door its messages pass as opaque `frame` messages over Node's IPC channel.
 */
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import { capabilitySchema } from '#shared/model/host.ts'
import { keyringSchema } from '../platform/secrets.ts'
import { practiceChoiceSchema } from './practice-flags.ts'

/** An encoded message of the contract. */
const frame = z.union([z.string(), z.custom<Uint8Array>((value) => value instanceof Uint8Array)])
export type Frame = z.infer<typeof frame>

/** Number of a page's connection, given by the door. */
const page = z.number().int()

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
  z.object({ kind: z.literal('page-opened'), page }),
  z.object({ kind: z.literal('page-closed'), page }),
  z.object({ kind: z.literal('frame'), page, frame }),
  /** A line for the core's log. */
  z.object({ kind: z.literal('log'), path: z.string(), fields: z.record(z.string(), z.unknown()) }),
])
export type ToCore = z.infer<typeof toCoreSchema>

/** From the core to the door. */
export const fromCoreSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** The core cannot start; its process ends. */
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
  z.object({ kind: z.literal('frame'), page, frame }),
])
export type FromCore = z.infer<typeof fromCoreSchema>
