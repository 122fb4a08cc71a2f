/** Listeners on a link of a network namespace: avahi, sipp and a socket of our own on the device's side. */
import { createSocket } from 'node:dgram'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mdnsListener } from '#electron/probes/mdns/listener.ts'
import { pnpListener } from '#electron/probes/pnp/listener.ts'
import { ssdpListener } from '#electron/probes/ssdp/listener.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { daemon } from '#test/support/daemon.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { type Cable, haveNamespaces, layCable, withoutRoot } from '../../protocols/lldp/namespaces.ts'
import { running } from '../peers.ts'

const phone = '198.18.61.2'
const laptop = '198.18.61.1'
const lacking = haveNamespaces ? '' : isHere('ip') ? withoutRoot : missing('ip')

/** avahi-daemon on the phone's end of a cable, with services of one name. */
async function avahi(
  cable: Cable,
  name: string,
  services: readonly (readonly [string, number, string])[],
): Promise<AsyncDisposable> {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder())
  mkdirSync(join(folder.path, 'services'))
  writeFileSync(
    join(folder.path, 'avahi-daemon.conf'),
    ['[server]', 'host-name=phone', 'use-ipv6=no', 'enable-dbus=no', '[rlimits]', ''].join('\n'),
  )
  const each = services.map(
    ([type, port, text]) =>
      `<service><type>${type}</type><port>${port}</port><txt-record>${text}</txt-record></service>`,
  )
  writeFileSync(
    join(folder.path, 'services', 'phone.service'),
    `<?xml version="1.0"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd"><service-group><name>${name}</name>${each.join('')}</service-group>`,
  )
  // avahi reads its services from a fixed folder, so it gets its own mount of that and of the folder of its lock
  const script = `mount --bind ${folder.path} /etc/avahi && mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f /etc/avahi/avahi-daemon.conf`
  mkdirSync('/etc/avahi', { recursive: true })
  const program = cable.inside(cable.phone, 'unshare', ['-m', 'sh', '-c', script])
  parts.use(await daemon(...program, /Server startup complete/))
  const owned = parts.move()
  return { [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
}

describe.skipIf(!haveNamespaces)(`on a separate link${lacking}`, () => {
  const parts = new AsyncDisposableStack()
  let cable: Cable
  beforeAll(async () => {
    cable = parts.use(await layCable('00:04:13:A1:B2:C3'))
    for (const [space, address] of [
      [cable.phone, phone],
      [cable.laptop, laptop],
    ] as const) {
      await cable.run(space, 'ip', ['addr', 'add', `${address}/24`, 'dev', 'eth0'])
      await cable.run(space, 'ip', ['link', 'set', 'lo', 'up'])
      await cable.run(space, 'ip', ['route', 'add', '224.0.0.0/4', 'dev', 'eth0'])
    }
  })
  afterAll(() => parts.disposeAsync())

  /** A listener on the laptop, and its sightings. */
  const listening = (name: string) => {
    const child = new URL('listen-child.ts', import.meta.url).pathname
    const program = running(...cable.inside(cable.laptop, process.execPath, [child, name, laptop]))
    const heard = (): Sighting[] =>
      program
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line): Sighting => JSON.parse(line))
    return {
      seen: () =>
        program.failed() ?? heard().map(({ address, protocol, raw }) => `${address} ${protocol} ${raw}`),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    }
  }
  const patiently = { timeout: 15_000 }

  it.skipIf(!isHere('avahi-daemon'))(
    `mdns receives announcements of avahi${missing('avahi-daemon')}`,
    async () => {
      await using _avahi = await avahi(cable, 'Phone 7.1', [
        ['_http._tcp', 80, 'path=/'],
        ['_unheard-of._tcp', 7, 'model=X1'],
      ])
      await using ears = listening('mdns')
      await expect
        .poll(() => ears.seen(), patiently)
        .toEqual(
          expect.arrayContaining([
            `${phone} mdns.service Phone 7.1._http._tcp.local`,
            `${phone} mdns.txt path=/`,
            // a service type that is not queried by name
            `${phone} mdns.service Phone 7.1._unheard-of._tcp.local`,
            `${phone} mdns.txt model=X1`,
          ]),
        )
    },
  )

  it.skipIf(!isHere('avahi-daemon'))(`a scan of the link listens${missing('avahi-daemon')}`, async () => {
    await using _avahi = await avahi(cable, 'AXIS C1310-E - 000413A1B2C3', [['_vapix-http._tcp', 80, 'x=y']])
    const cli = new URL('../../../electron/cli.ts', import.meta.url).pathname
    // only avahi runs on the device, so its announcements are the only evidence
    const scan = async () => {
      const targets = ['198.18.61.0/24']
      await using program = running(
        ...cable.inside(cable.laptop, process.execPath, [cli, 'scan', ...targets, '--json']),
      )
      await expect.poll(() => program.failed() !== null, patiently).toBe(true)
      return program
        .output()
        .split('\n')
        .filter((line) => line !== '')
        .map((line): { address: string; vendor: string; model: string; mac: string } => JSON.parse(line))
        .map(({ address, vendor, model, mac }) => [address, vendor, model, mac].join(' '))
    }
    // it may be reported by its address first, and again after its announcement
    const last = async () => (await scan()).at(-1)
    await expect.poll(last, patiently).toBe(`${phone} Axis C1310-E 00:04:13:A1:B2:C3`)
  })

  it('ssdp receives an answer to its search and an announcement', async () => {
    const child = new URL('upnp-child.ts', import.meta.url).pathname
    await using _device = running(...cable.inside(cable.phone, process.execPath, [child, phone]))
    await using ears = listening('ssdp')
    await expect
      .poll(() => ears.seen(), patiently)
      .toEqual(
        expect.arrayContaining([
          `${phone} ssdp.server Linux UPnP/1.0 answer/1`,
          `${phone} ssdp.location http://${phone}/d.xml`,
          `${phone} ssdp.server Linux UPnP/1.0 announcement/1`,
        ]),
      )
  })

  it.skipIf(!isHere('sipp'))(`pnp receives the request of a booting phone${missing('sipp')}`, async () => {
    using folder = temporaryFolder()
    await using ears = listening('pnp')
    const scenario = join(import.meta.dirname, 'subscribe.xml')
    const boot = async () => {
      const args = ['-sf', scenario, '-i', phone, '-p', '5062', '-m', '1', '-nostdin', '224.0.1.75:5060']
      await using sipp = running(...cable.inside(cable.phone, 'sipp', args), folder.path)
      await expect.poll(() => sipp.failed() !== null, patiently).toBe(true)
      return ears.seen()
    }
    await expect
      .poll(boot, patiently)
      .toEqual([
        `${phone} pnp.uri sip:MAC%3a000413A1B2C3@224.0.1.75`,
        `${phone} pnp.event ua-profile;profile-type="device";vendor="snom";model="snomD735";version="10.1.141.13"`,
        `${phone} pnp.user_agent snomD735/10.1.141.13`,
      ])
  })
})

describe.skipIf(!haveNamespaces || !isHere('tcpdump'))(`on the wire${lacking}${missing('tcpdump')}`, () => {
  it.each([
    ['a whole link', '198.18.61.0/24', ['1900', '5353']],
    ['a part of a link', '198.18.61.0/28', []],
  ])(
    'listening on %s sends a query if all of the link was picked, else none',
    async (_what, target, ports) => {
      await using cable = await layCable('00:04:13:A1:B2:C3')
      await cable.run(cable.phone, 'ip', ['addr', 'add', `${phone}/24`, 'dev', 'eth0'])
      await cable.run(cable.laptop, 'ip', ['addr', 'add', `${laptop}/24`, 'dev', 'eth0'])
      const filter = `udp and src host ${laptop}`
      const args = ['-i', 'eth0', '-nn', '-l', '--immediate-mode', filter]
      await using wire = running(...cable.inside(cable.phone, 'tcpdump', args))
      // a broadcast of our own shows that the capture runs, and at the end that all packets have arrived
      const mark = async (port: number) => {
        const script = `const s = require('node:dgram').createSocket('udp4'); s.bind(0, '${laptop}', () => { s.setBroadcast(true); s.send('x', ${port}, '198.18.61.255', () => s.close()) })`
        await cable.run(cable.laptop, process.execPath, ['-e', script])
        return wire.failed() ?? wire.output().includes(`198.18.61.255.${port}:`)
      }
      await expect.poll(() => mark(9_001), { timeout: 15_000 }).toBe(true)
      const cli = new URL('../../../electron/cli.ts', import.meta.url).pathname
      const command = [cli, 'listen', target, '--seconds', '2', '--json']
      await using program = running(...cable.inside(cable.laptop, process.execPath, command))
      await expect.poll(() => program.failed() !== null, { timeout: 15_000 }).toBe(true)
      await expect.poll(() => mark(9_002), { timeout: 15_000 }).toBe(true)
      const asked = [...wire.output().matchAll(/ > (?:224|239)[\d.]+\.(\d+):/g)].map(([, port]) => port)
      expect([...new Set(asked)].sort()).toEqual(ports)
    },
  )
})

describe.skipIf(!haveNamespaces || !isHere('sipp'))(`punchdown listen${lacking}${missing('sipp')}`, () => {
  it('prints a booting phone, and counts unpicked addresses', async () => {
    using folder = temporaryFolder()
    await using cable = await layCable('00:04:13:A1:B2:C3')
    for (const [space, address] of [
      [cable.phone, phone],
      [cable.phone, '198.18.61.99'],
      [cable.laptop, laptop],
    ] as const) {
      await cable.run(space, 'ip', ['addr', 'add', `${address}/24`, 'dev', 'eth0'])
    }
    await cable.run(cable.phone, 'ip', ['route', 'add', '224.0.0.0/4', 'dev', 'eth0'])
    const cli = new URL('../../../electron/cli.ts', import.meta.url).pathname
    const command = [cli, 'listen', '198.18.61.0/28', '--json']
    await using program = running(...cable.inside(cable.laptop, process.execPath, command))
    const boot = async (address: string) => {
      const scenario = join(import.meta.dirname, 'subscribe.xml')
      const args = ['-sf', scenario, '-i', address, '-p', '5062', '-m', '1', '-nostdin', '224.0.1.75:5060']
      await using sipp = running(...cable.inside(cable.phone, 'sipp', args), folder.path)
      await expect.poll(() => sipp.failed() !== null, { timeout: 15_000 }).toBe(true)
    }
    const printed = async () => {
      await boot('198.18.61.99')
      await boot(phone)
      return (
        program.failed() ??
        program
          .output()
          .split('\n')
          .filter((line) => line !== '')
      )
    }
    await expect.poll(printed, { timeout: 15_000 }).toHaveLength(1)
    expect(JSON.parse(program.output())).toMatchObject({
      ...{ address: phone, vendor: 'Snom', model: 'D735', firmware: '10.1.141.13', mac: '00:04:13:A1:B2:C3' },
      verdict: 'approved',
    })
  })
})

describe.each([mdnsListener, ssdpListener, pnpListener])('the $name listener', (listener) => {
  const context = { interfaceAddress: '127.0.0.1', now: () => 1 }

  it('ends with its signal, also when it has fired before', async () => {
    const leaving = new AbortController()
    const heard = listener.listen({ ...context, signal: leaving.signal })
    const next = heard.next()
    setImmediate(() => leaving.abort())
    expect(await next).toMatchObject({ done: true })
    expect(await listener.listen({ ...context, signal: AbortSignal.abort() }).next()).toMatchObject({
      done: true,
    })
  })

  it('rejects an address of another machine', async () => {
    const signal = new AbortController().signal
    const heard = listener.listen({ ...context, interfaceAddress: '198.18.255.1', signal })
    await expect(heard.next()).rejects.toMatchObject({ code: 'address-not-here' })
  })
})

it('the pnp listener reports that another program uses the port exclusively', async () => {
  const other = createSocket('udp4')
  const taken = await new Promise<boolean>((resolve) => {
    other.once('error', () => resolve(false))
    other.bind(5060, '224.0.1.75', () => resolve(true))
  })
  const leaving = new AbortController()
  const heard = pnpListener.listen({ interfaceAddress: '127.0.0.1', now: () => 1, signal: leaving.signal })
  if (taken) await expect(heard.next()).rejects.toMatchObject({ code: 'port-in-use' })
  leaving.abort()
  other.close()
})
