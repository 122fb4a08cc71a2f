/** `punchdown practice`: the practice site on loopback until it is stopped. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  type PracticeDevice,
  type PracticeFault,
  type PracticeOfficeDevice,
  practiceFaultSchema,
} from '#shared/model/host.ts'
import { parsePorts } from '#shared/model/target.ts'
import { createCore } from '../app/core.ts'
import { officeChoice } from '../host/practice-flags.ts'
import { practicePorts } from '../services/practice/index.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { untilStopped } from './until-stopped.ts'

const options = {
  ports: {
    type: 'string',
    value: '<ports>',
    help: 'ports to run on: http=18080,sip=15060,snmp=10161; any free ones when another program has them',
  },
  pace: { type: 'string', value: '<factor>', help: 'factor on every delay of the devices; 1 is lifelike' },
  fault: {
    type: 'string',
    multiple: true,
    value: '<fault>',
    help: `a fault that its devices show from the start: ${practiceFaultSchema.options.join(', ')}; may be given again`,
  },
  office: {
    type: 'string',
    value: '<on|off>',
    help: 'whether the office is there beside the base; on when absent',
  },
  ...commonOptions,
} as const

export const practice: Command = {
  name: 'practice',
  summary: 'runs the practice site until it is stopped',
  usage: '[--ports <ports>] [--pace <factor>] [--fault <fault>]... [--office <on|off>] [--json]',
  about: [
    'Prints each practice device once they all listen: id, vendor, model, firmware, mac, address, ports, user and its',
    'handsets. Then each device of the office, which says who it is and can do nothing else: id, kind, vendor, model,',
    'firmware, mac, address, ports, switch and port, vlan, tells, teaches, decoy. They listen on 127.0.0.1 only and forget',
    'everything at the end. Ctrl-C stops it with exit code 0.',
  ],
  options,
  examples: [
    { line: 'punchdown practice', does: 'a site to scan, read and push to without hardware' },
    { line: 'punchdown practice --pace 0.05 --json', does: 'for a script that does not want to wait' },
    { line: 'punchdown practice --fault garbage-page', does: 'a base that misbehaves' },
    { line: 'punchdown practice --office off', does: 'the base alone' },
  ],
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    const faults = (values.fault ?? []).map(faultNamed)
    const pace = Number(values.pace ?? '1')
    if (!(pace >= 0 && pace <= 100)) throw new PunchdownError('bad-input', { argument: '--pace' })
    const office = officeChoice(values.office, '--office')
    await using core = await createCore({
      dataFolder: ':memory:',
      capabilities: [],
      practicePace: pace,
      practiceOffice: office,
      practicePorts: {
        http: ports.http ?? practicePorts.http,
        sip: ports.sip ?? practicePorts.sip,
        snmp: ports.snmp ?? practicePorts.snmp,
      },
    })
    const { devices } = await core.services.practice.start()
    for (const { id } of devices) {
      for (const fault of faults) core.services.practice.misbehave(id, fault, true)
    }
    const status = core.services.practice.status()
    for (const device of status.devices) terminal.result(device, deviceWords(device))
    for (const device of core.services.practice.office()) terminal.result(device, officeWords(device))
    const { http, sip, snmp } = status.ports
    terminal.say(
      `Scan it: punchdown scan ${status.targets.join(' ')} --ports http=${http},sip=${sip},snmp=${snmp}\nCtrl-C stops it.`,
    )
    await untilStopped(terminal.signal)
    return exitCodes.ok
  },
}

function faultNamed(name: string): PracticeFault {
  const fault = practiceFaultSchema.safeParse(name)
  if (!fault.success) throw new PunchdownError('bad-input', { argument: '--fault', text: name })
  return fault.data
}

function officeWords(device: PracticeOfficeDevice): string {
  const { address, ports, vendor, model, firmware, mac, kind, switch: at, vlan } = device
  return [
    `${address}:${ports.http}  ${kind}  ${vendor} ${model}`,
    ...(firmware === null ? [] : [firmware]),
    mac,
    ...(at === null ? [] : [`${at.id} ${at.port}`]),
    ...(vlan === null ? [] : [`vlan ${vlan}`]),
  ].join('  ')
}

function deviceWords(device: PracticeDevice): string {
  return [
    `${device.address}:${device.ports.http}  ${device.vendor} ${device.model}  ${device.firmware}  ${device.mac}  user ${device.user}`,
    ...device.handsets.map((handset) => `  ${handset.ipei}  ${handset.model}  ${handset.display}`),
  ].join('\n')
}
