/** The devices at the targets of a command that can be brought to the service. */
import { PunchdownError } from '#shared/errors.ts'
import { isServiceKind } from '#shared/model/catalogue.ts'
import type { Device } from '#shared/model/job.ts'
import type { parsePorts } from '#shared/model/target.ts'
import type { Core } from '../app/core.ts'

/** By id. @throws PunchdownError unreachable | cancelled and the problem of the scan */
export async function foundDevices(
  core: Core,
  jobId: string,
  request: { targets: string[]; ports: ReturnType<typeof parsePorts> },
  signal: AbortSignal,
): Promise<Map<string, Device>> {
  const found = new Map<string, Device>()
  for await (const event of core.services.scans.scan(jobId, request, signal)) {
    if (event.kind === 'failed') throw new PunchdownError(event.problem.code, event.problem.facts)
    if (event.kind !== 'devices') continue
    for (const device of event.devices) if (isServiceKind(device.identity.kind)) found.set(device.id, device)
  }
  if (signal.aborted) throw new PunchdownError('cancelled')
  if (found.size === 0) throw new PunchdownError('unreachable', { address: request.targets.join(' ') })
  return found
}
