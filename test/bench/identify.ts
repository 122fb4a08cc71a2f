/** Banners a second through the engine, on one core: those of the fixtures where they are here, and the rules' own samples. */
import { identify, identifyBanner } from '#electron/identify/identify.ts'
import { rules } from '#electron/identify/rules.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { fixturesAreHere, linesOf } from '../identify/scores.ts'
import { print } from './figures.ts'

type Banner = Parameters<typeof identifyBanner>[0]

/** Asks for all of them again and again for a second, nine times, and prints the median. */
function throughput(name: string, banners: readonly Banner[]): void {
  const perSecond: number[] = []
  for (let turn = 0; turn < 10; turn++) {
    const from = performance.now()
    let asked = 0
    while (performance.now() - from < 1_000) {
      for (const banner of banners) identifyBanner(banner)
      asked += banners.length
    }
    // the first turn warms the engine up
    if (turn > 0) perSecond.push(asked / ((performance.now() - from) / 1_000))
  }
  const sorted = perSecond.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  print({
    name: `identify, ${name}`,
    value: at(0.5),
    unit: '/s',
    of: `${banners.length} banners, median of ${sorted.length}, ${at(0).toFixed(0)} to ${at(1).toFixed(0)}; ${(at(0.5) / 50_000).toFixed(1)} × the 50,000 asked for`,
  })
}

const samples = rules.flatMap(({ protocols, samples: own }) =>
  own.map(({ text, context }) => ({
    protocol: [...protocols][0] ?? '',
    banner: text,
    ...(context === undefined ? {} : { context }),
  })),
)
throughput(`the samples of ${rules.length} rules`, samples)

if (fixturesAreHere) {
  const banners = (name: 'dev.jsonl' | 'dev-not-phones.jsonl'): Banner[] =>
    linesOf(name).map(({ protocol, banner, encoding, context }) => ({
      protocol,
      banner,
      ...(encoding === undefined ? {} : { encoding }),
      ...(context === undefined ? {} : { context }),
    }))
  throughput('banners of phones', banners('dev.jsonl'))
  throughput('banners of what is no phone', banners('dev-not-phones.jsonl'))
}

const sightings: Sighting[] = [
  { protocol: 'arp.mac', raw: '80:5e:c0:12:34:56', port: null },
  { protocol: 'http.server', raw: 'yealink embed httpd', port: 80 },
  { protocol: 'http.title', raw: 'Yealink SIP-T46U Phone', port: 80 },
  { protocol: 'x509.issuer', raw: 'CN=Yealink Equipment Issuing CA', port: 443 },
  { protocol: 'sip.user_agent', raw: 'Yealink SIP-T46U 108.86.0.20', port: 5060 },
  { protocol: 'lldp.sysname', raw: 'SIP-T46U', port: null },
].map((each) => ({ ...each, address: '192.0.2.7', at: 1 }))
const from = performance.now()
let devices = 0
while (performance.now() - from < 2_000) {
  identify(sightings)
  devices++
}
print({
  name: 'identify, devices seen six ways each',
  value: devices / ((performance.now() - from) / 1_000),
  unit: '/s',
  of: `${devices} devices merged`,
})
