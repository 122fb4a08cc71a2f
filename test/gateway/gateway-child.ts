/** A gateway core in a process of its own, so that it can be killed. Commands come over the parent's channel. */
import { createGatewayCore } from '#electron/gateway/create-gateway-core.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { openStore } from '#electron/store/open.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { practiceWriter } from './bench.ts'

export type ChildCommand = 'enrol' | 'verification' | 'sign-in' | 'facts' | 'registrations'

const [, , folder = ''] = process.argv
const store = openStore(folder)
const gateway = createGatewayCore({
  documents: store.documents,
  configurationWriters: [practiceWriter],
  clock: systemClock,
  log: createLog(),
  settings: { progressMs: 0 },
})
gateway.onFact((fact) => process.send?.({ fact }))

const answers: Record<ChildCommand, (hardwareId: ReturnType<typeof parseHardwareId>) => unknown> = {
  enrol: (hardwareId) => gateway.enrol(hardwareId),
  verification: (hardwareId) => gateway.issueVerificationCode(hardwareId),
  'sign-in': (hardwareId) => gateway.issueSignInCode(hardwareId, false),
  facts: () => gateway.facts(),
  registrations: () => gateway.status().registrations,
}
process.on('message', ({ command, hardwareId }: { command: ChildCommand; hardwareId: string }) => {
  process.send?.({ answer: answers[command](parseHardwareId(hardwareId)) ?? null })
})
process.on('disconnect', () => process.exit(0))
const status = await gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
process.send?.({ entryUrl: gateway.entryUrl(), sipPort: status.sipPort })
