/** `punchdown practice`: runs the practice site on loopback until Ctrl-C. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  type PracticeDevice,
  type PracticeFault,
  type PracticeOfficeDevice,
  practiceFaultSchema,
} from '#shared/model/host.ts'
import { parsePorts } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
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
    help: words.practice.ports,
  },
  pace: { type: 'string', value: '<factor>', help: words.practice.pace },
  fault: {
    type: 'string',
    multiple: true,
    value: '<fault>',
    help: words.practice.fault(practiceFaultSchema.options.join(', ')),
  },
  office: {
    type: 'string',
    value: '<on|off>',
    help: words.practice.office,
  },
  ...commonOptions,
} as const

export const practice: Command = {
  name: 'practice',
  ...words.practice.help,
  options,
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    const faults = (values.fault ?? []).map(faultNamed)
    const pace = Number(values.pace ?? '1')
    if (!(pace >= 0 && pace <= 100)) throw new PunchdownError('bad-input', { argument: '--pace' })
    const withOffice = officeChoice(values.office, '--office')
    await using core = await createCore({
      dataFolder: ':memory:',
      capabilities: [],
      practicePace: pace,
      practiceOffice: withOffice,
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
    const office = core.services.practice.office()
    const inOffice = new Set(office.map(({ id }) => id))
    const whole = new Map(status.devices.map((device) => [device.id, device]))
    for (const device of status.devices)
      if (!inOffice.has(device.id)) terminal.result(device, deviceWords(device))
    for (const device of office) {
      const { user, password } = whole.get(device.id) ?? {}
      const account = user === undefined ? {} : { user, password }
      terminal.result({ ...device, ...account }, officeWords(device, whole.get(device.id) ?? null))
    }
    const { http, sip, snmp } = status.ports
    terminal.say(words.practice.started(status.targets, `http=${http},sip=${sip},snmp=${snmp}`))
    await untilStopped(terminal.signal)
    return exitCodes.ok
  },
}

function faultNamed(name: string): PracticeFault {
  const fault = practiceFaultSchema.safeParse(name)
  if (!fault.success) throw new PunchdownError('bad-input', { argument: '--fault', text: name })
  return fault.data
}

function officeWords(device: PracticeOfficeDevice, whole: PracticeDevice | null): string {
  const { address, ports, vendor, model, firmware, mac, kind, switch: at, vlan } = device
  return [
    `${address}:${ports.http}  ${kind}  ${vendor} ${model}`,
    ...(firmware === null ? [] : [firmware]),
    mac,
    ...(at === null ? [] : [`${at.id} ${at.port}`]),
    ...(vlan === null ? [] : [words.practice.vlan(vlan)]),
    ...(whole === null ? [] : [words.practice.account(whole.user, whole.password)]),
  ].join('  ')
}

function deviceWords(device: PracticeDevice): string {
  return [
    `${device.address}:${device.ports.http}  ${device.vendor} ${device.model}  ${device.firmware}  ${device.mac}  ${words.practice.account(device.user, device.password)}`,
    ...device.handsets.map((handset) => `  ${handset.ipei}  ${handset.model}  ${handset.display}`),
  ].join('\n')
}
