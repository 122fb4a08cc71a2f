/** Faults of a base: each has its effect, and ends when it is switched off or has occurred once. */
import { expect, it } from 'vitest'
import { startPractice } from '#test/support/practice.ts'
import { deviceOf, itspNames, openWeb, until } from './bench.ts'

const page = 'DM_S_.xml'

it('wrong-password: the right password is refused until the fault is switched off', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  practice.site.misbehave(practice.deviceId, 'wrong-password', true)
  expect((await web.get('/menu.htm')).status).toBe(401)
  practice.site.misbehave(practice.deviceId, 'wrong-password', false)
  await using again = openWeb(practice.httpPort)
  expect((await again.get('/menu.htm')).status).toBe(200)
})

it('garbage-page: the menu is intact, the pages are garbage', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  practice.site.misbehave(practice.deviceId, 'garbage-page', true)
  expect((await web.get('/menu.htm')).body).toContain('Auto Provisioning')
  expect((await web.get(`/${page}`)).body).not.toContain('</model>')
  practice.site.misbehave(practice.deviceId, 'garbage-page', false)
  expect((await web.get(`/${page}`)).body).toContain('</model>')
})

it('drop-one-reply: the form is stored, its reply is lost, the next reply arrives', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  await web.get('/menu.htm')
  practice.site.misbehave(practice.deviceId, 'drop-one-reply', true)
  await expect(web.submit({ [itspNames.interval]: '61' })).rejects.toThrow()
  expect(deviceOf(practice.site.status()).faults).toEqual([])
  expect(await web.current(page, itspNames.interval)).toBe('61')
})

it('reboot-in-the-middle: the form is stored, and the base restarts', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  await web.get('/menu.htm')
  practice.site.misbehave(practice.deviceId, 'reboot-in-the-middle', true)
  await expect(web.submit({ [itspNames.interval]: '62' })).rejects.toThrow()
  await expect.poll(() => web.current(page, itspNames.interval).catch(() => '')).toBe('62')
  expect(await web.current('DI_S_.xml', 'DeviceInfo.UpTime')).toMatch(/\(2\)$/)
  expect(deviceOf(practice.site.status()).faults).toEqual([])
})

it('slow: the answer is late', async () => {
  await using practice = await startPractice({ pace: 0.05 })
  await using web = openWeb(practice.httpPort)
  await web.get('/menu.htm')
  practice.site.misbehave(practice.deviceId, 'slow', true)
  const first = await Promise.race([
    web.get('/menu.htm').then(() => 'slow'),
    // another device, not slow, asked at the same time
    (async () => {
      await using other = await startPractice()
      await using quick = openWeb(other.httpPort)
      await quick.get('/menu.htm')
      return 'quick'
    })(),
  ])
  expect(first).toBe('quick')
})

it('during a restart the base does not answer and its handsets search', async () => {
  await using practice = await startPractice({ pace: 1 })
  await using web = openWeb(practice.httpPort)
  await web.get('/rebootgetconfig.htm').catch(() => undefined)
  await until(practice.site, (device) => device.handsets.every((each) => each.display === 'Searching'))
  await expect(web.get('/menu.htm')).rejects.toThrow()
})

it('an unknown device and an unknown handset are not found', async () => {
  await using practice = await startPractice()
  expect(() => practice.site.misbehave('none', 'slow', true)).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
  await expect(practice.site.dial(practice.deviceId, '0000000000', '1')).rejects.toMatchObject({
    code: 'not-found',
  })
})
