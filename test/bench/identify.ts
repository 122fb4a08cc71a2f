/** Banners per second of identification on one core: those of the fixtures, if present, and the samples of the rules. */
import { identify, identifyBanner } from '#electron/identify/identify.ts'
import { rules } from '#electron/identify/rules.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { fixturesAreHere, linesOf } from '../identify/scores.ts'
import { print, throughput } from './figures.ts'

type Banner = Parameters<typeof identifyBanner>[0]

const asked = 50_000
const banners = (name: string, list: readonly Banner[]): void =>
  throughput(`identify, ${name}`, list, identifyBanner, asked)

const samples = rules.flatMap(({ protocols, samples: own }) =>
  own.map(({ text, context }) => ({
    protocol: [...protocols][0] ?? '',
    banner: text,
    ...(context === undefined ? {} : { context }),
  })),
)
banners(`the samples of ${rules.length} rules`, samples)

if (fixturesAreHere) {
  const recorded = (name: 'dev.jsonl' | 'dev-not-phones.jsonl'): Banner[] =>
    linesOf(name).map(({ protocol, banner, encoding, context }) => ({
      protocol,
      banner,
      ...(encoding === undefined ? {} : { encoding }),
      ...(context === undefined ? {} : { context }),
    }))
  banners('banners of phones', recorded('dev.jsonl'))
  banners('banners of what is no phone', recorded('dev-not-phones.jsonl'))
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
