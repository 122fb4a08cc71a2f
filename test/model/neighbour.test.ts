/** Which neighbours of a switch count as phones. */
import { expect, it } from 'vitest'
import type { DeviceKind } from '#shared/model/identity.ts'
import { isPhone, isVoiceDevice, type Neighbour } from '#shared/model/neighbour.ts'

type Seen = Pick<Neighbour, 'capabilities' | 'medClass'>
const telephone: Seen = { capabilities: { supported: ['telephone'], enabled: ['telephone'] }, medClass: null }
const communication: Seen = { capabilities: null, medClass: 'communication' }
const bridge: Seen = { capabilities: { supported: ['bridge'], enabled: ['bridge'] }, medClass: null }

it.each<[string, Seen, DeviceKind | null, boolean, boolean]>([
  ['telephone', telephone, 'phone', true, true],
  ['telephone', telephone, 'conference-phone', true, true],
  ['telephone', telephone, null, true, true],
  ['communication', communication, 'dect-base', true, false],
  ['telephone', telephone, 'dect-base', true, false],
  ['telephone', telephone, 'ata', true, false],
  ['bridge', bridge, 'phone', false, false],
  ['bridge', bridge, null, false, false],
])('a neighbour that reports %s: %j', (_reports, seen, kind, voice, phone) => {
  expect([isVoiceDevice(seen), isPhone(seen, kind)]).toEqual([voice, phone])
})
