/**
 * Snippets in third-party DHCP servers: each server parses its configuration, and a client in a network namespace gets the options
 * only with the right vendor class.
 */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import { type DhcpOffer, dhcpOffer } from '#shared/model/dhcp-options.ts'
import { dhcpSnippet } from '#shared/model/dhcp-snippets.ts'
import { haveNamespaces, layCable, withoutRoot } from '#test/protocols/lldp/namespaces.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { daemon } from '#test/support/daemon.ts'
import { isHere, missing, run } from '#test/support/programs.ts'

const gateway = '192.0.2.1'
/** Options that the client requests. */
const codes = [2, 42, 66, 114, 160]

const servers = [
  {
    name: 'dnsmasq',
    program: 'dnsmasq',
    whole: (snippet: string, folder: string) =>
      [
        ...[
          'port=0',
          'interface=eth0',
          'bind-interfaces',
          'dhcp-range=192.0.2.50,192.0.2.90,255.255.255.0,1h',
        ],
        ...[`dhcp-leasefile=${folder}/leases`, 'log-facility=-', 'no-ping', snippet],
      ].join('\n'),
    check: (file: string) => ['--test', `--conf-file=${file}`],
    serve: (file: string) => ['--keep-in-foreground', '--user=root', '--log-dhcp', `--conf-file=${file}`],
    ready: /IP range/,
  },
  {
    name: 'isc-dhcpd',
    program: 'dhcpd',
    whole: (snippet: string) =>
      `${snippet}ping-check false;\nsubnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.50 192.0.2.90; }\n`,
    check: (file: string) => ['-t', '-cf', file],
    serve: (file: string, folder: string) => {
      writeFileSync(join(folder, 'leases'), '')
      return ['-f', '-d', '--no-pid', '-cf', file, '-lf', join(folder, 'leases'), 'eth0']
    },
    ready: /Server starting service|Sending on/,
  },
  {
    name: 'kea',
    program: 'kea-dhcp4',
    whole: (snippet: string, _: string, links: readonly string[]) => {
      const members: Record<string, unknown> = JSON.parse(snippet)
      return JSON.stringify({
        Dhcp4: {
          'interfaces-config': { interfaces: links },
          'lease-database': { type: 'memfile', persist: false },
          subnet4: [{ subnet: '192.0.2.0/24', pools: [{ pool: '192.0.2.50 - 192.0.2.90' }] }],
          loggers: [
            { name: 'kea-dhcp4', severity: 'INFO', output_options: [{ output: 'stdout', flush: true }] },
          ],
          ...members,
        },
      })
    },
    check: (file: string) => ['-t', file],
    serve: (file: string) => ['-c', file],
    ready: /DHCP4_STARTED/,
  },
] as const

const classOf = (id: string) => provisioningFacts.classes.find((each) => each.id === id) ?? null
const url = 'http://emea.ipp.sdg.teams.microsoft.com/lang_de/$PSN.xml'
/** Contains every special character of the syntaxes. */
const hostile = `http://x.example/a"b\\c,d'e;f#g\${IPEI}?h=1`

const offers: readonly (readonly [string, DhcpOffer])[] = [
  ['option 160 by class', dhcpOffer(classOf('cisco-mpp'), { url, ntp: [gateway], utcOffset: -3600 })],
  ['option 66 by two classes', dhcpOffer(classOf('ale-phone'), { url })],
  ['option 160 for all', dhcpOffer(null, { url, option: 160, ntp: [gateway, '192.0.2.2'] })],
  ['option 114 for all', dhcpOffer(classOf('gigaset-base'), { url })],
  ['a hostile URL in 160', dhcpOffer(classOf('cisco-mpp'), { url: hostile })],
  ['a hostile URL in 66', dhcpOffer(classOf('yealink-phone'), { url: hostile })],
]

/** Writes a configuration file. `links`: names of interfaces, which Kea needs to exist when it checks the file. */
function written(
  server: (typeof servers)[number],
  offer: DhcpOffer,
  folder: string,
  links: readonly string[],
): string {
  const file = join(folder, 'server.conf')
  chmodSync(folder, 0o755)
  writeFileSync(file, server.whole(dhcpSnippet(server.name, offer).text, folder, links))
  return file
}

describe.each(servers)('$name', (server) => {
  describe.skipIf(!isHere(server.program))(`reads its snippet${missing(server.program)}`, () => {
    it.each(offers)('%s', async (_, offer) => {
      using folder = temporaryFolder()
      const { code, output, errors } = await run(
        server.program,
        server.check(written(server, offer, folder.path, [])),
      )
      expect([code, output + errors]).toEqual([0, expect.anything()])
    })
  })

  const canServe = haveNamespaces && isHere(server.program) && isHere('dhclient')
  const why = withoutRoot + missing(server.program) + missing('dhclient')
  describe.skipIf(!canServe)(`gives a client${why}`, () => {
    it('the options of its class, and none to another class', async () => {
      await using network = await serving(
        server,
        dhcpOffer(classOf('cisco-mpp'), { url, ntp: [gateway], utcOffset: -3600 }),
      )
      const own = await network.ask('CP-8851-3PCC')
      expect(own).toMatchObject({ '160': octetsOf(url), '42': 'c0000201', '2': 'fffff1f0' })
      const other = await network.ask('Cisco Systems, Inc. IP Phone CP-8865NR')
      expect([other.subnet_mask, other['160'], other['2']]).toEqual(['255.255.255.0', undefined, undefined])
    })

    it('a URL with every special character of its syntax unchanged, in option 66', async () => {
      await using network = await serving(server, dhcpOffer(classOf('yealink-phone'), { url: hostile }))
      expect(await network.ask('yealink')).toMatchObject({ '66': octetsOf(hostile) })
    })

    it('the URL with any class when no class is known', async () => {
      await using network = await serving(server, dhcpOffer(classOf('gigaset-base'), { url }))
      expect(await network.ask('anything')).toMatchObject({ '114': octetsOf(url) })
    })
  })
})

const octetsOf = (text: string): string => Buffer.from(text).toString('hex')

/** Waits for no other client: the server's own check of an address costs a second each. */
const clientConfiguration = (vendorClass: string): string =>
  [
    ...codes.map((code) => `option raw-${code} code ${code} = array of unsigned integer 8;`),
    `send vendor-class-identifier "${vendorClass}";`,
    `request subnet-mask, ${codes.map((code) => `raw-${code}`).join(', ')};`,
    'initial-delay 0; initial-interval 1; backoff-cutoff 1; timeout 15;',
  ].join('\n')

/** Prints the lease and ends its client. */
const clientScript = '#!/bin/sh\n[ "$reason" = BOUND ] || exit 0\nenv | grep ^new_\nkill $PPID\n'

/** Runs the server on one end of a link; `ask` runs a client with a vendor class on the other end. */
async function serving(server: (typeof servers)[number], offer: DhcpOffer) {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder())
  const cable = parts.use(await layCable('48:25:67:0a:1b:2c'))
  await cable.run(cable.laptop, 'ip', ['addr', 'add', `${gateway}/24`, 'dev', 'eth0'])
  const file = written(server, offer, folder.path, ['eth0'])
  const [program, args] = cable.inside(cable.laptop, 'env', [
    ...['KEA_PIDFILE_DIR', 'KEA_LOCKFILE_DIR'].map((name) => `${name}=${folder.path}`),
    ...[server.program, ...server.serve(file, folder.path)],
  ])
  parts.use(await daemon(program, args, server.ready))
  const at = (name: string) => join(folder.path, name)
  writeFileSync(at('print.sh'), clientScript, { mode: 0o755 })
  const owned = parts.move()
  return {
    /** The options of the lease by code, as hex digits; a NUL that ends a text is left out. */
    async ask(vendorClass: string): Promise<Record<string, string>> {
      writeFileSync(at('client.conf'), clientConfiguration(vendorClass))
      const files = ['-cf', at('client.conf'), '-lf', at('client.leases'), '-pf', at('client.pid')]
      const [client, given] = cable.inside(cable.phone, 'dhclient', [
        ...['-1', '-d', ...files, '-sf', at('print.sh'), 'eth0'],
      ])
      const { output } = await run(client, given)
      // new_raw_42=192 0 2 1
      const lines = output.matchAll(/^new_(?:raw_)?(\w+)=(.*)$/gm)
      return Object.fromEntries(
        [...lines].map(([, name, value = '']) => [
          name,
          /^\d+$/.test(name ?? '')
            ? Buffer.from(value.split(' ').map(Number)).toString('hex').replace(/00$/, '')
            : value,
        ]),
      )
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
