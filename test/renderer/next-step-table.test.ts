/** The next step of a job by its content: an unfinished job is never shown as finished. */

import { describe, expect, it } from 'vitest'
import { foundAt, type OnboardingState } from '#shared/machines/onboarding.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { DeviceKind } from '#shared/model/identity.ts'
import type { Endpoint, JobDevice } from '#shared/model/job.ts'
import { endpoint } from '#test/store/matter.ts'
import fc from '#test/support/property.ts'
import { type NextStep, nextStepOf } from '../../renderer/screens/next-step.ts'

const verdict = (answer: Verdict['answer']): Verdict => ({
  ...{ answer, minimum: null, approved: null, date: '2024-07-15', source: 'a test' },
})
function device(
  id: string,
  kind: DeviceKind,
  changed: Partial<JobDevice> = {},
  mac: string | null = `00:04:F2:00:00:0${id}`,
) {
  const { evidence: _, ...identity } = {
    ...{ vendor: 'Poly', model: kind, firmware: null, mac, serial: null, kind, level: 'exact' as const },
    ...{ evidence: [], contradictions: [] },
  }
  const made: JobDevice = {
    ...{ id, jobId: 'j', key: `mac:${id}`, address: '192.0.2.1', identity, verdict: verdict('approved') },
    ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
    ...{ driver: null, capabilities: [], signedIn: false, firstSeen: 1, lastSeen: 1, silentSince: null },
    ...{ otherAddress: null, plainHttpAccepted: false },
    ...changed,
  }
  return made
}
const base = device('1', 'dect-base', { capabilities: ['provisioning', 'handsets'] })
const phone = device('2', 'phone')
const adapter = device('3', 'ata')
const old = device('4', 'phone', { verdict: verdict('below-minimum') })
const state = {
  found: foundAt(1),
  directed: { at: 'directed', since: 1, reached: {}, url: 'http://g/' },
  signedIn: { at: 'signed-in', since: 1, reached: {}, identity: 'x', number: '+1', name: null },
  stuck: {
    ...{ at: 'stuck', since: 1, reached: {}, problem: { code: 'timed-out', facts: {} }, before: foundAt(1) },
  },
} as const satisfies Record<string, OnboardingState>
let ids = 0
const handset = (onboarding: OnboardingState, deviceId = '1'): Endpoint => ({
  ...endpoint(String(++ids), 'j'),
  deviceId,
  onboarding,
})
const desk = (
  deviceId: string,
  onboarding: OnboardingState,
  answer: Verdict['answer'] = 'approved',
): Endpoint => ({
  ...{ id: `e${deviceId}`, jobId: 'j', kind: 'phone', deviceId, label: '', model: null, firmware: null },
  ...{ addedBy: 'device', seenState: null, onboarding, verdict: verdict(answer) },
  hardwareId: endpoint(String(++ids), 'j').hardwareId,
})
const next = (devices: readonly JobDevice[], endpoints: readonly Endpoint[]) =>
  nextStepOf({ job: { id: 'j', practice: false }, devices, endpoints })

const rows: readonly [string, NextStep['id'], readonly JobDevice[], readonly Endpoint[]][] = [
  ['nothing', 'scan', [], []],
  ['a base nobody has read', 'read-handsets', [base], []],
  [
    'a base nobody has read beside a phone that is not started',
    'read-handsets',
    [base, phone],
    [desk('2', state.found)],
  ],
  ['a base nobody has read beside a phone under way', 'continue', [base, phone], [desk('2', state.directed)]],
  [
    'handsets signed in, and a phone that is not',
    'point',
    [base, phone],
    [handset(state.signedIn), desk('2', state.found)],
  ],
  [
    'handsets signed in, and a phone under way',
    'continue',
    [base, phone],
    [handset(state.signedIn), desk('2', state.directed)],
  ],
  ['one stuck beside one under way', 'stuck', [base], [handset(state.directed), handset(state.stuck)]],
  [
    'all signed in, one below minimum',
    'firmware',
    [base, old],
    [handset(state.signedIn), desk('4', state.signedIn)],
  ],
  [
    'all signed in, an adapter whose ports are not known',
    'adapter-ports',
    [base, adapter],
    [handset(state.signedIn)],
  ],
  [
    'all signed in, a phone whose MAC is not known',
    'mac-missing',
    [base, device('5', 'phone', {}, null)],
    [handset(state.signedIn)],
  ],
  ['a phone with firmware below the minimum', 'firmware', [old], [desk('4', state.found, 'below-minimum')]],
  [
    'a phone with firmware below the minimum under way',
    'continue',
    [old],
    [desk('4', state.directed, 'below-minimum')],
  ],
  ['a switch alone', 'nothing-to-sign-in', [device('6', 'switch')], []],
  ['everything signed in', 'report', [base, phone], [handset(state.signedIn), desk('2', state.signedIn)]],
  [
    'three phones that can be written',
    'bulk',
    ['2', '7', '8'].map((id) => device(id, 'phone', { capabilities: ['provisioning'] })),
    ['2', '7', '8'].map((id) => desk(id, state.found)),
  ],
  [
    'two phones that can be written',
    'point',
    ['2', '7', '8'].map((id) => device(id, 'phone', { capabilities: id === '8' ? [] : ['provisioning'] })),
    ['2', '7', '8'].map((id) => desk(id, state.found)),
  ],
  [
    'three phones that can be written, one under way',
    'continue',
    ['2', '7', '8'].map((id) => device(id, 'phone', { capabilities: ['provisioning'] })),
    ['2', '7', '8'].map((id) => desk(id, id === '7' ? state.directed : state.found)),
  ],
  ['a handset typed in before its base was found', 'point', [], [endpoint('0', 'j')]],
]
describe('the next step with', () => {
  it.each(rows)('%s: %s', (_name, id, devices, endpoints) => {
    expect(next(devices, endpoints).id).toBe(id)
  })
})

it('prefers what Punchdown can write, then what is set up by hand, to what needs firmware first', () => {
  const writable = device('7', 'phone', { capabilities: ['provisioning'] })
  const endpoints = [desk('4', state.found, 'below-minimum'), desk('2', state.found), desk('7', state.found)]
  expect(next([old, phone, writable], endpoints).to).toBe('/job/j/pairing/e7')
  expect(next([old, phone], endpoints.slice(0, 2)).to).toBe('/job/j/pairing/e2')
})

it('prefers endpoints in the catalogue', () => {
  const listed = desk('2', state.found)
  expect(next([phone], [desk('9', state.found, 'not-listed'), listed]).to).toBe(`/job/j/pairing/${listed.id}`)
})

it('is the report only if every endpoint is signed in and no firmware is below minimum', () => {
  const anyDevices = fc.subarray([base, phone, adapter, old, device('7', 'conference-phone', {}, null)])
  const anyState = fc.constantFrom(...Object.values(state))
  fc.assert(
    fc.property(anyDevices, fc.array(anyState, { maxLength: 5 }), (devices, states) => {
      const endpoints = states.map((each) => handset(each))
      if (next(devices, endpoints).id !== 'report') return
      expect(states.every(({ at }) => at === 'signed-in') && states.length > 0).toBe(true)
      expect(devices.filter((each) => each.verdict.answer === 'below-minimum')).toEqual([])
    }),
  )
})
