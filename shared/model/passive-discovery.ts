/** Events of passive discovery in the contract. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { deviceSchema } from './job.ts'

/** Devices arrive through the job's watch (page) or as `device` (command line). */
export const listenEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    /** Interfaces of this laptop with picked addresses on their subnets. */
    links: z.array(z.object({ name: z.string(), address: z.string() })),
    /** `mdns`, `ssdp`, `pnp` */
    listeners: z.array(z.string()),
  }),
  /** A listener that does not work on this laptop now; the others continue. */
  z.object({
    kind: z.literal('listener-failed'),
    listener: z.string(),
    link: z.string(),
    problem: problemSchema,
  }),
  z.object({ kind: z.literal('device'), device: deviceSchema }),
  z.object({
    kind: z.literal('ended'),
    /** Number of devices that announced themselves, and of unpicked addresses that did. */
    devices: z.number().int(),
    others: z.number().int(),
    tookMs: z.number(),
  }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
])
export type ListenEvent = z.infer<typeof listenEventSchema>
