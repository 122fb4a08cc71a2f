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
