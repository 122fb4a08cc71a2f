/** A firmware update as in the article: settings, a download in the syslog, a restart. */
import { describe, expect, it } from 'vitest'
import { startPractice } from '#test/support/practice.ts'
import { openWeb, until, updatedTo } from './bench.ts'

describe('new firmware', () => {
  it('is downloaded with progress in the log, then runs on base and handsets', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit(updatedTo('8005', '0002'))
    await until(practice.site, (device) => device.firmware === '8.0.5.0002')
    await expect.poll(() => web.log().catch(() => '')).toContain('started, firmware 8.0.5.0002')
    const log = await web.log()
    expect(log).toContain(
      'downloading 8.0.5.0002 from http://downloads.polycom.com/voice/dect-ip-phones/Rove/',
    )
    const steps = [...log.matchAll(/FW: 8\.0\.5\.0002 (\d+)%/g)].map(([, percent]) => Number(percent))
    expect(steps).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    const versions = [1, 2, 3].map((slot) =>
      web.current('DW_HS_.xml', `VoiceService.1.X_HS.Handset${slot}FWVersion`),
    )
    // the minimum of a Rove 20 in the catalogue is one build above that of the others
    expect(await Promise.all(versions)).toEqual(['8.0.5.0002', '8.0.5.0003', '8.0.5.0002'])
    // the same settings name the version that already runs
    expect(log.match(/downloading/g)).toHaveLength(1)
  })

  it.each([
    ['a release that the server has not', updatedTo('9999', '0001'), 'not found'],
    ['the one that runs', updatedTo('8003', '0010'), 'settings changed'],
  ])('%s changes nothing', async (_, settings, said) => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit(settings)
    await expect.poll(() => web.log()).toContain(said)
    expect(await web.log()).not.toContain('downloading')
    expect(await web.current('DI_S_.xml', 'DeviceInfo.SoftwareVersion')).toBe('8.0.3.0010')
  })

  it('with the method System Start is downloaded at the next start', async () => {
    await using practice = await startPractice()
    await using web = openWeb(practice.httpPort)
    await web.submit({
      ...updatedTo('8005', '0002'),
      'X_DeviceManagement.FirmwareUpdate.Method': 'System Start',
    })
    expect(await web.log()).not.toContain('downloading')
    await web.get('/rebootgetconfig.htm').catch(() => undefined)
    await until(practice.site, (device) => device.firmware === '8.0.5.0002')
  })

  it('a restart during the download ends it, and the next start begins it again', async () => {
    await using practice = await startPractice({ pace: 0.01 })
    await using web = openWeb(practice.httpPort)
    await web.submit(updatedTo('8005', '0002'))
    await expect.poll(() => web.log()).toContain('FW: 8.0.5.0002 10%')
    await web.get('/rebootgetconfig.htm').catch(() => undefined)
    await until(practice.site, (device) => device.firmware === '8.0.5.0002')
    await expect.poll(() => web.log().catch(() => '')).toContain('started, firmware 8.0.5.0002')
    expect((await web.log()).match(/downloading/g)).toHaveLength(2)
  })
})
