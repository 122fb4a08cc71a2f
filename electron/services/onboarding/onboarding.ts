/** Onboarding: endpoints and their walk. Facts come in, the machine decides, the store remembers, then effects run. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import {
  deadlineOf,
  effectsOnEntry,
  type OnboardingEffect,
  type OnboardingInput,
  type SignInCode,
  transition,
  type VerificationCode,
} from '#shared/machines/onboarding.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import { handsetHardwareId, parseHardwareId } from '#shared/model/hardware-id.ts'
import { parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { macDigits, parseMac } from '#shared/model/mac.ts'
import type { Handset } from '#shared/model/settings.ts'
import type { Gateway, GatewayFact } from '../../gateway/gateway.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import { verdictFor } from '../catalogue/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'
import { inputsFromHandset } from './handset-facts.ts'

/** Ours: Microsoft publishes no lifetime for the sign-in code that its page shows. */
const liveSignInMs = 15 * 60_000
/** Documented: a verification code is valid for 24 hours. */
const verificationMs = 24 * 60 * 60_000

export type ConfirmedFact =
  | 'configuration-fetched'
  | 'registered-without-owner'
  | 'verification-accepted'
  | 'signed-in'

export interface Onboarding {
  /** @throws PunchdownError not-found */
  get(endpointId: string): Endpoint
  /** @throws PunchdownError the codes of parseIpei | hardware-id-is-base-mac */
  add(jobId: string, ipei: string, label: string): Endpoint
  rename(endpointId: string, label: string): Endpoint
  /** What a base lists becomes endpoints, and what it shows of them becomes facts (live mode). */
  handsetsRead(device: StoredDevice, handsets: readonly Handset[]): void
  /** A fact about an endpoint. Effects of the transition run before this resolves. */
  put(endpointId: string, input: OnboardingInput): Promise<Endpoint>
  verificationCode(endpointId: string, typed: string | undefined): Promise<VerificationCode>
  signInCode(endpointId: string, typed: string | undefined): Promise<SignInCode>
  /** Live mode: the technician saw it happen. */
  confirm(endpointId: string, fact: ConfirmedFact): Promise<Endpoint>
  /** Every handset of a device was pointed at `url`. */
  directed(device: StoredDevice, url: string): Promise<void>
  /** A fact the gateway core saw, taken to the open job's endpoint. */
  gatewayFact(jobId: string, fact: GatewayFact): Promise<void>
  /** Brings a job's endpoints up to date with the gateway core and runs what their states want running. */
  resume(jobId: string): Promise<void>
  /** Starts the walk over: the gateway core forgets the endpoint, the technician resets the device. */
  restart(endpointId: string): Promise<Endpoint>
  stop(): void
}

export interface OnboardingParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly changes: JobChanges
  readonly jobs: Jobs
  readonly gateway: Gateway
  readonly catalogue: Catalogue
}

export function createOnboarding(parts: OnboardingParts): Onboarding {
  const { store, clock, log, changes, jobs, gateway, catalogue } = parts
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false

  const get = (endpointId: string): Endpoint => {
    const endpoint = store.endpoints.get(endpointId)
    if (endpoint === null) throw new PunchdownError('not-found', { what: 'endpoint', id: endpointId })
    return endpoint
  }
  const save = (endpoint: Endpoint): Endpoint => {
    store.endpoints.save(endpoint)
    changes.endpoint(endpoint.jobId, endpoint.id)
    return endpoint
  }
  const isRehearsal = (endpoint: Endpoint) => jobs.get(endpoint.jobId).mode === 'rehearsal'

  const arm = (endpoint: Endpoint): void => {
    clearTimeout(timers.get(endpoint.id))
    timers.delete(endpoint.id)
    const deadline = deadlineOf(endpoint.onboarding)
    if (deadline === null || stopped) return
    // setTimeout counts at most 2^31-1 ms; a deadline beyond that is looked at again then
    const wait = Math.min(Math.max(deadline - clock.now(), 0), 2_147_483_647)
    const timer = setTimeout(() => {
      put(endpoint.id, { fact: 'sign-in-code-expired' }).catch((error: unknown) =>
        log.write('pairing.deadline-failed', { endpointId: endpoint.id, problem: toProblem(error).code }),
      )
    }, wait)
    timer.unref()
    timers.set(endpoint.id, timer)
  }

  const put = async (endpointId: string, input: OnboardingInput): Promise<Endpoint> => {
    const endpoint = get(endpointId)
    const now = clock.now()
    const moved = transition(endpoint.onboarding, input, now)
    if (!moved.applies) {
      log.write('pairing.input-not-applicable', { endpointId, fact: input.fact, why: moved.why })
      return endpoint
    }
    const facts = {
      from: endpoint.onboarding.at,
      to: moved.state.at,
      fact: input.fact,
      ...('problem' in input ? { problem: input.problem.code } : {}),
    }
    const { endpoint: next, entry } = store.endpoints.saveTransition(endpoint, moved.state, {
      jobId: endpoint.jobId,
      at: now,
      what: `onboarding.${input.fact}`,
      deviceId: endpoint.deviceId,
      endpointId,
      facts,
    })
    changes.endpoint(next.jobId, next.id)
    changes.history(entry)
    arm(next)
    for (const effect of moved.effects) await perform(next, effect)
    return get(endpointId)
  }

  /** Effects tolerate being performed twice. In live mode Microsoft's service and the technician do these things. */
  const perform = async (endpoint: Endpoint, effect: OnboardingEffect): Promise<void> => {
    if (!isRehearsal(endpoint)) return
    const hardwareId = parseHardwareId(endpoint.hardwareId)
    try {
      switch (effect.do) {
        case 'enrol':
          await gateway.enrol(hardwareId)
          return
        case 'issue-verification-code':
          await put(endpoint.id, {
            fact: 'verification-code-issued',
            ...(await gateway.issueVerificationCode(hardwareId)),
          })
          return
        case 'issue-sign-in-code':
          await put(endpoint.id, {
            fact: 'sign-in-code-issued',
            ...(await gateway.issueSignInCode(hardwareId, false)),
          })
          return
        case 'send-check-sync':
          await gateway.sendCheckSync(hardwareId)
          return
      }
    } catch (error) {
      await put(endpoint.id, { fact: 'failed', problem: toProblem(error) })
    }
  }

  const upsert = (device: StoredDevice, handset: Handset): Endpoint => {
    const known = store.endpoints.byHardwareId(device.jobId, handset.hardwareId)
    const now = clock.now()
    const base: Endpoint = known ?? {
      id: randomUUID(),
      jobId: device.jobId,
      deviceId: device.id,
      hardwareId: handset.hardwareId,
      kind: 'handset',
      ipei: handset.ipei,
      ipeiPrinted: handset.ipeiPrinted,
      label: '',
      model: handset.model,
      firmware: handset.firmware,
      verdict: verdictFor(
        { vendor: device.identity.vendor, model: handset.model, firmware: handset.firmware },
        catalogue,
      ),
      seenState: null,
      onboarding: { at: 'found', since: now },
    }
    const model = handset.model ?? base.model
    const firmware = handset.firmware ?? base.firmware
    return save({
      ...base,
      deviceId: device.id,
      model,
      firmware,
      verdict: verdictFor({ vendor: device.identity.vendor, model, firmware }, catalogue),
      seenState: { text: handset.state, at: now },
    })
  }

  const report = (endpointId: string) => (error: unknown) =>
    log.write('pairing.failed', { endpointId, problem: toProblem(error).code })

  return {
    get,
    put,
    add(jobId, text, label) {
      jobs.get(jobId)
      refuseBaseMac(store, jobId, text)
      const { ipei } = parseIpei(text)
      const hardwareId = handsetHardwareId(ipei)
      const known = store.endpoints.byHardwareId(jobId, hardwareId)
      if (known !== null) return label === '' ? known : save({ ...known, label })
      return save({
        id: randomUUID(),
        jobId,
        deviceId: null,
        hardwareId,
        kind: 'handset',
        ipei,
        ipeiPrinted: printedIpei(ipei),
        label,
        model: null,
        firmware: null,
        verdict: verdictFor({ vendor: null, model: null, firmware: null }, catalogue),
        seenState: null,
        onboarding: { at: 'found', since: clock.now() },
      })
    },
    rename: (endpointId, label) => save({ ...get(endpointId), label }),
    handsetsRead(device, handsets) {
      for (const handset of handsets) {
        const endpoint = upsert(device, handset)
        if (jobs.get(device.jobId).mode !== 'live') continue
        for (const input of inputsFromHandset(handset)) put(endpoint.id, input).catch(report(endpoint.id))
      }
    },
    async verificationCode(endpointId, typed) {
      const endpoint = get(endpointId)
      if (endpoint.onboarding.at !== 'onboarded') {
        throw new PunchdownError('input-not-applicable', { state: endpoint.onboarding.at })
      }
      const code = isRehearsal(endpoint)
        ? await gateway.issueVerificationCode(parseHardwareId(endpoint.hardwareId))
        : { code: digitsOnly(typed), expiresAt: clock.now() + verificationMs }
      await put(endpointId, { fact: 'verification-code-issued', ...code })
      return code
    },
    async signInCode(endpointId, typed) {
      const endpoint = get(endpointId)
      const { at } = endpoint.onboarding
      if (at !== 'verified' && at !== 'signing-in')
        throw new PunchdownError('input-not-applicable', { state: at })
      const code: SignInCode = isRehearsal(endpoint)
        ? await gateway.issueSignInCode(parseHardwareId(endpoint.hardwareId), true)
        : {
            code: (typed ?? '').trim().toUpperCase(),
            expiresAt: clock.now() + liveSignInMs,
            page: 'https://microsoft.com/devicelogin',
          }
      if (code.code === '') throw new PunchdownError('bad-input', { field: 'signInCode' })
      await put(endpointId, { fact: 'sign-in-code-issued', ...code })
      return code
    },
    async confirm(endpointId, fact) {
      const endpoint = get(endpointId)
      if (isRehearsal(endpoint)) throw new PunchdownError('input-not-applicable', { state: 'rehearsal' })
      if (fact === 'registered-without-owner') return put(endpointId, { fact, identity: '' })
      if (fact !== 'signed-in') return put(endpointId, { fact })
      const account = endpoint.onboarding.at === 'signing-in' ? endpoint.onboarding.account : null
      return put(endpointId, {
        fact: 'registered-with-number',
        identity: 'identity' in endpoint.onboarding ? endpoint.onboarding.identity : '',
        number: account?.number ?? null,
        name: account?.name ?? null,
      })
    },
    async directed(device, url) {
      for (const endpoint of store.endpoints.ofJob(device.jobId)) {
        if (endpoint.deviceId === device.id) await put(endpoint.id, { fact: 'url-written', url })
      }
    },
    async gatewayFact(jobId, { hardwareId, ...input }) {
      const endpoint = store.endpoints.byHardwareId(jobId, hardwareId)
      if (endpoint === null) log.write('pairing.unknown-hardware-id', { hardwareId, fact: input.fact })
      else await put(endpoint.id, input)
    },
    async resume(jobId) {
      if (jobs.get(jobId).mode === 'rehearsal') {
        for (const fact of await gateway.facts()) {
          const { hardwareId, ...input } = fact
          const endpoint = store.endpoints.byHardwareId(jobId, hardwareId)
          if (endpoint !== null) await put(endpoint.id, input)
        }
      }
      for (const endpoint of store.endpoints.ofJob(jobId)) {
        arm(endpoint)
        if (gateway.status().state === 'off') continue
        for (const effect of effectsOnEntry(endpoint.onboarding)) await perform(endpoint, effect)
      }
    },
    async restart(endpointId) {
      const endpoint = get(endpointId)
      if (isRehearsal(endpoint)) await gateway.offboard(parseHardwareId(endpoint.hardwareId))
      return put(endpointId, { fact: 'factory-reset' })
    },
    stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** A base's own MAC is never a handset's hardware id. @throws PunchdownError hardware-id-is-base-mac */
function refuseBaseMac(store: Store, jobId: string, text: string): void {
  const bare = text.replaceAll(/[\s.:-]/g, '').toUpperCase()
  for (const device of store.devices.ofJob(jobId)) {
    const { mac, model } = device.identity
    if (mac !== null && macDigits(parseMac(mac)) === bare) {
      throw new PunchdownError('hardware-id-is-base-mac', { text, model, address: device.address })
    }
  }
}

function digitsOnly(typed: string | undefined): string {
  const digits = (typed ?? '').replaceAll(/\D/g, '')
  if (digits === '') throw new PunchdownError('bad-input', { field: 'verificationCode' })
  return digits
}
