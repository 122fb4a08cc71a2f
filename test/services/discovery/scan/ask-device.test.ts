/** Questions to one device: order, timeouts, repeated questions, failures. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import type { HostReply } from '#electron/probes/host-discovery.ts'
import type { Probe, ProbeContext } from '#electron/probes/probe.ts'
import { type AskerParts, createDeviceAsker } from '#electron/services/discovery/scan/ask-device.ts'
import { createPacer } from '#electron/services/discovery/scan/pacer.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { fullBucket } from '#electron/services/discovery/scan/rate-limit.ts'
import { createWaits } from '#electron/services/discovery/scan/waits.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import { agent, ports } from './fakes.ts'

const { usual, gentle } = profileLimits
const address = '192.0.2.1'
const target = { address, ports, row: false }
const mac = '00:15:65:00:00:01'
const byWeb: HostReply = { answered: true, by: 'web', open: true, tookMs: 1 }
const refused: HostReply = { ...byWeb, open: false }
const bySip: HostReply = { ...byWeb, by: 'sip' }
const silent: HostReply = { answered: false, because: 'silence' }

const saw = (protocol: string, raw: string, port = 5060): Sighting => ({
  ...{ address, port, protocol, raw, at: 5_000 },
})
const sip = saw('sip.user_agent', agent)
const arp = saw('arp.mac', mac)
const page = saw('http.title', 'Printer', 80)

type Look = (context: ProbeContext, nth: number) => readonly Sighting[] | Promise<readonly Sighting[]>

/** An asker over scripted probes. `asked`: name and timeout of each question. */
function askerOf(looks: Readonly<Record<string, Look>>, more: Partial<AskerParts> = {}) {
  const time = createVirtualTime()
  const { timing } = time
  const { limits = usual } = more
  const asked: string[] = []
  const probes = Object.entries(looks).map(([name, look]): Probe => {
    let nth = 0
    return {
      name,
      async look(context) {
        await context.turn?.()
        asked.push(`${name} ${context.timeoutMs}`)
        return [...(await look(context, ++nth))]
      },
    }
  })
  const leaving = new AbortController()
  const pacer = createPacer([{ bucket: fullBucket(limits.rate, 0) }], timing, leaving.signal)
  let losses = 0
  const waits = createWaits(limits, { loss: () => ++losses > 0 })
  const log = createLog()
  const asker = createDeviceAsker({
    ...{ probes, limits, pacer, waits, timing, log, request: {}, signal: leaving.signal },
    lag: { worstSince: () => 0, [Symbol.dispose]: () => undefined },
    clock: { now: () => 5_000 },
    ...more,
  })
  let answers = 0
  return {
    ...{ time, timing, asked, asker, leaving, pacer, waits, log },
    losses: () => losses,
    answers: () => answers,
    ask: (reply: HostReply = bySip, at = target) => time.run(asker.ask(at, reply, () => answers++)),
  }
}

describe('the questions to a device', () => {
  it('end when the identity is complete, and include the entry of the ARP table', async () => {
    const on = askerOf({ arp: () => [arp], http: () => [page], sip: () => [sip], snmp: () => [] })
    const { sightings, identity } = await on.ask()
    expect(on.asked.map((each) => each.split(' ')[0])).toEqual(['arp', 'http', 'sip'])
    expect(sightings).toEqual([arp, page, sip])
    expect(identity).toEqual(identify([arp, page, sip]))
    expect(on.answers()).toBe(2)
  })

  it('are all asked while nothing answers, and an ARP entry alone is no answer', async () => {
    const on = askerOf({ http: () => [], arp: () => [arp], sip: () => [], snmp: () => [] })
    expect(await on.ask()).toEqual({ sightings: [arp], identity: identify([arp]) })
    expect([on.asked.length, on.answers()]).toEqual([4, 0])
  })

  it('without any answer give no identity', async () => {
    const on = askerOf({ sip: () => [] })
    expect(await on.ask()).toEqual({ sightings: [], identity: identify([]) })
    expect([await askerOf({}).ask(), on.log.lines()]).toEqual([{ sightings: [], identity: identify([]) }, []])
  })

  it('do not include the ARP table for one of several devices behind an address', async () => {
    const on = askerOf({ arp: () => [arp], sip: () => [sip] })
    const row = { ...target, row: true }
    expect((await on.ask(bySip, row)).sightings).toEqual([sip])
    expect(await on.asker.arpEntry(row)).toBe(null)
    expect(on.asked).toEqual(['sip 600'])
  })

  it.each([
    ['is skipped after a redirect to it', saw('tls.version', '1.2', ports.https), ports, false],
    ['is asked after a page on another port', page, ports, true],
    ['is skipped on the port of the plain page', page, { ...ports, https: ports.http }, false],
  ])('over TLS: the page %s', async (_what, seen, own, isAsked) => {
    const on = askerOf({ http: () => [seen], https: () => [] })
    await on.ask(bySip, { ...target, ports: own })
    expect(on.asked.some((each) => each.startsWith('https'))).toBe(isAsked)
  })

  it('get the place, the credentials and the pace of the scan', async () => {
    const contexts: ProbeContext[] = []
    const keep: Look = (context) => {
      contexts.push(context)
      return []
    }
    const snmp = { version: '2c', community: new Secret('a secret') } as const
    await askerOf({ arp: keep, snmp: keep }, { request: { snmp } }).ask()
    const [table, agentAsked] = contexts
    expect(table).toMatchObject({ address, ports, snmp, timeoutMs: 1_000 })
    expect([table?.turn, agentAsked?.turn]).toEqual([undefined, expect.any(Function)])
    expect([table?.enough?.([]), agentAsked?.now()]).toEqual([true, 5_000])
    contexts.splice(0)
    await askerOf({ snmp: keep }).ask()
    expect(contexts[0]).not.toHaveProperty('snmp')
  })

  it.each([
    ['with a page over TLS to ask', ports, { http: true, https: false, sip: false }],
    ['without one', { ...ports, https: ports.http }, { http: false, sip: false }],
  ])('read only the plain page %s', async (_what, own, expected) => {
    const enough = new Map<string, boolean | undefined>()
    const keep =
      (name: string): Look =>
      (context) => {
        enough.set(name, context.enough?.([]))
        return []
      }
    const on = askerOf({ http: keep('http'), https: keep('https'), sip: keep('sip') })
    await on.ask(bySip, { ...target, ports: own })
    expect(Object.fromEntries(enough)).toEqual(expected)
  })

  it('are told when the sightings of all probes are sufficient', async () => {
    const enough: (boolean | undefined)[] = []
    const look: Look = (context) => {
      enough.push(context.enough?.([]), context.enough?.([sip]))
      return []
    }
    await askerOf({ arp: () => [arp], other: () => [page], sip: look }).ask()
    await askerOf({ other: () => [page], sip: look }).ask()
    expect(enough).toEqual([false, true, false, false])
  })
})

describe('the timeout of a question', () => {
  it.each([
    ['an open web port', byWeb, ['http 900', 'http 1800', 'https 900', 'sip 600']],
    ['a closed web port', refused, ['http 600', 'https 900', 'sip 600']],
    ['SIP', bySip, ['http 600', 'https 600', 'sip 600']],
    ['nothing', silent, ['http 600', 'https 600', 'sip 600']],
  ])('after an answer from %s', async (_what, reply, expected) => {
    const on = askerOf({ http: () => [], https: () => [], sip: () => [] })
    await on.ask(reply)
    expect(on.asked).toEqual(expected)
  })

  it.each([
    ['sip', true],
    ['snmp', true],
    ['http', false],
    ['sips', false],
    ['osip', false],
  ])('follows the answers of %s: %s', async (name, isMeasured) => {
    const on: ReturnType<typeof askerOf> = askerOf({
      [name]: () => new Promise((resolve) => on.timing.after(400, () => resolve([page]))),
    })
    await on.ask()
    // RFC 6298, 2.2: R + 4 × R/2
    expect(on.waits.ofDevice(address)).toBe(isMeasured ? 1_200 : 600)
  })

  it('does not follow silence, and is measured from the last request', async () => {
    const on: ReturnType<typeof askerOf> = askerOf({
      sip: ({ turn }, nth) =>
        new Promise((resolve) => {
          on.timing.after(5_000, () => {
            const asked = turn?.() ?? Promise.resolve()
            asked.then(() => on.timing.after(400, () => resolve(nth === 1 ? [] : [sip])))
          })
        }),
    })
    await on.ask()
    expect(on.waits.ofDevice(address)).toBe(600)
    await on.ask()
    expect(on.waits.ofDevice(address)).toBe(1_200)
  })
})

describe('a question without an answer', () => {
  const lagOf = (ms: number) => ({ worstSince: () => ms, [Symbol.dispose]: () => undefined })

  it.each([
    ['a third of the timeout', 200, ['sip 600']],
    ['more than a third of the timeout', 201, ['sip 600', 'sip 1200']],
  ])('is repeated when the laptop was busy for %s: %i ms', async (_what, ms, expected) => {
    const on = askerOf({ sip: () => [] }, { lag: lagOf(ms) })
    await on.ask()
    expect(on.asked).toEqual(expected)
    const answered = askerOf({ sip: () => [page] }, { lag: lagOf(ms) })
    await answered.ask()
    expect(answered.asked).toEqual(['sip 600'])
  })

  it('counts when the repeated one is answered', async () => {
    const on = askerOf({ sip: (_context, nth) => (nth === 2 ? [sip] : []) }, { lag: lagOf(500) })
    expect((await on.ask()).sightings).toEqual([sip])
  })

  it('to an open web port is repeated, and is a loss when the second one is answered', async () => {
    const on = askerOf({ http: (_context, nth) => (nth === 2 ? [page] : []) })
    expect((await on.ask(byWeb)).sightings).toEqual([page])
    expect([on.losses(), on.waits.loses(address)]).toEqual([1, true])
    const never = askerOf({ http: () => [] })
    await never.ask(byWeb)
    expect([never.asked.length, never.losses()]).toEqual([2, 0])
    const once = askerOf({ http: () => [page] })
    await once.ask(byWeb)
    expect([once.asked.length, once.losses()]).toEqual([1, 0])
  })

  it('for a page is repeated in a subnet that loses packets, and no other question is', async () => {
    const on = askerOf({ http: () => [], sip: () => [] })
    on.waits.loss(address)
    await on.ask(refused)
    expect(on.asked).toEqual(['http 600', 'http 1200', 'sip 600'])
  })

  it('because the probe failed is logged', async () => {
    const on = askerOf({ http: () => Promise.reject(new Error('a bug')), sip: () => [sip] })
    expect((await on.ask()).sightings).toEqual([sip])
    expect(on.log.lines().map(({ path, fields }) => ({ path, ...fields }))).toEqual([
      { path: 'discovery.probe-failed', probe: 'http', address, error: 'Error: a bug' },
    ])
  })
})

describe('a question during a pause', () => {
  const pausing = (on: ReturnType<typeof askerOf>) => {
    on.pacer.pause()
    on.timing.after(1_000, () => on.pacer.resume())
  }

  it('is asked again, but the ARP table is not read again', async () => {
    const on: ReturnType<typeof askerOf> = askerOf({
      arp: (_context, nth) => {
        if (nth === 1) pausing(on)
        return [arp]
      },
      sip: (_context, nth) => {
        if (nth === 1) pausing(on)
        return nth === 1 ? [] : [sip]
      },
    })
    expect((await on.ask()).sightings).toEqual([arp, sip])
    expect(on.asked.map((each) => each.split(' ')[0])).toEqual(['arp', 'sip', 'sip'])
  })
})

describe('a gentle question', () => {
  it('waits before each request', async () => {
    const at: number[] = []
    const on: ReturnType<typeof askerOf> = askerOf(
      {
        async sip({ turn }) {
          at.push(on.timing.now())
          await turn?.()
          at.push(on.timing.now())
          return []
        },
      },
      { limits: gentle },
    )
    await on.ask()
    expect(at).toEqual([gentle.pauseMs, 2 * gentle.pauseMs])
  })

  it('ends at once when the scan is cancelled', async () => {
    const on = askerOf({ sip: () => [sip] }, { limits: gentle })
    on.timing.after(100, () => on.leaving.abort())
    await expect(on.ask()).rejects.toMatchObject({ code: 'cancelled' })
    expect([on.asked, on.timing.now(), on.log.lines()]).toEqual([[], 100, []])
  })
})

describe('a known device', () => {
  const before = [sip, arp]
  const isUnchanged = (looks: Readonly<Record<string, Look>>, known: readonly Sighting[] = before) => {
    const on = askerOf(looks)
    return on.time.run(on.asker.isUnchanged(target, known)).then((same) => [same, on.asked])
  }

  it.each([
    ['the same answer and MAC address', [sip], [arp], before, true],
    ['the same answer, without a MAC address now', [sip], [], before, true],
    ['the same answer, without a MAC address before', [sip], [arp], [sip], true],
    ['the same answer from another MAC address', [sip], [saw('arp.mac', '00:15:65:00:00:02')], before, false],
    ['another answer', [saw('sip.user_agent', 'X')], [arp], before, false],
    ['no answer', [], [arp], before, false],
  ])('with %s: %#', async (_what, says, entry, known, expected) => {
    const looks = { http: () => [page], sip: () => says, arp: () => entry }
    const [same, asked] = await isUnchanged(looks, known)
    expect(same).toBe(expected)
    expect(asked).toEqual(says[0]?.raw === agent ? ['sip 600', 'arp 1000'] : ['sip 600'])
  })

  it('cannot be compared without a question that identified it, or without its probe', async () => {
    expect(await isUnchanged({ sip: () => [sip] }, [arp])).toEqual([null, []])
    expect(await isUnchanged({ http: () => [sip] })).toEqual([null, []])
  })

  it('has its MAC address in the ARP table, where the laptop can read it', async () => {
    const [reading, without] = [askerOf({ arp: () => [arp] }), askerOf({ sip: () => [arp] })]
    expect(await reading.time.run(reading.asker.arpEntry(target))).toBe(mac)
    expect(await without.time.run(without.asker.arpEntry(target))).toBe(null)
  })
})
