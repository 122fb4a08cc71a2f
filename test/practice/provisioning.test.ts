/** From a URL on the base's page to a handset that registers, dials, fetches again after a NOTIFY and unregisters. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { type RunningPractice, startPractice } from '#test/support/practice.ts'
import { isHere, missing, start } from '#test/support/programs.ts'
import { deviceOf, openWeb, provisionedBy, templateAt, until } from './bench.ts'
import { profile, type Service, startService } from './service.ts'

const ipeis = ['03717C0E0A', '03717C0E1B', '03717C11F4']
const [ipei = ''] = ipeis

const onboarding = (service: Service, each: string, transport: 'udp' | 'tcp' = 'udp') => ({
  registrar: service.registrar,
  identity: `${each}waiting@onboarding.test`,
  authUser: `${each}waiting`,
  transport,
})

/** Stage 1 has the URL of stage 2; stage 2 has an account and its own URL. */
function stage(service: Service, transport: 'udp' | 'tcp' = 'udp'): void {
  for (const each of ipeis) {
    const second = `${service.url}/stage2/${each}`
    service.files.set(`/00${each}.cfg`, profile(second, null))
    service.files.set(`/stage2/${each}`, profile(second, onboarding(service, each, transport)))
  }
}

async function point(practice: RunningPractice, service: Service): Promise<void> {
  await using web = openWeb(practice.httpPort)
  await web.submit(provisionedBy(templateAt(service.url)))
}
const allRegistered = (practice: RunningPractice) =>
  until(practice.site, (device) => device.handsets.every((each) => each.registered))

const handsetOf = (practice: RunningPractice) => {
  const found = deviceOf(practice.site.status()).handsets.find((each) => each.ipei === ipei)
  if (found === undefined) throw new Error('no handset')
  return found
}

describe('a ConfigUrl with the IPEI macro', () => {
  it.each(['udp', 'tcp'] as const)(
    'leads each handset through its stages to a registration over %s',
    async (transport) => {
      await using service = await startService()
      await using practice = await startPractice()
      stage(service, transport)
      await point(practice, service)
      const { handsets } = await allRegistered(practice)
      for (const each of ipeis) {
        const paths = service.fetched.map(({ path }) => path).filter((path) => path.includes(each))
        expect(paths).toEqual([`/00${each}.cfg`, `/stage2/${each}`])
      }
      expect(new Set(service.fetched.map(({ agent }) => agent))).toEqual(new Set(['Rove B2']))
      expect(service.registers.map(({ aor }) => aor).sort()).toEqual(
        ipeis.map((each) => `sip:${each}waiting@onboarding.test`),
      )
      expect(handsets.map(({ display }) => display)).toEqual(['Sign in', 'Sign in', 'Sign in'])
      await using web = openWeb(practice.httpPort)
      const shown = (field: string) => web.current('DW_HS_.xml', `VoiceService.1.X_HS.Handset1${field}`)
      expect(await shown('Extension')).toBe(`${ipei}waiting@onboarding.test`)
      expect(await shown('ExtensionStatus')).toBe('Registered')
    },
  )

  it('shows Searching while it reconfigures', async () => {
    await using service = await startService()
    await using practice = await startPractice({ pace: 0.01 })
    stage(service)
    await point(practice, service)
    await until(practice.site, (device) => device.handsets.every((each) => each.display === 'Searching'))
    await allRegistered(practice)
  })

  it('is retried while the server refuses', async () => {
    await using service = await startService()
    await using practice = await startPractice()
    stage(service)
    const file = `/00${ipei}.cfg`
    service.files.set(file, 503)
    await point(practice, service)
    await expect.poll(() => service.fetched.filter(({ path }) => path === file).length).toBeGreaterThan(1)
    expect(handsetOf(practice).registered).toBe(false)
    service.files.set(file, profile(`${service.url}/stage2/${ipei}`, null))
    await allRegistered(practice)
  })

  it('with a loop of stages is abandoned and retried later', async () => {
    await using service = await startService()
    await using practice = await startPractice()
    const [a, b] = [`/00${ipei}.cfg`, '/other']
    service.files.set(a, profile(`${service.url}${b}`, onboarding(service, ipei)))
    service.files.set(b, profile(`${service.url}${a}`, null))
    await point(practice, service)
    await expect
      .poll(() => service.fetched.filter(({ path }) => path === a || path === b).length)
      .toBeGreaterThan(6)
    expect(handsetOf(practice).registered).toBe(false)
  })

  it.each([
    ['no profile', '<html>not here</html>'],
    ['half a profile', '<?xml version="1.0"?><ParameterList><O><N>X'],
  ])('with %s leaves the handset unregistered', async (_, body) => {
    await using service = await startService()
    await using practice = await startPractice()
    service.files.set(`/00${ipei}.cfg`, body)
    await point(practice, service)
    await using web = openWeb(practice.httpPort)
    await expect.poll(() => web.log()).toContain(`${ipei}: configuration f`)
    expect(handsetOf(practice).registered).toBe(false)
  })
})

describe('a registered handset', () => {
  it('fetches again at a check-sync, and removes the registration of its old account', async () => {
    await using service = await startService()
    await using practice = await startPractice()
    stage(service)
    await point(practice, service)
    await allRegistered(practice)
    const waiting = `sip:${ipei}waiting@onboarding.test`
    const number = '+442079460101'
    service.files.set(
      `/stage2/${ipei}`,
      profile(null, {
        registrar: service.registrar,
        identity: `${number}@practice.test`,
        authUser: `user-${ipei}`,
      }),
    )
    const contact = service.registers.find(({ aor }) => aor === waiting)?.contact ?? ''
    expect(await service.notify(contact, 'check-sync;reboot=false')).toBe(200)
    await until(practice.site, () => handsetOf(practice).display === number)
    const mine = service.registers.filter(({ aor }) => aor === waiting || aor.includes(number))
    expect(mine.map(({ aor, expires }) => [aor, expires])).toEqual([
      [waiting, 3600],
      [waiting, 0],
      [`sip:${number}@practice.test`, 3600],
    ])
  })

  it.each([
    ['an event that it does not know', 'message-summary', (contact: string) => contact, 489],
    [
      'a line that is not there',
      'check-sync',
      (contact: string) => contact.replace(/sip:[^@]+/, 'sip:x'),
      404,
    ],
  ])('answers a NOTIFY of %s', async (_, event, target, status) => {
    await using service = await startService()
    await using practice = await startPractice()
    stage(service)
    await point(practice, service)
    await allRegistered(practice)
    const before = service.fetched.length
    expect(await service.notify(target(service.registers[0]?.contact ?? ''), event)).toBe(status)
    expect(service.fetched).toHaveLength(before)
  })

  it.each([
    ['a progress tone, then busy', { provisional: 183, final: 486 }, ['progress', 'busy']],
    ['ringing, then busy', { provisional: 180, final: 600 }, ['ring', 'busy']],
    ['fast busy', { provisional: null, final: 404 }, ['fast-busy']],
  ])('dials, and gets %s', async (_, answer, tones) => {
    await using service = await startService()
    await using practice = await startPractice()
    stage(service)
    await point(practice, service)
    await allRegistered(practice)
    service.answer = answer
    await practice.site.dial(practice.deviceId, ipei, '*55*123456')
    expect(service.dialled).toEqual(['sip:*55*123456@onboarding.test'])
    expect(handsetOf(practice).tones).toEqual(tones)
  })

  it('that is not registered gets fast busy and sends no INVITE', async () => {
    await using practice = await startPractice()
    await practice.site.dial(practice.deviceId, ipei, '*55*123456')
    expect(handsetOf(practice).tones).toEqual(['fast-busy'])
  })

  it('unregisters when the site is stopped, and registers again after a power cut', async () => {
    using folder = temporaryFolder()
    await using service = await startService()
    stage(service)
    {
      await using practice = await startPractice({ flashFolder: folder.path })
      await point(practice, service)
      await allRegistered(practice)
    }
    const gone = service.registers.filter(({ expires }) => expires === 0)
    expect(gone.map(({ aor }) => aor).sort()).toEqual(
      ipeis.map((each) => `sip:${each}waiting@onboarding.test`),
    )
    await using practice = await startPractice({ flashFolder: folder.path })
    await allRegistered(practice)
    expect(service.fetched.filter(({ path }) => path === `/00${ipei}.cfg`)).toHaveLength(1)
  })
})

describe.skipIf(!isHere('sipp'))(`a registrar nobody here wrote${missing('sipp')}`, () => {
  it('accepts the Digest response, and the registration is removed', async () => {
    using folder = temporaryFolder()
    await using service = await startService()
    const { sip } = await freePorts()
    const registrar = start(
      'sipp',
      [
        ...['-sf', join(import.meta.dirname, 'sipp', 'registrar.xml')],
        ...['-t', 'u1', '-m', '1', '-timeout', '15', '-nostdin', '-i', '127.0.0.1', '-p', String(sip)],
      ],
      folder.path,
    )
    {
      await using practice = await startPractice()
      service.files.set(
        `/00${ipei}.cfg`,
        profile(null, {
          registrar: `127.0.0.1:${sip}`,
          identity: 'user@practice.test',
          authUser: 'user',
        }),
      )
      await point(practice, service)
      await until(practice.site, () => handsetOf(practice).registered)
    }
    const { code, output, errors } = await registrar.ended
    expect(code, `${output}${errors}`).toBe(0)
  })
})
