/** Input of an endpoint's step beside its state: the mode of the job, the device, the gateway on this laptop. */
import { useContext, useMemo } from 'react'
import { needsFirmwareFirst, type StepContext } from '#shared/machines/steps.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import type { Endpoint, Job, JobDevice } from '#shared/model/job.ts'
import { type ProvisioningFacts, suffixFor } from '#shared/model/provisioning-facts.ts'
import { handUrl } from '#shared/model/region.ts'
import { StatusContext, useJob } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'

interface StepSurroundings {
  readonly job: Job
  readonly devices: ReadonlyMap<string, Pick<JobDevice, 'capabilities' | 'identity'>>
  /** Null until they are loaded; no URL is shown before. */
  readonly facts: ProvisioningFacts | null
  readonly gateway: Pick<GatewayStatus, 'address' | 'httpPort'>
  readonly othersWait: boolean
}

function stepContextOf(
  { kind, deviceId, verdict }: Pick<Endpoint, 'kind' | 'deviceId' | 'verdict'>,
  { job, devices, facts, gateway, othersWait }: StepSurroundings,
): StepContext {
  const device = deviceId === null ? undefined : devices.get(deviceId)
  const capabilities = device?.capabilities ?? []
  const gatewayUrl =
    gateway.address === null || gateway.httpPort === null
      ? null
      : `http://${gateway.address}:${gateway.httpPort}`
  return {
    mode: job.mode,
    kind,
    deviceKnown: deviceId !== null,
    // the provisioning URL of a handset is written on its base, which has to be found first
    provisioned: kind === 'handset' || capabilities.includes('provisioning') ? 'by-driver' : 'by-hand',
    readable: kind === 'handset' ? capabilities.includes('handsets') : capabilities.includes('ports'),
    handUrl:
      facts === null || (job.mode === 'rehearsal' && gatewayUrl === null)
        ? null
        : handUrl(job, () => gatewayUrl ?? '', device === undefined ? '' : suffixFor(facts, device.identity)),
    firmwareFirst: needsFirmwareFirst({ kind, verdict }),
    othersWait,
  }
}

/** Returns the same function until the job's devices or the gateway change. */
export function useStepContexts(): (endpoint: Endpoint, othersWait: boolean) => StepContext {
  const { job, devices } = useJob()
  const { data: facts = null } = useProvisioningFacts()
  const { address = null, httpPort = null } = useContext(StatusContext)?.gateway ?? {}
  return useMemo(() => {
    const known = new Map(devices.map((device) => [device.id, device]))
    const gateway = { address, httpPort }
    return (endpoint, othersWait) =>
      stepContextOf(endpoint, { job, devices: known, facts, gateway, othersWait })
  }, [job, devices, facts, address, httpPort])
}
