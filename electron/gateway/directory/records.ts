/** Records of the directory: one document per hardware id, so that every onboarding step is one write. */
import { z } from 'zod'
import { type HardwareId, hardwareIdSchema } from '#shared/model/hardware-id.ts'

/** The result of stage 2: the token of stages 3 and 4 (A6.3) and the temporary account (A6.5). */
const sessionSchema = z.object({
  token: z.string(),
  language: z.string(),
  openedAt: z.number(),
  user: z.string(),
  password: z.string(),
  /** IP address that fetched the session first; only it gets the account. Null in records of earlier versions. */
  owner: z.string().nullable().default(null),
})
/** The user's own account on this endpoint (A6.9). */
const accountSchema = z.object({
  userId: z.string(),
  name: z.string(),
  number: z.string(),
  authUser: z.string(),
  password: z.string(),
  attachedAt: z.number(),
})
const spentCodeSchema = z.object({
  code: z.string(),
  why: z.enum(['used', 'expired', 'replaced']),
  at: z.number(),
})

/** Times are milliseconds since the epoch; null before the event. */
export const endpointRecordSchema = z.object({
  hardwareId: hardwareIdSchema,
  fetchedAt: z.number().nullable(),
  enrolledAt: z.number().nullable(),
  session: sessionSchema.nullable(),
  /** The temporary account of this session has registered. */
  onboardedAt: z.number().nullable(),
  verification: z.object({ code: z.string(), expiresAt: z.number() }).nullable(),
  spentCodes: z.array(spentCodeSchema),
  verifiedAt: z.number().nullable(),
  signIn: z.object({ code: z.string(), expiresAt: z.number(), usedAt: z.number().nullable() }).nullable(),
  account: accountSchema.nullable(),
  /** The user's own account has registered. */
  registeredAt: z.number().nullable(),
})
export type EndpointRecord = z.infer<typeof endpointRecordSchema>

export const newEndpointRecord = (id: HardwareId): EndpointRecord => ({
  hardwareId: id,
  fetchedAt: null,
  enrolledAt: null,
  session: null,
  onboardedAt: null,
  verification: null,
  spentCodes: [],
  verifiedAt: null,
  signIn: null,
  account: null,
  registeredAt: null,
})

export const tenantRecordSchema = z.object({ id: z.string(), name: z.string(), domain: z.string() })
export type TenantRecord = z.infer<typeof tenantRecordSchema>

/** E.164 numbers; null for a rule that is not set. `always` precedes the others. */
const forwardingSchema = z.object({
  always: z.string().nullable(),
  /** When no device answers in time, or none is registered. */
  onTimeout: z.string().nullable(),
  /** Rings together with the user's own devices. */
  simultaneous: z.string().nullable(),
})
export type Forwarding = z.infer<typeof forwardingSchema>
export const noForwarding: Forwarding = { always: null, onTimeout: null, simultaneous: null }

export const userRecordSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  number: z.string(),
  position: z.number(),
  doNotDisturb: z.boolean().default(false),
  forwarding: forwardingSchema.default(noForwarding),
})
export type UserRecord = z.infer<typeof userRecordSchema>
/** Settings that a user changes with feature codes. */
export type Preferences = Pick<UserRecord, 'doNotDisturb' | 'forwarding'>
