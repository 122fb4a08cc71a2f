/** The driver for MP-11x and MP-124 on its practice device. */
import { audiocodesMediaPack } from '#electron/drivers/audiocodes/driver.ts'
import type { Driver } from '#electron/drivers/driver.ts'
import adapterData from '#resources/practice/audiocodes-mp-118.json' with { type: 'json' }
import { describeDriver, type PeerKind } from '../conformance.ts'
import { practicePeer } from './peer.ts'

/** Paths are random: those of the button Burn, as the driver has sent them. */
const burning = new Set<string>()

/** The driver with a kit that notes the path of Burn. */
const driver: Driver = {
  ...audiocodesMediaPack,
  connect: (kit) =>
    audiocodesMediaPack.connect({
      ...kit,
      request(wanted) {
        const { path, body } = wanted
        if (body?.kind === 'form' && body.fields.some(([, value]) => value === 'Burn')) burning.add(path)
        return kit.request(wanted)
      },
    }),
}

const kindWith = (options: object): PeerKind => ({
  driver,
  start: ({ pace }) =>
    practicePeer({ ...adapterData, options: { ...adapterData.options, ...options } }, pace),
  model: 'MP-118 FXS',
  kind: 'ata',
  firmware: '6.60A.367.005',
  handsets: [],
  url: 'http://192.0.2.1/mac.ini',
  update: '',
  secure: true,
  // burning may be repeated
  isWrite: ({ method, path }) => method !== 'GET' && !burning.has(path),
  passwordChange: 'password-change-needed',
  // the connection is closed
  interfaceOff: 'connection-lost',
  // it takes effect at once, and is burnt by a request of its own
  losesWriteAtRestart: true,
})

describeDriver('audiocodes-mediapack with Digest', kindWith({}))
describeDriver(
  'audiocodes-mediapack with Basic, without a fetch after the write',
  kindWith({ scheme: 'basic', fetchesAtOnce: false }),
)
