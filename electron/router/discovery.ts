import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const discovery = {
  scan: base.discovery.scan.handler(({ context, input, signal }) => {
    const ports = Object.fromEntries(Object.entries(input.ports).filter(([, port]) => port !== undefined))
    const job = context.services.jobs.get(input.jobId)
    return streamToWire(
      context.services.scans.scan(job.id, { targets: input.targets, ports }, signal),
      context.services.log,
    )
  }),
  sightings: base.discovery.sightings.handler(({ context, input }) =>
    context.services.devices.sightings(input.deviceId),
  ),
}
