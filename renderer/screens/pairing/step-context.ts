/** Input of an endpoint's step beside its state: the mode of the job, the device, the gateway on this laptop. */
import { useContext, useMemo } from 'react'
import type { StepContext } from '#shared/machines/steps.ts'
import type { GatewayStatus } from '#shared/model/host.ts'
import type { Endpoint, Job, JobDevice } from '#shared/model/job.ts'
import { handUrl } from '#shared/model/region.ts'
import { StatusContext, useJob } from '../../connection/context.ts'

interface StepSurroundings {
  readonly job: Job
  readonly devices: ReadonlyMap<string, Pick<JobDevice, 'capabilities'>>
  readonly gateway: Pick<GatewayStatus, 'address' | 'httpPort'>
  readonly othersWait: boolean
}

function stepContextOf(
  { kind, deviceId }: Pick<Endpoint, 'kind' | 'deviceId'>,
  { job, devices, gateway, othersWait }: StepSurroundings,
): StepContext {
  const capabilities = (deviceId === null ? undefined : devices.get(deviceId)?.capabilities) ?? []
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
    handUrl: job.mode === 'rehearsal' && gatewayUrl === null ? null : handUrl(job, () => gatewayUrl ?? ''),
    othersWait,
  }
}

/** Returns the same function until the job's devices or the gateway change. */
export function useStepContexts(): (endpoint: Endpoint, othersWait: boolean) => StepContext {
  const { job, devices } = useJob()
  const { address = null, httpPort = null } = useContext(StatusContext)?.gateway ?? {}
  return useMemo(() => {
    const known = new Map(devices.map((device) => [device.id, device]))
    const gateway = { address, httpPort }
    return (endpoint, othersWait) => stepContextOf(endpoint, { job, devices: known, gateway, othersWait })
  }, [job, devices, address, httpPort])
}
