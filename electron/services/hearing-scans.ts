/** Scans that listen while they ask: what is heard meanwhile comes in the same stream. */
import type { Device } from '#shared/model/job.ts'
import type { Hearing, HearingRequest } from './hearing.ts'
import type { Scans } from './scans.ts'

export function hearingScans(scans: Scans, hearing: Hearing): Scans {
  return {
    ...scans,
    async *scan(jobId, request, signal) {
      // a scan that goes on is of what was picked when it began
      const picked = scans.unfinished(jobId).find(({ scanId }) => scanId === request.resume) ?? request
      const given: HearingRequest = {
        targets: picked.targets,
        exclude: picked.exclude ?? [],
        quiet: picked.profile === 'gentle',
      }
      const over = new AbortController()
      const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
      let heard: Device[] = []
      const listen = async () => {
        for await (const event of hearing.listen(jobId, given, either)) {
          // on a link that is not here nothing is heard, and a scan needs no ears
          if (event.kind === 'device') heard.push(event.device)
        }
      }
      let ears: Promise<void> | null = null
      let scanId: string | null = null
      const news = function* () {
        if (scanId === null || heard.length === 0) return
        const devices = heard
        heard = []
        yield { kind: 'devices' as const, scanId, devices }
      }
      try {
        for await (const event of scans.scan(jobId, request, signal)) {
          if (event.kind === 'ended') {
            over.abort()
            await ears
          }
          yield* news()
          yield event
          if (event.kind !== 'started') continue
          scanId = event.scanId
          ears = listen()
        }
      } finally {
        over.abort()
        await ears
      }
    },
  }
}
