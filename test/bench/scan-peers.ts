/**
 * A /24 with 200 devices, 180 of which identify themselves, in network namespaces: a scan by Punchdown compared with `nmap -sn`, nmap's http
 * scripts and svmap at once, in alternation. With `--full` also nmap -sV, which takes about six minutes.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '#electron/host/build.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { type Cable, haveNamespaces, layCable } from '#test/protocols/lldp/namespaces.ts'
import { isHere, run } from '../support/programs.ts'
import { print } from './figures.ts'
import { type GeneratedDevice, generateOffice, tellingForms } from './generated-office.ts'

const network = '198.18.20'
const subnet = `${network}.0/24`
const laptopAddress = `${network}.254`
const laptopMac = '02:00:00:00:20:fe'
const count = 200
const seed = 20
const rounds = 5
const isFull = process.argv.includes('--full')

interface Look {
  readonly wallMs: number
  readonly cpuMs: number
  readonly output: string
}
interface Told {
  readonly found: number
  readonly vendor: number
  readonly model: number
  readonly firmware: number
}

/** The bundled command. */
const builtCli = join(rootFolder, 'out', 'main', 'cli.js')
const svmap = ['svmap', 'sipvicious_svmap'].find(isHere)
/** Each device with its address and MAC on one veth link; they send from the end of the link. */
async function plugIn({ run, phone, laptop }: Cable, office: readonly GeneratedDevice[]): Promise<void> {
  const settings = ['arp_ignore 1', 'rp_filter 0'].flatMap((each) =>
    ['all', 'default'].map((of) => {
      const [name, value] = each.split(' ')
      return `echo ${value} > /proc/sys/net/ipv4/conf/${of}/${name}`
    }),
  )
  // one kernel for all of them, where 200 devices would each have a limit of their own
  settings.push('echo 0 > /proc/sys/net/ipv4/icmp_ratelimit')
  await run(phone, 'sh', ['-c', settings.join(' && ')])
  await run(laptop, 'ip', ['link', 'set', 'eth0', 'address', laptopMac])
  await run(laptop, 'ip', ['addr', 'add', `${laptopAddress}/24`, 'dev', 'eth0'])
  await run(laptop, 'ip', ['link', 'set', 'lo', 'up'])
  await run(phone, 'ip', ['link', 'set', 'lo', 'up'])
  const lines = office.flatMap(({ mac }, index) => [
    `link add link eth0 name m${index} address ${mac} type macvlan mode bridge`,
    `addr add ${network}.${index + 1}/32 dev m${index}`,
    `link set m${index} up`,
  ])
  const file = join(tmpdir(), `punchdown-bench-${process.pid}.batch`)
  writeFileSync(
    file,
    [
      ...lines,
      `neigh replace ${laptopAddress} lladdr ${laptopMac} dev eth0 nud permanent`,
      `route add ${laptopAddress}/32 dev eth0`,
    ].join('\n'),
  )
  await run(phone, 'ip', ['-batch', file])
  rmSync(file)
}

/** Runs a program in the technician's namespace; bash measures it with its child processes. */
async function look(cable: Cable, program: string, args: readonly string[]): Promise<Look> {
  const since = performance.now()
  const { output, errors, code } = await run(
    ...cable.inside(cable.laptop, 'bash', [
      '-c',
      'TIMEFORMAT="took %U %S"; time "$@"',
      'look',
      program,
      ...args,
    ]),
  )
  const wallMs = performance.now() - since
  const [, user = '', system = ''] = /took ([\d.]+) ([\d.]+)\s*$/.exec(errors) ?? []
  if (user === '' || code !== 0) throw new Error(`${program}: ${code} ${errors}`)
  return { wallMs, cpuMs: (Number(user) + Number(system)) * 1000, output }
}

async function compare(cable: Cable, office: readonly GeneratedDevice[]): Promise<void> {
  const ours = () =>
    look(cable, process.execPath, [builtCli, 'scan', subnet, '--exclude', laptopAddress, '--json'])
  const scripts = 'http-title,http-server-header,http-auth,ssl-cert'
  const peers: [string, string[]][] = [
    ...(isHere('nmap')
      ? ([
          ['nmap', ['-n', '-sn', subnet]],
          ['nmap', ['-n', '-T4', '-p80,443', '--script', scripts, subnet]],
        ] satisfies [string, string[]][])
      : []),
    ...(svmap === undefined ? [] : ([[svmap, [subnet]]] satisfies [string, string[]][])),
  ]
  const missing = [...(isHere('nmap') ? [] : ['nmap']), ...(svmap === undefined ? ['svmap'] : [])]
  if (missing.length > 0) process.stderr.write(`peers (skipped: ${missing.join(' and ')} not installed)\n`)

  const mine: Look[] = []
  const theirs: Look[] = []
  for (let i = 0; i < rounds; i++) {
    mine.push(await ours())
    if (peers.length > 0) theirs.push(together(await Promise.all(peers.map((each) => look(cable, ...each)))))
  }
  const told = counted(office, named(mine.at(-1)?.output ?? ''))
  say('a /24 of 200, Punchdown', mine, told)
  if (theirs.length > 0) {
    const name = `a /24 of 200, ${missing.length === 0 ? 'the best by hand' : `by hand without ${missing.join(' and ')}`}`
    say(name, theirs, counted(office, byAddress(theirs.at(-1)?.output ?? '')))
    const target = missing.length === 0 ? 'target at most' : 'not the whole of what the target means,'
    ratio('wall clock, Punchdown beside it', wallOf(mine) / wallOf(theirs), `${target} 0.33`)
    ratio('processor, Punchdown beside it', cpuOf(mine) / cpuOf(theirs), `${target} 1`)
  }
  if (!isFull || !isHere('nmap')) {
    process.stderr.write('nmap -sV (skipped: takes minutes; --full runs it)\n')
    return
  }
  const ports = ['-p80,443,5060']
  const slow = [
    await look(cable, 'nmap', ['-n', ...ports, '-sS', '-sV', '--version-light', subnet]),
    await look(cable, 'nmap', ['-n', '-p5060', '-sU', '-sV', subnet]),
  ]
  const whole = { ...together(slow), wallMs: slow.reduce((sum, { wallMs }) => sum + wallMs, 0) }
  say('a /24 of 200, nmap -sS -sV and -sU -sV', [whole], counted(office, byAddress(whole.output)))
  ratio('wall clock, Punchdown beside nmap -sV', wallOf(mine) / whole.wallMs, 'target at most 0.0067')
}

const together = (looks: readonly Look[]): Look => ({
  wallMs: Math.max(...looks.map(({ wallMs }) => wallMs)),
  cpuMs: looks.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  output: looks.map(({ output }) => output).join('\n'),
})

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const wallOf = (looks: readonly Look[]): number => median(looks.map(({ wallMs }) => wallMs))
const cpuOf = (looks: readonly Look[]): number => median(looks.map(({ cpuMs }) => cpuMs))

/** Vendor, model and firmware that Punchdown found for each device. */
function named(output: string): Map<string, string> {
  return new Map(
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => {
        const { address, vendor, model, firmware } = JSON.parse(line)
        return [String(address), [vendor, model, firmware].map((each) => each ?? '').join('\n')]
      }),
  )
}

/** Output of the peers for an address: nmap's paragraphs, svmap's rows (`| 198.18.20.7:5060 | snomD735/10.1.141.13 | ...`). */
function byAddress(output: string): Map<string, string> {
  const texts = new Map<string, string>()
  let at = ''
  for (const line of output.split('\n')) {
    const [, reported, row] = /^Nmap scan report for ([\d.]+)|^\|\s*([\d.]+):\d+/.exec(line) ?? []
    const address = reported ?? row ?? at
    at = row === undefined ? address : ''
    if (address === '' || /Host is up/.test(line)) continue
    texts.set(address, `${texts.get(address) ?? ''}\n${line}`)
  }
  texts.delete(laptopAddress)
  return texts
}

/** Number of devices whose vendor, model and firmware are in the output, in any spelling. */
function counted(office: readonly GeneratedDevice[], printed: ReadonlyMap<string, string>): Told {
  const names = (test: (known: NonNullable<GeneratedDevice['known']>, text: string) => boolean) =>
    office.filter(({ known }, index) => {
      const text = printed.get(`${network}.${index + 1}`)
      return known !== null && text !== undefined && test(known, text)
    }).length
  return {
    found: office.filter((_, index) => printed.has(`${network}.${index + 1}`)).length,
    vendor: names(({ vendor, maker }, text) =>
      [vendor, maker].some((name) => bare(text).includes(bare(name))),
    ),
    model: names(({ model }, text) => bare(text).includes(bare(model))),
    firmware: names(({ firmware }, text) => firmware !== null && text.includes(firmware)),
  }
}

function say(name: string, looks: readonly Look[], told: Told): void {
  const range = (values: readonly number[]) =>
    looks.length === 1
      ? 'once'
      : `median of ${looks.length}, ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`
  print({
    name: `${name}, wall clock`,
    value: wallOf(looks),
    unit: 'ms',
    of: range(looks.map((each) => each.wallMs)),
  })
  print({
    name: `${name}, processor`,
    value: cpuOf(looks),
    unit: 'ms',
    of: range(looks.map((each) => each.cpuMs)),
  })
  for (const [what, value] of Object.entries(told)) {
    print({ name: `${name}, ${what}`, value, unit: 'of', of: what === 'found' ? '200' : '180' })
  }
}

function ratio(name: string, value: number, of: string): void {
  print({ name: `a /24 of 200, ${name}`, value, unit: 'x', of })
}

if (!haveNamespaces) {
  process.stderr.write('a /24 beside peers (skipped: namespaces need root and ip)\n')
} else {
  await ensureBuilt((line) => process.stderr.write(`${line}\n`))
  const office = generateOffice(tellingForms(readOffice().devices), count, seed)
  await using cable = await layCable('02:00:00:00:20:01')
  await plugIn(cable, office)
  const [program, args] = cable.inside(cable.phone, process.execPath, [
    join(import.meta.dirname, 'generated-phones.ts'),
    ...[network, String(count), String(seed)],
  ])
  const phones = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(phones, 'close')
  try {
    const ended = closed.then(() => Promise.reject(new Error('the phones ended')))
    await Promise.race([once(phones.stdout, 'data'), ended])
    ended.catch(() => undefined)
    await compare(cable, office)
  } finally {
    phones.kill()
    await closed
  }
}
