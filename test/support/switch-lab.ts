/**
 * An access switch with phones on its ports and a technician's PC, in network namespaces: real lldpd on every device, and
 * net-snmp's snmpd on the switch, which shows lldpd's LLDP-MIB over AgentX. Needs root; nothing leaves the namespaces.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { daemon } from './daemon.ts'
import { isHere, type Ran, run } from './programs.ts'

/** The word for a skipped suite's title; empty where a lab can be made. */
export const labMissing = ((): string => {
  if (process.getuid?.() !== 0) return ' (skipped: network namespaces need root)'
  const lacking = ['ip', 'lldpd', 'lldpcli', 'snmpd'].find((program) => !isHere(program))
  return lacking === undefined ? '' : ` (skipped: ${lacking} is not installed)`
})()

interface LabPhone {
  readonly port: string
  readonly mac: string
  readonly address: string
  readonly name: string
  readonly manufacturer: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly software: string
  readonly serial: string
  readonly voiceVlan: number
}

export interface SwitchLab extends AsyncDisposable {
  /** Of the switch's SNMP agent; community `public`. */
  readonly address: string
  readonly name: string
  readonly phones: readonly LabPhone[]
  /** A program on the technician's PC. */
  onPc(program: string, args: readonly string[]): Promise<Ran>
  /** The command that runs a program there, for `spawn`. */
  pcCommand(program: string, args: readonly string[]): [string, string[]]
  unplug(phone: number): Promise<void>
  /** lldpcli on a phone. */
  configure(phone: number, lines: readonly string[]): Promise<void>
}

/** Invented devices; the makers' words are as short as real ones. */
const makes = [
  { manufacturer: 'Snom', model: 'D735', hardware: '1.0', firmware: '10.1.159.12', oui: '00:04:13' },
  {
    manufacturer: 'Yealink',
    model: 'SIP-T46U',
    hardware: '108.0.0.1',
    firmware: '108.86.0.45',
    oui: '80:5E:0C',
  },
  { manufacturer: 'Gigaset', model: 'N670 IP PRO', hardware: '2.1', firmware: '83.45.0', oui: '7C:2F:80' },
  {
    manufacturer: 'Polycom',
    model: 'VVX 411',
    hardware: '3111-48450',
    firmware: '6.4.0.9941',
    oui: '64:16:7F',
  },
] as const

const subnet = '198.18.51'
let labs = 0

function phoneOf(number: number): LabPhone {
  const make = makes[(number - 1) % makes.length] ?? makes[0]
  const tail = number.toString(16).toUpperCase().padStart(2, '0')
  const mac = `${make.oui}:00:51:${tail}`
  return {
    port: `ge${number}`,
    mac,
    address: `${subnet}.${10 + number}`,
    name: `phone-${number}`,
    manufacturer: make.manufacturer,
    model: make.model,
    hardware: make.hardware,
    firmware: make.firmware,
    software: make.firmware,
    serial: `SN${mac.replaceAll(':', '')}`,
    voiceVlan: 50,
  }
}

/** @throws Error with what the programs said, when one of them does not come up */
export async function switchLab(phoneCount: number): Promise<SwitchLab> {
  const prefix = `pd${process.pid}x${++labs}`
  const namespace = { switch: `${prefix}sw`, pc: `${prefix}pc`, phone: (n: number) => `${prefix}p${n}` }
  const phones = Array.from({ length: phoneCount }, (_, i) => phoneOf(i + 1))
  await using parts = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'punchdown-lab-'))
  parts.defer(() => rmSync(folder, { recursive: true, force: true }))
  // lldpd starts its own lldpcli without root's rights, which must come as far as its socket
  chmodSync(folder, 0o755)
  // lldpd locks itself into this folder
  mkdirSync('/run/lldpd', { recursive: true })

  const spaces = [namespace.switch, namespace.pc, ...phones.map((_, i) => namespace.phone(i + 1))]
  parts.defer(
    async () =>
      void (await batch(
        spaces.map((name) => `netns del ${name}`),
        null,
        true,
      )),
  )
  await batch(spaces.map((name) => `netns add ${name}`))
  await batch(
    [
      'link set lo up',
      'link add br0 type bridge stp_state 0',
      `addr add ${subnet}.1/24 dev br0`,
      'link set br0 up',
      `link add mgmt0 type veth peer name eth0 netns ${namespace.pc}`,
      'link set mgmt0 master br0 up',
      ...phones.flatMap(({ port }, i) => [
        `link add ${port} type veth peer name eth0 netns ${namespace.phone(i + 1)}`,
        `link set ${port} master br0 up`,
      ]),
    ],
    namespace.switch,
  )
  await batch([`addr add ${subnet}.2/24 dev eth0`, 'link set eth0 up'], namespace.pc)
  for (const [i, { mac, address }] of phones.entries()) {
    const lines = [
      'link set lo up',
      `link set eth0 address ${mac}`,
      `addr add ${address}/24 dev eth0`,
      'link set eth0 up',
    ]
    await batch(lines, namespace.phone(i + 1))
  }

  const agentx = join(folder, 'agentx')
  const configuration = join(folder, 'snmpd.conf')
  writeFileSync(
    configuration,
    [
      `[snmp] persistentDir ${join(folder, 'snmp')}`,
      `agentaddress udp:${subnet}.1:161`,
      'rocommunity public default',
      'master agentx',
      `agentXSocket ${agentx}`,
      'sysName lab-switch',
      `sysDescr Lab access switch, ${phoneCount} ports`,
      '',
    ].join('\n'),
  )
  const snmpdArgs = ['-f', '-Lo', '-C', '-c', configuration, '-p', join(folder, 'snmpd.pid')]
  parts.use(await daemon(...inSpace(namespace.switch, 'snmpd', snmpdArgs), /NET-SNMP version/))

  const socketOf = (name: string) => join(folder, `${name}.lldp`)
  const lldpd = (space: string, name: string, args: readonly string[]) =>
    // an lldpd that is configured before it says this stays deaf
    daemon(
      ...inSpace(space, 'lldpd', ['-d', '-u', socketOf(name), '-O', join(folder, 'none'), ...args]),
      /should resume/,
    )
  const cli = async (space: string, name: string, lines: readonly string[]) => {
    const program = inSpace(space, 'lldpcli', ['-u', socketOf(name)])
    await fed(program, `${lines.join('\n')}\n`)
  }
  const daemons = await Promise.all([
    lldpd(namespace.switch, 'switch', ['-x', '-X', agentx, '-M', '4', '-I', 'ge*', '-m', `${subnet}.1`]),
    ...phones.map(({ address }, i) =>
      lldpd(namespace.phone(i + 1), `phone${i + 1}`, ['-M', '3', '-I', 'eth0', '-m', address]),
    ),
  ])
  for (const each of daemons) parts.use(each)
  const policy = (vlan: number) =>
    `configure med policy application voice tagged vlan ${vlan} priority voice dscp 46`
  await cli(namespace.switch, 'switch', [
    'configure system hostname lab-switch',
    'configure lldp tx-interval 1',
    'configure system capabilities enabled bridge',
    policy(50),
    'resume',
  ])
  await Promise.all(
    phones.map((phone, i) =>
      cli(namespace.phone(i + 1), `phone${i + 1}`, [
        `configure system hostname ${phone.name}`,
        `configure system description "${phone.manufacturer} ${phone.model} ${phone.firmware}"`,
        'configure system capabilities enabled telephone,bridge',
        'configure lldp tx-interval 1',
        'configure lldp portidsubtype macaddress',
        policy(phone.voiceVlan),
        `configure inventory hardware-revision "${phone.hardware}"`,
        `configure inventory firmware-revision "${phone.firmware}"`,
        `configure inventory software-revision "${phone.software}"`,
        `configure inventory serial-number "${phone.serial}"`,
        `configure inventory manufacturer "${phone.manufacturer}"`,
        `configure inventory model "${phone.model}"`,
        `configure inventory asset "ASSET-${i + 1}"`,
        'resume',
        'update',
      ]),
    ),
  )
  const owned = parts.move()
  return {
    address: `${subnet}.1`,
    name: 'lab-switch',
    phones,
    onPc: (program, args) => run(...inSpace(namespace.pc, program, args)),
    pcCommand: (program, args) => inSpace(namespace.pc, program, args),
    unplug: async (number) => void (await batch(['link set eth0 down'], namespace.phone(number))),
    configure: (number, lines) => cli(namespace.phone(number), `phone${number}`, lines),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  }
}

const inSpace = (space: string, program: string, args: readonly string[]): [string, string[]] => [
  'ip',
  ['netns', 'exec', space, program, ...args],
]

/** Commands of `ip` in one process, in a namespace or in this one. */
function batch(lines: readonly string[], space: string | null = null, force = false): Promise<string> {
  const where = space === null ? [] : ['-n', space]
  return fed(['ip', [...where, ...(force ? ['-force'] : []), '-batch', '-']], `${lines.join('\n')}\n`, force)
}

async function fed([program, args]: [string, string[]], input: string, force = false): Promise<string> {
  const child = spawn(program, args, { stdio: 'pipe' })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0 && !force) throw new Error(`${program} ${args.join(' ')}: ${said}`)
  return said
}
