/** The Ascom driver on its practice device. */
import { expect, it } from 'vitest'
import { ascom } from '#electron/drivers/ascom/driver.ts'
import baseData from '#resources/practice/ascom-ipbs2.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { describeDriver, type PeerKind } from '../conformance.ts'
import { converse, type Peer } from '../conversation.ts'

async function practicePeer(options: object, pace: number): Promise<Peer> {
  const device = { ...baseData, options: { ...baseData.options, ...options } }
  const practice = await startPractice({ pace, devices: [device] })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    ...{ pace, user: baseData.user, password: baseData.password },
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

const kindWith = (options: object): PeerKind => ({
  driver: ascom,
  start: ({ pace }) => practicePeer(options, pace),
  model: 'IPBS2',
  kind: 'dect-base',
  // no page of the base names it
  firmware: null,
  handsets: [],
  url: '',
  update: '',
  passwordChange: 'unexpected-page',
  // the connection is closed
  interfaceOff: 'connection-lost',
})

describeDriver('ascom with Basic', kindWith({}))
describeDriver('ascom with Digest', kindWith({ scheme: 'digest' }))

it.each([
  ['master', 'Master'],
  ['searching', 'Searching for sync source'],
])('reads the air synchronization of a base that is %s: %s', async (sync, value) => {
  await using peer = await practicePeer({ sync }, 0)
  await using talk = await converse(ascom, peer)
  const settings = await talk.session.read()
  expect(settings.find(({ id }) => id === 'sync')).toMatchObject({ value, writable: false })
})

it('restarts the base with one request', async () => {
  await using peer = await practicePeer({}, 0.01)
  const paths: string[] = []
  await using talk = await converse(ascom, peer, { before: ({ path }) => paths.push(path) })
  await talk.session.actions?.restart?.()
  expect(paths.filter((path) => path.startsWith('/CMD0/'))).toEqual([
    '/CMD0/mod_cmd.xml?cmd=reset&xsl=reset.xsl&reset=OK',
  ])
  await expect.poll(() => talk.session.describe().catch(() => null)).toMatchObject({ model: 'IPBS2' })
})
