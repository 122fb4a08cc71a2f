/** The practice job in this process, and the onboarding of its first handset with the technician's steps in code. */
import { type Core, createCore } from '#electron/app/core.ts'
import { Secret } from '#electron/platform/secret.ts'
import type { Device, Endpoint, Job } from '#shared/model/job.ts'

export async function practiceCore(pace: number): Promise<Core> {
  return createCore({
    dataFolder: ':memory:',
    capabilities: [],
    practicePace: pace,
    practicePorts: { http: 0, sip: 0, snmp: 0 },
  })
}

/** Scans the practice site; resolves to its base when vendor, model, firmware and MAC are known. */
export async function scanForBase(core: Core, job: Job): Promise<Device> {
  const { targets, ports } = core.services.practice.status()
  let base: Device | null = null
  for await (const event of core.services.scans.scan(job.id, { targets, ports }, undefined)) {
    if (event.kind === 'failed') throw new Error(event.problem.code)
    if (event.kind !== 'devices') continue
    base = event.devices.find(({ identity }) => identity.kind === 'dect-base') ?? base
  }
  const { vendor, model, firmware, mac } = base?.identity ?? {}
  if (base === null || !vendor || !model || !firmware || !mac) throw new Error('the base was not identified')
  return base
}

/** From the scan to a number on the first handset; resolves to the dialled and typed codes. */
export async function walk(core: Core, job: Job): Promise<string[]> {
  const { devices, pushes, practice, gateway } = core.services
  const base = await scanForBase(core, job)
  await devices.signIn(base.id, { user: 'admin', password: new Secret('admin') })
  const [handset] = (await devices.read(base.id)).handsets ?? []
  if (handset === undefined) throw new Error('no handset')
  const plan = await devices.plan(base.id, { kind: 'rehearsal' })
  const ended = await pushes.ended(pushes.apply(base.id, plan.id, { start: true }).id)
  if (ended.state.at !== 'done') throw new Error(`the push ended ${ended.state.at}`)
  const [device] = practice.status().devices
  const codes: string[] = []
  await follow(core, job, handset.hardwareId, async ({ onboarding }) => {
    if (onboarding.at === 'onboarded' && onboarding.verification !== null) {
      codes.push(onboarding.verification.code)
      await showsRegistered(core, handset.ipei)
      await practice.dial(device?.id ?? '', handset.ipei, `*55*${onboarding.verification.code}`)
    }
    if (onboarding.at === 'signing-in' && onboarding.account === null) {
      codes.push(onboarding.signIn.code)
      await typeSignInCode(gateway.status().signInPage ?? '', onboarding.signIn.code)
    }
  })
  return codes
}

/**
 * Waits until the handset shows that it is registered. The gateway core reports a registration before its answer has reached
 * the handset; a number dialled before that gets fast busy.
 */
async function showsRegistered(core: Core, ipei: string): Promise<void> {
  for await (const { practice } of core.services.status.watch(undefined)) {
    const handsets = practice.devices.flatMap((device) => device.handsets)
    if (handsets.some((handset) => handset.ipei === ipei && handset.registered)) return
  }
}

/** Performs the technician's step of each state once, until the handset is signed in. */
async function follow(
  core: Core,
  job: Job,
  hardwareId: string,
  act: (endpoint: Endpoint) => Promise<void>,
): Promise<void> {
  const done = new Set<string>()
  for await (const change of core.services.jobs.watch(job.id, undefined)) {
    const endpoint = change.endpoints.upserted.find((each) => each.hardwareId === hardwareId)
    if (endpoint === undefined) continue
    const { onboarding } = endpoint
    if (onboarding.at === 'signed-in') return
    if (onboarding.at === 'stuck') throw new Error(`stuck: ${onboarding.problem.code}`)
    const ready =
      (onboarding.at === 'onboarded' && onboarding.verification !== null) ||
      (onboarding.at === 'signing-in' && onboarding.account === null)
    if (!ready || done.has(onboarding.at)) continue
    done.add(onboarding.at)
    await act(endpoint)
  }
}

/** The sign-in page's two forms: the code, then the first free account. */
async function typeSignInCode(page: string, code: string): Promise<void> {
  const post = async (fields: Record<string, string>) => {
    const reply = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: new URL(page).origin },
    })
    return reply.text()
  }
  const fieldOf = (html: string, name: string) =>
    new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`)
      .exec(html)
      ?.slice(1)
      .find((value) => value !== undefined) ?? ''
  const first = await (await fetch(page)).text()
  const users = await post({ token: fieldOf(first, 'token'), code })
  await post({ token: fieldOf(users, 'token'), code, user: fieldOf(users, 'user') })
}
