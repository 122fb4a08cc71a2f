/** Packets of a scan on the wire, and the duration of a scan without hosts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemWords } from '#electron/cli/problem-words.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { ipv4Text } from '#shared/model/ipv4.ts'
import { cliFile } from '#test/cli/punchdown.ts'
import { running } from '#test/probes/peers.ts'
import { type Cable, haveNamespaces, layCable, withoutRoot } from '#test/protocols/lldp/namespaces.ts'
import { isHere, missing, run } from '#test/support/programs.ts'

const canHear = haveNamespaces && isHere('tcpdump')
const lacking = `${haveNamespaces ? '' : withoutRoot || missing('ip')}${missing('tcpdump')}`
const network = (198 * 256 + 18) * 65_536 + 62 * 256
const at = (last: number) => ipv4Text(network + last)

describe.skipIf(!canHear)(`on a separate link${lacking}`, () => {
  const parts = new AsyncDisposableStack()
  let cable: Cable
  beforeAll(async () => {
    cable = parts.use(await layCable('02:00:00:00:62:02'))
    await cable.run(cable.laptop, 'ip', ['addr', 'add', `${at(254)}/24`, 'dev', 'eth0'])
    await cable.run(cable.laptop, 'ip', ['link', 'set', 'lo', 'up'])
  })
  afterAll(() => parts[Symbol.asyncDispose]())

  const scan = (...args: string[]) =>
    run(...cable.inside(cable.laptop, process.execPath, [cliFile, 'scan', ...args, '--json']))

  it('sends to every picked address and to no other', async () => {
    // an ARP request precedes every packet to an address (RFC 826); multicast packets have no single destination
    const hears = ['-i', 'eth0', '-nn', '-l', '--immediate-mode', 'arp or (ip and not dst net 224.0.0.0/4)']
    await using tcpdump = running(...cable.inside(cable.phone, 'tcpdump', hears))
    const datagram = `const s = require('node:dgram').createSocket('udp4'); s.send('x', 9, '${at(253)}', () => s.close())`
    const probe = () => cable.run(cable.laptop, process.execPath, ['-e', datagram])
    await expect
      .poll(
        async () => {
          await probe()
          return tcpdump.output()
        },
        { timeout: 15_000 },
      )
      .toContain(`who-has ${at(253)}`)
    const { code } = await scan(
      `${at(0)}/26`,
      `${at(100)}-110`,
      '--exclude',
      `${at(16)}/28`,
      '--exclude',
      at(105),
    )
    expect(code).toBe(3)
    const expected = [...Array(256).keys()]
      .filter((last) => (last >= 1 && last <= 62) || (last >= 100 && last <= 110))
      .filter((last) => !(last >= 16 && last <= 31) && last !== 105)
      .map(at)
    const lookedFor = () =>
      new Set([...tcpdump.output().matchAll(/who-has ([\d.]+)/g)].map(([, address]) => address ?? ''))
    await expect.poll(() => lookedFor().size, { timeout: 10_000 }).toBeGreaterThan(expected.length)
    expect([...lookedFor()].filter((address) => address !== at(253)).toSorted()).toEqual(expected.toSorted())
    expect(tcpdump.output()).not.toMatch(/ IP /)
  }, 60_000)

  it('without a route reports it, and marks no device as silent', async () => {
    const { code, output, errors } = await scan('203.0.113.0/28')
    expect([code, output]).toEqual([3, ''])
    expect(errors).toContain(
      problemWords({ code: 'unreachable', facts: { address: '203.0.113.1', reason: 'no-route' } }),
    )
  })

  it('without hosts takes about one timeout', async () => {
    const { code, errors } = await scan(`${at(0)}/24`, '--exclude', at(254))
    const tookMs = Number(/in (\d+) ms/.exec(errors)?.[1])
    const { bounds, discoveriesAtOnce } = profileLimits.usual
    const allowedMs = 1.3 * bounds.initialMs * Math.ceil(254 / discoveriesAtOnce)
    console.log(`a /24 without devices: ${tookMs} ms of ${allowedMs} ms allowed`)
    expect(code).toBe(3)
    expect(tookMs).toBeGreaterThanOrEqual(bounds.initialMs)
  }, 60_000)
})
