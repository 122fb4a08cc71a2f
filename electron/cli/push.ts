/** `punchdown push`: the edits that point a device at a provisioning URL, shown, and written only with --apply. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  checkProvisioningUrl,
  languageSchema,
  type ProvisioningTarget,
  provisioningTargetSchema,
  regionSchema,
  serviceUrl,
} from '#shared/model/region.ts'
import type { Edit } from '#shared/model/settings.ts'
import { type Command, commonOptions, portOption, signInOptions } from './command.ts'
import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { withDevice } from './one-device.ts'
import { problemWords } from './problem-words.ts'
import type { Terminal } from './terminal.ts'

const options = {
  region: {
    type: 'string',
    value: '<region>',
    help: `the service's URL for ${regionSchema.options.join(', ')}`,
  },
  language: {
    type: 'string',
    value: '<language>',
    help: `language of the phones: ${languageSchema.options.join(', ')}`,
  },
  tenant: { type: 'string', value: '<guid>', help: 'tenant id in the URL' },
  url: { type: 'string', value: '<url>', help: 'any other provisioning URL, in place of --region' },
  plan: { type: 'boolean', help: 'show the edits, write nothing' },
  apply: { type: 'boolean', help: 'write the edits and read each one back' },
  ...signInOptions,
  ...portOption,
  ...commonOptions,
} as const

export const push: Command = {
  name: 'push',
  summary: 'points a device at a provisioning URL, after showing every edit',
  usage:
    '<address[:port]> (--region <region> [--language <language>] [--tenant <guid>] | --url <url>) (--plan | --apply) --user <name> [--password-stdin] [--allow-http]',
  about: [
    'Prints each edit: setting, before, after, result. With --plan every result is "planned". With --apply it is "set",',
    '"unchanged", "refused" (the device kept something else), "not-written" or "unknown"; anything but the first two is exit code 6.',
  ],
  options,
  examples: [
    {
      line: 'punchdown push 192.168.10.20 --region emea --language de --plan --user admin',
      does: 'what would change',
    },
    {
      line: 'punchdown push 192.168.10.20 --region emea --language de --apply --user admin --password-stdin --json < password.txt',
      does: 'change it',
    },
    {
      line: `punchdown push 127.0.0.1:18080 --url 'http://192.168.10.5:8080/00\${IPEI}.cfg' --plan --user admin --allow-http`,
      does: 'a URL of your own, written as it stands: macros are left for the device',
    },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { plan: planOnly = false, apply = false } = values
    if (planOnly === apply)
      throw new PunchdownError('bad-input', { argument: '--plan | --apply', reason: 'exactly one' })
    const target = targetOf(values)
    const request = {
      positionals,
      ports: values.ports,
      user: values.user,
      passwordStdin: values['password-stdin'] === true,
      allowHttp: values['allow-http'] === true,
    }
    return withDevice(request, terminal, async (core, device) => {
      const { devices, pushes } = core.services
      const plan = await devices.plan(device.id, target)
      if (plan.target.kind === 'provisioning') terminal.say(`URL: ${plan.target.url}`)
      if (planOnly) {
        for (const edit of plan.edits) print(terminal, edit, 'planned', {})
        terminal.say(afterWords[plan.after])
        return exitCodes.ok
      }
      // a plan is shown before anything is written
      for (const edit of plan.edits) terminal.say(editWords(shownEdit(edit), 'about to be written'))
      terminal.say(afterWords[plan.after])
      const { state } = await pushes.ended(pushes.apply(device.id, plan.id).id)
      const results = 'results' in state ? state.results : []
      for (const edit of plan.edits) {
        const result = results.find((each) => each.id === edit.id)
        const found = edit.secret ? null : (result?.found ?? null)
        print(terminal, edit, result?.result ?? 'not-written', { found })
      }
      if (state.at === 'done') {
        terminal.say('Written and read back.')
        return exitCodes.ok
      }
      if (state.at !== 'failed') throw new PunchdownError('cancelled')
      terminal.say(problemWords(state.problem))
      return exitCodeFor(state.problem.code)
    })
  },
}

const afterWords = {
  nothing: 'Nothing else happens.',
  fetches: 'The device then fetches its configuration by itself.',
  restarts: 'The device then restarts: every handset drops for a while.',
} as const

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
  `${page} > ${group} > ${setting}: ${before ?? 'not shown'} → ${after}  [${result}]`

function print(terminal: Terminal, edit: Edit, result: string, more: Record<string, unknown>): void {
  const { setting, before, after, ...place } = shownEdit(edit)
  terminal.result(
    { setting, before, after, result, ...more, ...place, provenance: edit.provenance },
    editWords(shownEdit(edit), result),
  )
}

/** Checked before anybody is asked for a password. @throws PunchdownError bad-input | region-unknown | url-not-allowed */
function targetOf(values: {
  region?: string | undefined
  language?: string | undefined
  tenant?: string | undefined
  url?: string | undefined
}): ProvisioningTarget {
  const { region, language, tenant, url } = values
  if ((region === undefined) === (url === undefined)) {
    throw new PunchdownError('bad-input', { argument: '--region | --url', reason: 'exactly one' })
  }
  if (url !== undefined) {
    if (language !== undefined || tenant !== undefined) {
      throw new PunchdownError('bad-input', {
        argument: '--language, --tenant',
        reason: 'only with --region',
      })
    }
    return { kind: 'url', url: checkProvisioningUrl(url) }
  }
  if (!regionSchema.safeParse(region).success)
    throw new PunchdownError('region-unknown', { region: region ?? '' })
  const parsed = provisioningTargetSchema.safeParse({ kind: 'service', region, language, tenant })
  if (!parsed.success) {
    throw new PunchdownError('bad-input', {
      argument: `--${parsed.error.issues[0]?.path.join('.') ?? 'region'}`,
    })
  }
  if (parsed.data.kind === 'service') serviceUrl(parsed.data, '')
  return parsed.data
}
