/** `punchdown gateway`: the gateway core on one address, for the bench, until it is stopped. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import { type Core, createCore } from '../app/core.ts'
import { defaultDataFolder } from '../platform/folders.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const options = {
  listen: { type: 'string', value: '<ip>', help: 'address of this laptop that devices reach it at' },
  'sip-port': {
    type: 'string',
    value: '<n>',
    help: 'SIP port, UDP and TCP; the one of last time, else any free one',
  },
  'http-port': {
    type: 'string',
    value: '<n>',
    help: 'provisioning port; the one of last time, else any free one',
  },
  handset: {
    type: 'string',
    multiple: true,
    value: '<ipei>',
    help: 'a handset to walk through onboarding, in any written form; may be given again',
  },
  ...commonOptions,
} as const

export const gateway: Command = {
  name: 'gateway',
  summary: 'runs the gateway core on one address until it is stopped',
  usage: '--listen <ip> [--sip-port <n>] [--http-port <n>] [--handset <ipei>]... [--json]',
  about: [
    'For bench and rehearsal: it answers for reserved names only and never reaches the real service. Prints where it',
    'listens ("event": "started"), then what it sees ("event": "seen") and where each handset stands ("event":',
    '"endpoint", with the code to dial or to type). Its directory is kept in the data folder, with the current job.',
    'Ctrl-C stops it with exit code 0.',
  ],
  options,
  examples: [
    { line: 'punchdown gateway --listen 192.168.10.5', does: 'on a bench network' },
    {
      line: 'punchdown gateway --listen 127.0.0.1 --http-port 8080 --handset "14103 0790026 0" --json',
      does: 'one handset of the practice site, for a script',
    },
  ],
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
      `Provisioning ${entryUrl}  SIP ${status.address}:${status.sipPort}  sign-in page ${status.signInPage}`,
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

/** The current rehearsal, or a new one: facts of the gateway core belong to a job. */
async function jobOf(core: Core): Promise<Job> {
  const { jobs, jobLifecycle } = core.services
  const current = jobs.current()
  if (current?.mode === 'rehearsal') return current
  const { id } = jobs.create({ name: 'Bench', site: '', region: 'emea', language: 'en', mode: 'rehearsal' })
  return jobLifecycle.open(id)
}

async function follow(core: Core, job: Job, terminal: Terminal): Promise<void> {
  const told = new Map<string, string>()
  for await (const change of core.services.jobs.watch(job.id, terminal.signal)) {
    for (const endpoint of change.endpoints.upserted) {
      const line = endpointLine(endpoint)
      const text = JSON.stringify(line)
      if (told.get(endpoint.id) === text) continue
      told.set(endpoint.id, text)
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
    ...(dial === null ? [] : [`dial ${dial}`]),
    ...(signIn === null ? [] : [`type ${signIn.code} at ${signIn.page}`]),
    ...(number === null ? [] : [number]),
    ...(problem === null ? [] : [problem.code]),
  ].join('  ')
}
