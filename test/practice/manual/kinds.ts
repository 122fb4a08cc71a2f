/** Devices with the pages of kit/manual-pages.ts, for the shared fault suite. */

import aleData from '#resources/practice/ale-m3.json' with { type: 'json' }
import ascomData from '#resources/practice/ascom-ipbs2.json' with { type: 'json' }
import gigasetData from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import spectralinkData from '#resources/practice/spectralink-400.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type Kind, refusalByStatus } from '../kind.ts'
import { fieldValue, visit } from './client.ts'

/** The value is that of the field `label` on the page `path`. */
const manual = (
  name: string,
  data: { readonly user: string; readonly password: string },
  path: string,
  label: string,
  way: 'form' | 'basic' = 'form',
): Kind => ({
  name,
  async start(pace = 0, flashFolder) {
    const flash = flashFolder === undefined ? {} : { flashFolder }
    const practice = await startPractice({ pace, ...flash, devices: [data] })
    const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
    const visitor = visit(url, data.user, data.password, way)
    return {
      practice,
      read: (...args) => visitor.open(path, ...args),
      guess: () => visit(url, data.user, 'wrong', way).open(path),
      write: (value) => visitor.fill(path, { [label]: value }),
      stored: async () => fieldValue((await visitor.open(path)).body, label),
      [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
    }
  },
  secure: true,
  refusal: (reply) =>
    reply.body.includes('User or password is wrong')
      ? 'wrong'
      : reply.body.includes('Too many attempts')
        ? 'locked'
        : refusalByStatus(reply),
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
})

export const manualKinds: readonly Kind[] = [
  manual('Gigaset N870', gigasetData, '/auto-configuration', 'Provisioning server'),
  manual('Spectralink IP-DECT Server 400', spectralinkData, '/provisioning', 'Provisioning server'),
  manual('Ascom IPBS2', ascomData, '/provisioning', 'Provisioning URL', 'basic'),
  manual('ALE M3', aleData, '/provisioning', 'Provisioning server URL'),
]
