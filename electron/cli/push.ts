/** `punchdown push`: shows the edits that set a provisioning URL, and writes them with --apply. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  checkProvisioningUrl,
  languageSchema,
  type ProvisioningTarget,
  provisioningTargetSchema,
  regionSchema,
  segmentOrderSchema,
  serviceUrl,
} from '#shared/model/region.ts'
import { type Edit, outcomeOf } from '#shared/model/settings.ts'
import { words } from '#shared/words/cli.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { deviceRequest, withDevice } from './one-device.ts'
import { problemWords } from './problem-words.ts'
import type { Terminal } from './terminal.ts'

/** Options for the URL that is written. */
export const targetOptions = {
  region: {
    type: 'string',
    value: '<region>',
    help: words.push.region(regionSchema.options.join(', ')),
  },
  language: {
    type: 'string',
    value: '<language>',
    help: words.push.language(languageSchema.options.join(', ')),
  },
  tenant: { type: 'string', value: '<guid>', help: words.push.tenant },
  order: {
    type: 'string',
    value: '<order>',
    help: words.push.order(segmentOrderSchema.options.join(', ')),
  },
  url: { type: 'string', value: '<url>', help: words.push.url },
} as const

const options = {
  ...targetOptions,
  plan: { type: 'boolean', help: words.push.plan },
  apply: { type: 'boolean', help: words.push.apply },
  'no-restart': { type: 'boolean', help: words.push.noRestart },
  ...signInOptions,
  ...portOption,
  ...commonOptions,
} as const

export const push: Command = {
  name: 'push',
  ...words.push.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { plan: planOnly = false, apply = false } = values
    const start = values['no-restart'] !== true
    if (planOnly === apply)
      throw new PunchdownError('bad-input', { argument: '--plan | --apply', reason: 'exactly-one' })
    const target = targetOf(values)
    return withDevice(deviceRequest(positionals, values), terminal, async (core, device) => {
      const { devices, pushes } = core.services
      const plan = await devices.plan(device.id, target)
      const effect = words.push.outcome[outcomeOf(plan, start)]
      if (plan.target.kind === 'provisioning') terminal.say(words.push.urlLine(plan.target.url))
      if (planOnly) {
        for (const edit of plan.edits) print(terminal, edit, 'planned', {})
        terminal.say(effect)
        return exitCodes.ok
      }
      for (const edit of plan.edits) terminal.say(editWords(shownEdit(edit), words.push.willBeWritten))
      terminal.say(effect)
      const { state } = await pushes.ended(pushes.apply(device.id, plan.id, { start }).id)
      const results = 'results' in state ? state.results : []
      for (const edit of plan.edits) {
        const result = results.find((each) => each.id === edit.id)
        const found = edit.secret ? null : (result?.found ?? null)
        print(terminal, edit, result?.result ?? 'not-written', { found })
      }
      if (state.at === 'done') {
        terminal.say(words.push.written)
        return exitCodes.ok
      }
      if (state.at !== 'failed') throw new PunchdownError('cancelled')
      terminal.say(problemWords(state.problem))
      return exitCodeFor(state.problem.code)
    })
  },
}

interface ShownEdit {
  readonly setting: string
  readonly before: string | null
  readonly after: string
  readonly id: string
  readonly page: string
  readonly group: string
}

function shownEdit({ id, page, group, label, secret, ...edit }: Edit): ShownEdit {
  const before = secret && edit.before !== null ? '••••' : edit.before
  return { setting: label, before, after: secret ? '••••' : edit.after, id, page, group }
}

const editWords = ({ page, group, setting, before, after }: ShownEdit, result: string): string =>
  `${page} > ${group} > ${setting}: ${before ?? words.general.notShown} → ${after}  [${result}]`

function print(terminal: Terminal, edit: Edit, result: string, more: Record<string, unknown>): void {
  const { setting, before, after, ...place } = shownEdit(edit)
  terminal.result(
    { setting, before, after, result, ...more, ...place, provenance: edit.provenance },
    editWords(shownEdit(edit), result),
  )
}

/** Checked before a command asks for a password. @throws PunchdownError bad-input | region-unknown | url-not-allowed */
export function targetOf(values: {
  region?: string | undefined
  language?: string | undefined
  tenant?: string | undefined
  order?: string | undefined
  url?: string | undefined
}): ProvisioningTarget {
  const { region, language, tenant, order, url } = values
  if ((region === undefined) === (url === undefined)) {
    throw new PunchdownError('bad-input', { argument: '--region | --url', reason: 'exactly-one' })
  }
  if (url !== undefined) {
    if (language !== undefined || tenant !== undefined || order !== undefined) {
      throw new PunchdownError('bad-input', {
        argument: '--language, --tenant, --order',
        reason: 'only-with-region',
      })
    }
    return { kind: 'url', url: checkProvisioningUrl(url) }
  }
  if (!regionSchema.safeParse(region).success)
    throw new PunchdownError('region-unknown', { region: region ?? '' })
  const parsed = provisioningTargetSchema.safeParse({ kind: 'service', region, language, tenant, order })
  if (!parsed.success) {
    throw new PunchdownError('bad-input', {
      argument: `--${parsed.error.issues[0]?.path.join('.') ?? 'region'}`,
    })
  }
  if (parsed.data.kind === 'service') serviceUrl(parsed.data, '')
  return parsed.data
}
