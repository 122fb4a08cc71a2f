/** `punchdown bulk`: shows the edits of many devices, writes them with --apply, and keeps the result as a table. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { planGroups } from '#shared/model/bulk-plan.ts'
import { type BulkDevice, type BulkRun, bulkOptionsSchema } from '#shared/model/bulk-run.ts'
import type { Device } from '#shared/model/job.ts'
import type { Plan } from '#shared/model/settings.ts'
import { csvOf } from '#shared/model/spreadsheet.ts'
import { parsePorts } from '#shared/model/target.ts'
import { words } from '#shared/words/cli.ts'
import { type Core, createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts'
import { writeText } from './files.ts'
import { foundDevices } from './found-devices.ts'
import { commandLineJob, credentialsFor } from './one-device.ts'
import { problemWords } from './problem-words.ts'
import { targetOf, targetOptions } from './push.ts'
import type { Terminal } from './terminal.ts'

const options = {
  ...targetOptions,
  plan: { type: 'boolean', help: words.push.plan },
  apply: { type: 'boolean', help: words.push.apply },
  'at-once': { type: 'string', value: '<count>', help: words.bulk.atOnce },
  'no-canary': { type: 'boolean', help: words.bulk.noCanary },
  'no-restart': { type: 'boolean', help: words.push.noRestart },
  'default-passwords': { type: 'boolean', help: words.bulk.defaultPasswords },
  table: { type: 'string', value: '<file>', help: words.bulk.table },
  ...signInOptions,
  ...portOption,
  ...commonOptions,
} as const

export const bulk: Command = {
  name: 'bulk',
  ...words.bulk.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { plan: planOnly = false, apply = false } = values
    if (planOnly === apply)
      throw new PunchdownError('bad-input', { argument: '--plan | --apply', reason: 'exactly-one' })
    if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<cidr|host[:port]>' })
    const target = targetOf(values)
    const parsed = bulkOptionsSchema.safeParse({
      ...(values['at-once'] === undefined ? {} : { concurrency: Number(values['at-once']) }),
      canary: values['no-canary'] !== true,
      acceptPlainHttp: values['allow-http'] === true,
      restart: values['no-restart'] !== true,
      defaultPasswords: values['default-passwords'] === true,
    })
    if (!parsed.success) throw new PunchdownError('bad-input', { argument: '--at-once' })
    const ports = values.ports === undefined ? {} : parsePorts(values.ports)
    const { user, password } = await credentialsFor(
      { user: values.user, passwordStdin: values['password-stdin'] === true },
      terminal,
    )
    await using core = await createCore({
      ...{ dataFolder: ':memory:', catalogueFolder: defaultDataFolder(), capabilities: [] },
    })
    const job = commandLineJob(core)
    const devices = await foundDevices(core, job.id, { targets: positionals, ports }, terminal.signal)
    core.services.keptSignIns.save(job.id, { kind: 'site' }, user, password)
    const { bulkRuns } = core.services
    const deviceIds = [...devices.keys()]
    const { id } = bulkRuns.start({ jobId: job.id, deviceIds, target, options: parsed.data })
    await settled(core, id, terminal)
    const plans = bulkRuns.plans(id)
    sayPlans(terminal, bulkRuns.get(id), plans)
    if (apply && bulkRuns.get(id).phase.at === 'planned') {
      bulkRuns.command(id, { fact: 'approved' })
      await settled(core, id, terminal)
    }
    return report(terminal, bulkRuns.get(id), devices, values.table)
  },
}

/** Resolves when the run waits for the approval or has ended. A cancelled command lets the writes in progress end. */
async function settled(core: Core, runId: string, terminal: Terminal): Promise<void> {
  const { bulkRuns } = core.services
  const cancel = () => {
    const { at } = bulkRuns.get(runId).phase
    if (at !== 'ended' && at !== 'cancelling') bulkRuns.command(runId, { fact: 'cancelled' })
  }
  if (terminal.signal.aborted) cancel()
  else terminal.signal.addEventListener('abort', cancel)
  try {
    for await (const { run } of bulkRuns.watch(runId, undefined)) {
      if (run.phase.at === 'planned' || run.phase.at === 'ended') return
    }
  } finally {
    terminal.signal.removeEventListener('abort', cancel)
  }
}

function sayPlans(terminal: Terminal, run: BulkRun, plans: readonly Plan[]): void {
  for (const { group, devices, edits, outcome, way } of planGroups(run, plans)) {
    terminal.say(words.bulk.group(group, devices.length, way.kind))
    for (const { page, label, before, after: value } of edits) {
      const now = before.map((each) => each.value ?? words.general.notShown).join(', ')
      terminal.say(words.bulk.edit(page, label, now, value))
    }
    if (edits.length > 0) terminal.say(words.push.outcome[outcome])
  }
}

/** Prints a line for each device and writes the table. The exit code is that of the first device that failed. */
async function report(
  terminal: Terminal,
  run: BulkRun,
  devices: ReadonlyMap<string, Device>,
  table: string | undefined,
): Promise<ExitCode> {
  const lines = run.devices.map((item) => lineOf(item, devices.get(item.deviceId)))
  for (const line of lines) terminal.result(line, words.bulk.line(line))
  if (table !== undefined) {
    const columns = ['device', 'address', 'mac', 'way', 'result', 'problem'] as const
    await writeText(
      table,
      csvOf(
        [...columns],
        lines.map((line) => columns.map((each) => line[each] ?? '')),
      ),
    )
  }
  if (lines.some(({ defaultPassword }) => defaultPassword)) terminal.say(words.bulk.defaultPasswordWorks)
  if (run.phase.at === 'ended' && run.phase.cancelled) return exitCodes.cancelled
  for (const { step } of run.devices) {
    if (!('problem' in step)) continue
    terminal.say(problemWords(step.problem))
    return exitCodeFor(step.problem.code)
  }
  return exitCodes.ok
}

const lineOf = ({ deviceId, group, way, step, defaultPassword }: BulkDevice, device: Device | undefined) => ({
  device: group,
  address: device === undefined ? deviceId : `${device.address}:${device.ports.http}`,
  mac: device?.identity.mac ?? null,
  way: way.kind,
  result: step.at,
  problem: 'problem' in step ? step.problem.code : null,
  ...(step.at === 'not-written' ? { left: step.left } : {}),
  defaultPassword,
})
