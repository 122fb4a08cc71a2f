/** Endpoints of a job and their onboarding, from found to signed in. */
import { toProblem } from '#shared/errors.ts'
import type { OnboardingInput, SignInCode, VerificationCode } from '#shared/machines/onboarding.ts'
import type { ConfirmableFact } from '#shared/machines/steps.ts'
import type { CallDirection, Endpoint } from '#shared/model/job.ts'
import { suffixFor } from '#shared/model/provisioning-facts.ts'
import { handUrl } from '#shared/model/region.ts'
import type { AdapterPort, DeviceCapability, Handset } from '#shared/model/settings.ts'
import { provisioningFacts } from '../../drivers/provisioning-urls.ts'
import type { GatewayFact } from '../../gateway/gateway.ts'
import type { StoredDevice } from '../../store/store.ts'
import { addAdapterPorts, addHandset } from './added-endpoints.ts'
import { confirm, signInCode, verificationCode } from './codes.ts'
import { type EndpointDetails, withDetails, withTestCall } from './endpoint-details.ts'
import {
  type FoundEndpointsParts,
  updateFromDevice,
  upsertHandset,
  upsertListedPort,
} from './found-endpoints.ts'
import { inputsFromRegistration, isFormerAccount } from './registration-facts.ts'
import { createTransitions, type TransitionParts, type Transitions } from './transitions.ts'

export interface Onboarding {
  /** @throws PunchdownError not-found */
  get(endpointId: string): Endpoint
  /** Adds a handset by its IPEI. @throws PunchdownError endpoint-exists | hardware-id-is-base-mac and the codes of parseIpei */
  add(jobId: string, ipei: string, label: string): Endpoint
  /** Adds the ports 1 to `count` of an adapter. @throws PunchdownError not-found | bad-input */
  addPorts(deviceId: string, count: number): Endpoint[]
  /** Changes the name or place of an endpoint. */
  update(endpointId: string, changes: EndpointDetails): Endpoint
  /** Notes a test call that the technician made, or takes it back. */
  testCall(endpointId: string, direction: CallDirection, made: boolean): Endpoint
  /** Updates the endpoints of a stored device from its identity. Changes no other endpoints. */
  deviceSaved(device: StoredDevice): void
  /**
   * Handsets listed by a base become endpoints; in live mode their states become facts. `usesService`: the settings of the base, read
   * with the handsets, name Microsoft's service; false by default: they were not read.
   */
  handsetsRead(device: StoredDevice, handsets: readonly Handset[], usesService?: boolean): void
  /** The same for the ports of an adapter. */
  portsRead(device: StoredDevice, ports: readonly AdapterPort[], usesService?: boolean): void
  /** Resolves when the effects of the transition have run. */
  retry(endpointId: string): Promise<Endpoint>
  verificationCode(endpointId: string, typed: string | undefined): Promise<VerificationCode>
  signInCode(endpointId: string, typed: string | undefined): Promise<SignInCode>
  /** @throws PunchdownError input-not-applicable | gateway-off */
  confirm(endpointId: string, fact: ConfirmableFact): Promise<Endpoint>
  /** Every endpoint of a device was pointed at `url`, by a push or by hand. */
  directed(device: StoredDevice, url: string, by?: 'technician'): Promise<void>
  /**
   * A fact from the gateway core for the endpoint with that hardware id in a job; ignored in live mode. Resolves to the endpoint when
   * the fact moved it to another state.
   */
  gatewayFact(jobId: string, fact: GatewayFact): Promise<Endpoint | null>
  /** Applies the gateway core's facts to a job's endpoints and runs the effects of their states again. */
  resume(jobId: string): Promise<void>
  /** Restarts the onboarding: the gateway core removes the enrolment, the technician resets the device. */
  restart(endpointId: string): Promise<Endpoint>
  stop(): void
}

export interface OnboardingParts extends TransitionParts, Omit<FoundEndpointsParts, 'changes'> {
  /** Capabilities of a device's driver. */
  readonly capabilitiesOf: (device: StoredDevice) => readonly DeviceCapability[]
}

export function createOnboarding(parts: OnboardingParts): Onboarding {
  const { store, gateway, jobs } = parts
  const transitions = createTransitions(parts)
  const codes = {
    ...parts,
    transitions,
    isProvisioned({ deviceId }: Endpoint): boolean {
      const device = deviceId === null ? null : store.devices.get(deviceId)
      return device !== null && parts.capabilitiesOf(device).includes('provisioning')
    },
    handUrl({ jobId, deviceId }: Endpoint): string {
      const device = deviceId === null ? null : store.devices.get(deviceId)
      const suffix = device === null ? '' : suffixFor(provisioningFacts, device.identity)
      return handUrl(jobs.get(jobId), () => gateway.entryUrl(), suffix)
    },
  }
  return {
    get: transitions.get,
    stop: transitions.stop,
    retry: (endpointId) => transitions.put(endpointId, { fact: 'retried' }, 'technician'),
    add: (jobId, ipei, label) => addHandset(parts, jobs.get(jobId).id, ipei, label),
    addPorts: (deviceId, count) => addAdapterPorts(parts, deviceId, count),
    update: (endpointId, changes) => transitions.save(withDetails(transitions.get(endpointId), changes)),
    testCall(endpointId, direction, made) {
      const endpoint = transitions.get(endpointId)
      const call = made ? { at: parts.clock.now(), by: 'technician' as const } : null
      return transitions.save(withTestCall(endpoint, direction, call))
    },
    deviceSaved: (device) => updateFromDevice(parts, device),
    handsetsRead(device, handsets, usesService = false) {
      for (const handset of handsets) {
        const endpoint = upsertHandset(parts, device, handset)
        registrationRead(parts, transitions, endpoint, handset, usesService)
      }
    },
    portsRead(device, ports, usesService = false) {
      for (const port of ports) {
        const endpoint = upsertListedPort(parts, device, port)
        if (endpoint !== null) registrationRead(parts, transitions, endpoint, port, usesService)
      }
    },
    verificationCode: (endpointId, typed) => verificationCode(codes, endpointId, typed),
    signInCode: (endpointId, typed) => signInCode(codes, endpointId, typed),
    confirm: (endpointId, fact) => confirm(codes, endpointId, fact),
    async directed(device, url, by) {
      for (const endpoint of store.endpoints.ofJob(device.jobId)) {
        if (endpoint.deviceId !== device.id) continue
        await transitions.put(endpoint.id, { fact: 'url-written', url }, by ?? 'punchdown')
      }
    },
    gatewayFact: (jobId, fact) => gatewayFact(parts, transitions, jobId, fact),
    resume: (jobId) => resume(parts, transitions, jobId),
    async restart(endpointId) {
      const endpoint = transitions.get(endpointId)
      if (transitions.isRehearsal(endpoint)) await gateway.offboard(endpoint.hardwareId)
      return transitions.put(endpointId, { fact: 'factory-reset' }, 'technician')
    },
  }
}

/** In rehearsal the facts of the gateway core count, because a device may show an older state. */
function registrationRead(
  { log }: OnboardingParts,
  { isRehearsal, put, save }: Transitions,
  endpoint: Endpoint,
  shown: Pick<Handset, 'identity' | 'registration'>,
  usesService: boolean,
): void {
  if (isRehearsal(endpoint)) return
  for (const input of inputsFromRegistration(shown)) {
    if (input.fact === 'registered-with-number' && isFormerAccount(endpoint, input.identity, usesService)) {
      if (endpoint.formerAccount !== input.identity) save({ ...endpoint, formerAccount: input.identity })
      continue
    }
    put(endpoint.id, input, 'device').catch((error: unknown) =>
      log.write('onboarding.failed', { endpointId: endpoint.id, problem: toProblem(error).code }),
    )
  }
}

/** In live mode Microsoft's service decides: a gateway core that still runs from a rehearsal reports nothing of it. */
async function gatewayFact(
  { store, jobs, log }: OnboardingParts,
  { put }: Transitions,
  jobId: string,
  { hardwareId, ...input }: GatewayFact,
): Promise<Endpoint | null> {
  if (jobs.get(jobId).mode !== 'rehearsal') return null
  const endpoint = store.endpoints.byHardwareId(jobId, hardwareId)
  if (endpoint === null) {
    log.write('onboarding.unknown-hardware-id', { hardwareId, fact: input.fact })
    return null
  }
  const after = await put(endpoint.id, input satisfies OnboardingInput, 'gateway')
  return after.onboarding.at === endpoint.onboarding.at ? null : after
}

async function resume(parts: OnboardingParts, transitions: Transitions, jobId: string): Promise<void> {
  const { store, gateway, jobs } = parts
  if (jobs.get(jobId).mode === 'rehearsal') {
    for (const { hardwareId, ...input } of await gateway.facts()) {
      const endpoint = store.endpoints.byHardwareId(jobId, hardwareId)
      if (endpoint !== null) await transitions.put(endpoint.id, input, 'gateway')
    }
  }
  for (const endpoint of store.endpoints.ofJob(jobId)) {
    transitions.arm(endpoint)
    if (gateway.status().state !== 'off') await transitions.runEffectsOnEntry(endpoint)
  }
}
