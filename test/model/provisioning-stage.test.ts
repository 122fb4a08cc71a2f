/** Whether a device has fetched from the URL that it was given. */
import { describe, expect, it } from 'vitest'
import { hasMovedOn } from '#shared/model/provisioning-stage.ts'

const entry = 'http://emea.ipp.sdg.teams.microsoft.com/lang_de/$mac.cfg'
const core = 'http://192.0.2.1:8080'

describe('a device has moved on', () => {
  it.each([
    ['to the next stage of the core', core, `${core}/device/ob/0123/lang_en`, true],
    ['to the last stage', `${core}/$mac.cfg`, `${core}/device/mmiiaacc/0123/lang_en`, true],
    [
      'to the service, on its host of devices',
      entry,
      'https://usea.dm.sdg.teams.microsoft.com/device/ob/01/lang_de/',
      true,
    ],
    ['not to the same URL', core, core, false],
    ['not to another host', core, 'http://192.0.2.2/device/ob/0123/', false],
    [
      'not to a host that ends like the service',
      entry,
      'http://x.sdg.teams.microsoft.com.example/device/ob/1',
      false,
    ],
    ['not to another path', core, `${core}/other/ob/1`, false],
    ['not from a later stage', `${core}/device/ob/1`, `${core}/device/ob/2`, false],
    ['not without a scheme', '192.0.2.1:8080', '192.0.2.1:8080/device/ob/1', false],
    ['not to nothing', core, '', false],
  ])('%s', (_, written, found, expected) => {
    expect(hasMovedOn(written, found)).toBe(expected)
  })
})
