/**
 * Scans that listen while they ask. What is heard of a device is evidence for it at once; a device that was heard and did not answer
 * comes at the end of the same stream, and so does one that said more of itself than was known when it came.
 */
import { factNames } from '#shared/model/identity.ts'
import type { Device } from '#shared/model/job.ts'
import type { ListenRequest, PassiveDiscovery } from './passive-discovery.ts'
import type { Scans } from './scans.ts'

export function scanWhileListening(scans: Scans, hearing: PassiveDiscovery): Scans {
  return {
    ...scans,
    async *scan(jobId, request, signal) {
      // a scan that goes on is of what was picked when it began
      const picked = scans.unfinished(jobId).find(({ scanId }) => scanId === request.resume) ?? request
      const given: ListenRequest = {
        targets: picked.targets,
        exclude: picked.exclude ?? [],
        quiet: picked.profile === 'gentle',
      }
      const over = new AbortController()
      const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
      const heard = new Map<string, Device>()
      const listen = async () => {
        for await (const event of hearing.listen(jobId, given, either)) {
          // on a link that is not here nothing is heard, and a scan needs no ears
          if (event.kind === 'device') heard.set(event.device.id, event.device)
        }
      }
      let ears: Promise<void> | null = null
      const told = new Map<string, string>()
      try {
        for await (const event of scans.scan(jobId, request, signal)) {
          switch (event.kind) {
            case 'started':
              ears = listen()
              yield event
              break
            case 'devices':
              for (const device of event.devices) told.set(device.id, factsOf(device))
              yield event
              break
            case 'ended': {
              over.abort()
              await ears
              const devices = [...heard.values()].filter((device) => told.get(device.id) !== factsOf(device))
              const fresh = devices.filter(({ id }) => !told.has(id))
              if (devices.length > 0) yield { kind: 'devices', scanId: event.scanId, devices }
              yield { ...event, devices: event.devices + fresh.length }
              break
            }
            default:
              yield event
          }
        }
      } finally {
        over.abort()
        await ears
      }
    },
  }
}

/** What a device is, as far as it is known. */
const factsOf = ({ identity }: Device): string => JSON.stringify(factNames.map((fact) => identity[fact]))
