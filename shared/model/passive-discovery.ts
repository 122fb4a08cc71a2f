/** Listening to what devices say by themselves, as it crosses the contract. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { deviceSchema } from './job.ts'

/** Devices arrive through the job's watch (page) or as `device` (command line). */
export const listenEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    /** Interfaces of this laptop that picked addresses are on: nothing else is listened on. */
    links: z.array(z.object({ name: z.string(), address: z.string() })),
    /** `mdns`, `ssdp`, `pnp` */
    listeners: z.array(z.string()),
  }),
  /** One way of listening that this laptop cannot do now; the others go on. */
  z.object({ kind: z.literal('deaf'), listener: z.string(), link: z.string(), problem: problemSchema }),
  z.object({ kind: z.literal('device'), device: deviceSchema }),
  z.object({
    kind: z.literal('ended'),
    /** Devices that were heard, and addresses that were heard and not picked: counted, and nothing more. */
    devices: z.number().int(),
    others: z.number().int(),
    tookMs: z.number(),
  }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
])
export type ListenEvent = z.infer<typeof listenEventSchema>
