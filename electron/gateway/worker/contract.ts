/** Contract between the core and the gateway's worker, carried by oRPC over a message port. */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { problemSchema } from '#shared/errors.ts'
import { signInCodeSchema, verificationCodeSchema } from '#shared/machines/onboarding.ts'
import { hardwareIdSchema } from '#shared/model/hardware-id.ts'
import { directoryUserSchema, gatewayLogEntrySchema, gatewayStatusSchema } from '#shared/model/host.ts'
import { gatewayFactSchema, gatewayFetchSchema } from '../facts.ts'

const base = oc.errors({ PROBLEM: { status: 422, data: problemSchema } })
const ofEndpoint = z.object({ hardwareId: hardwareIdSchema })
const nothing = z.object({})

/** A gateway document that an earlier version stored in the database of the jobs. */
const inheritedDocumentSchema = z.object({
  collection: z.string(),
  key: z.string(),
  value: z.unknown(),
})
export type InheritedDocument = z.infer<typeof inheritedDocumentSchema>

const gatewayEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fact'), fact: gatewayFactSchema }),
  z.object({ kind: z.literal('fetch'), fetch: gatewayFetchSchema }),
  z.object({ kind: z.literal('status'), status: gatewayStatusSchema }),
  z.object({ kind: z.literal('log'), path: z.string(), fields: z.record(z.string(), z.unknown()) }),
])
export type GatewayEvent = z.infer<typeof gatewayEventSchema>

export const gatewayContract = {
  /** Opens the database and stores inherited documents. Must be the first call of a worker. */
  open: base.input(z.object({ inherited: z.array(inheritedDocumentSchema) })).output(nothing),
  events: base.output(eventIterator(gatewayEventSchema)),
  start: base
    .input(z.object({ address: z.string(), httpPort: z.number().int(), sipPort: z.number().int() }))
    .output(gatewayStatusSchema),
  /** Stops listening and closes the database, before the worker is terminated. */
  close: base.output(nothing),
  enrol: base.input(ofEndpoint).output(nothing),
  issueVerificationCode: base.input(ofEndpoint).output(verificationCodeSchema),
  issueSignInCode: base.input(ofEndpoint.extend({ fresh: z.boolean() })).output(signInCodeSchema),
  sendCheckSync: base.input(ofEndpoint).output(z.boolean()),
  offboard: base.input(ofEndpoint).output(nothing),
  answerHeld: base.input(z.object({ id: z.string(), allow: z.boolean() })).output(nothing),
  users: base.output(z.array(directoryUserSchema)),
  addUser: base.input(z.object({ name: z.string(), number: z.string() })).output(directoryUserSchema),
  log: base.output(z.array(gatewayLogEntrySchema)),
  facts: base.output(z.array(gatewayFactSchema)),
}
export type GatewayContract = typeof gatewayContract
