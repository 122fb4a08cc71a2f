/**
 * Scans with passive discovery at the same time. Announcements become evidence at once; devices that announced themselves and
 * did not answer, or announced more than was known, are reported at the end of the stream.
 */
import { factNames } from '#shared/model/identity.ts'
import type { Device } from '#shared/model/job.ts'
import type { ListenRequest, PassiveDiscovery } from './passive-discovery.ts'
import type { Scans } from './scans.ts'

export function scanWhileListening(scans: Scans, passiveDiscovery: PassiveDiscovery): Scans {
  return {
    ...scans,
    async *scan(jobId, request, signal) {
      // a resumed scan has the targets of its first run
      const picked = scans.unfinished(jobId).find(({ scanId }) => scanId === request.resume) ?? request
      const given: ListenRequest = {
        targets: picked.targets,
        exclude: picked.exclude ?? [],
        quiet: picked.profile === 'gentle',
      }
      const over = new AbortController()
      const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
      const announced = new Map<string, Device>()
      const listen = async () => {
        // fails when no target is on a link of this laptop; the scan does not need it
        for await (const event of passiveDiscovery.listen(jobId, given, either)) {
          if (event.kind === 'device') announced.set(event.device.id, event.device)
        }
      }
      let listening: Promise<void> | null = null
      const reported = new Map<string, string>()
      try {
        for await (const event of scans.scan(jobId, request, signal)) {
          if (event.kind === 'started') listening = listen()
          else if (event.kind === 'devices') {
            for (const device of event.devices) reported.set(device.id, factsOf(device))
          } else if (event.kind === 'ended') {
            over.abort()
            await listening
            const devices = [...announced.values()].filter(
              (device) => reported.get(device.id) !== factsOf(device),
            )
            const added = devices.filter(({ id }) => !reported.has(id)).length
            if (devices.length > 0) yield { kind: 'devices', scanId: event.scanId, devices }
            yield { ...event, devices: event.devices + added }
            continue
          }
          yield event
        }
      } finally {
        over.abort()
        await listening
      }
    },
  }
}

/** The identity of a device, to compare. */
const factsOf = ({ identity }: Device): string => JSON.stringify(factNames.map((fact) => identity[fact]))
