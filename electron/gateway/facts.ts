/** Events of the gateway core. A fact is an input of the onboarding machine with a hardware id. */
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import { hardwareIdSchema } from '#shared/model/hardware-id.ts'

const hardwareId = hardwareIdSchema

export const gatewayFactSchema = z.discriminatedUnion('fact', [
  z.object({ fact: z.literal('configuration-fetched'), hardwareId }),
  z.object({ fact: z.literal('registered-without-owner'), hardwareId, identity: z.string() }),
  z.object({ fact: z.literal('verification-accepted'), hardwareId }),
  z.object({ fact: z.literal('verification-refused'), hardwareId, problem: problemSchema }),
  z.object({ fact: z.literal('account-attached'), hardwareId, name: z.string(), number: z.string() }),
  z.object({
    fact: z.literal('registered-with-number'),
    hardwareId,
    identity: z.string(),
    number: z.string(),
    name: z.string(),
  }),
])
export type GatewayFact = z.infer<typeof gatewayFactSchema>

/** A request for a configuration file, answered or refused. */
export const gatewayFetchSchema = z.object({
  /** Null for a file that no driver writes: the device is told from the file's name and the User-Agent. */
  hardwareId: hardwareId.nullable(),
  /** Name of the file: `0003717C0E0A.cfg`. */
  file: z.string(),
  /** IP address the request came from. */
  address: z.string(),
  /** The User-Agent header as received. */
  userAgent: z.string(),
})
export type GatewayFetch = z.infer<typeof gatewayFetchSchema>
