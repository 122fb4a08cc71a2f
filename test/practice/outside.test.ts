/** A practice device sends to this laptop only, whatever its settings are. */
import { Socket as Datagrams } from 'node:dgram'
import { Socket } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isLoopback } from '#electron/practice/kit/fetching.ts'
import { startPractice } from '#test/support/practice.ts'
import { openWeb, provisionedBy, templateAt, until, updatedTo } from './bench.ts'
import { profile, startService } from './service.ts'

const ipei = '03717C0E0A'
const hosts: string[] = []

/** Host of `connect(port, host)`, `connect({ host })` and `send(bytes, …, port, address)`. */
function hostIn(args: readonly unknown[]): string | null {
  for (const arg of args.flat()) {
    if (typeof arg === 'object' && arg !== null && 'host' in arg && typeof arg.host === 'string')
      return arg.host
  }
  return args.findLast((arg) => typeof arg === 'string') ?? null
}

beforeEach(() => {
  hosts.length = 0
  const { connect } = Socket.prototype
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    hosts.push(hostIn(args) ?? 'localhost')
    return Reflect.apply(connect, this, args)
  })
  const { send } = Datagrams.prototype
  vi.spyOn(Datagrams.prototype, 'send').mockImplementation(function (this: Datagrams, ...args: unknown[]) {
    hosts.push(hostIn(args) ?? 'localhost')
    return Reflect.apply(send, this, args)
  })
})
afterEach(() => vi.restoreAllMocks())

const outside = () => hosts.filter((host) => !isLoopback(host))

it.each([
  ['the service itself', templateAt('http://emea.ipp.sdg.teams.microsoft.com'), 'refused'],
  ['an address of the outside', templateAt('http://192.0.2.1'), 'refused'],
  ['a name that begins like this laptop', templateAt('http://127.0.0.1.example.com'), 'refused'],
  ['this laptop as a user', templateAt('http://127.0.0.1@192.0.2.1'), 'refused'],
  ['the laptop’s other addresses', templateAt('http://0.0.0.0'), 'refused'],
  ['another scheme', templateAt('https://127.0.0.1:1'), 'refused'],
  ['no URL', 'nonsense', 'refused'],
])('a ConfigUrl of %s is refused and not tried again', async (_, url, word) => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  await web.submit(provisionedBy(url))
  await expect.poll(() => web.log()).toContain(`${ipei}: configuration ${word}`)
  await until(practice.site, (device) => device.handsets.every((each) => each.display === 'No line'))
  expect((await web.log()).match(new RegExp(`${ipei}: configuration`, 'g'))).toHaveLength(1)
  expect(hosts.length).toBeGreaterThan(0)
  expect(outside()).toEqual([])
})

it('a redirect to another machine is not followed', async () => {
  await using service = await startService()
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  service.files.set(`/00${ipei}.cfg`, 302)
  await web.submit(provisionedBy(templateAt(service.url)))
  await expect.poll(() => web.log()).toContain('HTTP 302')
  expect(outside()).toEqual([])
})

it('nothing is sent to a registrar or a stage on another machine', async () => {
  await using service = await startService()
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  const line = { registrar: '192.0.2.9:5060', identity: 'user@example.com', authUser: 'user' }
  service.files.set(`/00${ipei}.cfg`, profile('http://192.0.2.8/stage2', line))
  await web.submit(provisionedBy(templateAt(service.url)))
  await expect.poll(() => web.log()).toContain('192.0.2.8 is not this laptop')
  await expect.poll(() => web.log()).toContain('192.0.2.9:5060 is not this laptop')
  await practice.site.dial(practice.deviceId, ipei, '999')
  expect(outside()).toEqual([])
})

it('no firmware is downloaded', async () => {
  await using practice = await startPractice()
  await using web = openWeb(practice.httpPort)
  await web.submit(updatedTo('8005', '0002'))
  await until(practice.site, (device) => device.firmware === '8.0.5.0002')
  expect(outside()).toEqual([])
})
