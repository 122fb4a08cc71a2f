import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const discovery = {
  scan: base.discovery.scan.handler(({ context, input, signal }) => {
    const { jobId, ...request } = input
    const ports = Object.fromEntries(Object.entries(input.ports).filter(([, port]) => port !== undefined))
    const job = context.services.jobs.get(jobId)
    return streamToWire(
      context.services.scans.scan(job.id, { ...request, ports }, signal),
      context.services.log,
    )
  }),
  pauseScan: base.discovery.pauseScan.handler(({ context, input }) => {
    context.services.scans.pause(input.scanId)
    return {}
  }),
  resumeScan: base.discovery.resumeScan.handler(({ context, input }) => {
    context.services.scans.resume(input.scanId)
    return {}
  }),
  unfinishedScans: base.discovery.unfinishedScans.handler(({ context, input }) =>
    context.services.scans.unfinished(context.services.jobs.get(input.jobId).id),
  ),
  discardScan: base.discovery.discardScan.handler(({ context, input }) => {
    context.services.scans.discard(input.scanId)
    return {}
  }),
  listen: base.discovery.listen.handler(({ context, input, signal }) => {
    const job = context.services.jobs.get(input.jobId)
    const request = {
      targets: input.targets,
      ...(input.forMs === undefined ? {} : { forMs: input.forMs }),
    }
    return streamToWire(
      context.services.passiveDiscovery.listen(job.id, request, signal),
      context.services.log,
    )
  }),
  readSwitch: base.discovery.readSwitch.handler(({ context, input, signal }) => {
    const job = context.services.jobs.get(input.jobId)
    const request = { address: input.address, snmp: input.snmp ?? null }
    return streamToWire(context.services.switches.read(job.id, request, signal), context.services.log)
  }),
  removeSwitch: base.discovery.removeSwitch.handler(({ context, input }) => {
    context.services.switches.remove(input.switchId)
    return {}
  }),
  sightings: base.discovery.sightings.handler(({ context, input }) =>
    context.services.devices.sightings(input.deviceId),
  ),
}
