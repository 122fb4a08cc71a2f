/** `punchdown gateway`: runs the gateway on one address until Ctrl-C, for a bench. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import { words } from '#shared/words/cli.ts'
import { type Core, createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const options = {
  listen: { type: 'string', value: '<ip>', help: words.gateway.listen },
  'sip-port': {
    type: 'string',
    value: '<n>',
    help: words.gateway.sipPort,
  },
  'http-port': {
    type: 'string',
    value: '<n>',
    help: words.gateway.httpPort,
  },
  handset: {
    type: 'string',
    multiple: true,
    value: '<ipei>',
    help: words.gateway.handset,
  },
  ...commonOptions,
} as const

export const gateway: Command = {
  name: 'gateway',
  ...words.gateway.help,
  options,
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const { listen, handset: handsets = [] } = values
    if (listen === undefined) throw new PunchdownError('bad-input', { argument: '--listen' })
    const httpPort = portOf('--http-port', values['http-port'])
    const sipPort = portOf('--sip-port', values['sip-port'])
    await using core = await createCore({
      dataFolder: defaultDataFolder(),
      capabilities: [],
      onLog({ at, path, fields }) {
        if (!path.startsWith('gateway.')) return
        terminal.result({ event: 'seen', at, path, facts: fields }, `${path} ${JSON.stringify(fields)}`)
      },
    })
    const job = await jobOf(core)
    for (const ipei of handsets) core.services.onboarding.add(job.id, ipei, '')
    const status = await core.services.jobLifecycle.startGateway({ address: listen, httpPort, sipPort })
    const entryUrl = core.services.gateway.entryUrl()
    terminal.result(
      { event: 'started', ...status, entryUrl },
      words.gateway.started(entryUrl, `${status.address}:${status.sipPort}`, status.signInPage),
    )
    await follow(core, job, terminal)
    return exitCodes.ok
  },
}

function portOf(argument: string, text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new PunchdownError('ports-malformed', { argument, text })
  return port
}

/** The current rehearsal job, or a new one: the gateway stores its directory in a job. */
async function jobOf(core: Core): Promise<Job> {
  const { jobs, jobLifecycle } = core.services
  const current = jobs.current()
  if (current?.mode === 'rehearsal') return current
  const { id } = jobs.create({
    name: words.jobs.bench,
    site: '',
    region: 'emea',
    language: 'en',
    mode: 'rehearsal',
  })
  return jobLifecycle.open(id)
}

async function follow(core: Core, job: Job, terminal: Terminal): Promise<void> {
  const printed = new Map<string, string>()
  for await (const change of core.services.jobs.watch(job.id, terminal.signal)) {
    for (const endpoint of change.endpoints.upserted) {
      const line = endpointLine(endpoint)
      const text = JSON.stringify(line)
      if (printed.get(endpoint.id) === text) continue
      printed.set(endpoint.id, text)
      terminal.result({ event: 'endpoint', ...line }, endpointWords(line))
    }
  }
}

interface EndpointLine {
  readonly hardwareId: string
  readonly ipei: string | null
  readonly state: Endpoint['onboarding']['at']
  /** `*55*123456` while a verification code is due. */
  readonly dial: string | null
  readonly signIn: { readonly code: string; readonly page: string; readonly expiresAt: number } | null
  readonly number: string | null
  readonly problem: PunchdownError['problem'] | null
}

function endpointLine(endpoint: Endpoint): EndpointLine {
  const { hardwareId, onboarding } = endpoint
  const at = onboarding.at
  return {
    hardwareId,
    ipei: endpoint.kind === 'handset' ? endpoint.ipei : null,
    state: at,
    dial:
      at === 'onboarded' && onboarding.verification !== null ? `*55*${onboarding.verification.code}` : null,
    signIn: at === 'signing-in' && onboarding.account === null ? onboarding.signIn : null,
    number: at === 'signed-in' ? onboarding.number : null,
    problem: at === 'stuck' ? onboarding.problem : null,
  }
}

function endpointWords({ hardwareId, state, dial, signIn, number, problem }: EndpointLine): string {
  return [
    hardwareId,
    state,
    ...(dial === null ? [] : [words.gateway.dial(dial)]),
    ...(signIn === null ? [] : [words.gateway.type(signIn.code, signIn.page)]),
    ...(number === null ? [] : [number]),
    ...(problem === null ? [] : [problem.code]),
  ].join('  ')
}
