/** Opening a job of 1,000 endpoints: from the call to the first event of its watch, and to the complete view. */

import { createJobChanges, createJobs } from '#electron/services/jobs/index.ts'
import { openStore } from '#electron/store/open.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import type { Evidence } from '#shared/model/identity.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import type { JobChange } from '#shared/model/job.ts'
import { device, endpoint, entry, job } from '#test/store/matter.ts'
import { measure } from './figures.ts'

const count = 1_000
const linesEach = 8
using store = openStore(':memory:')
store.jobs.save(job('one'))
const evidence: Evidence[] = Array.from({ length: 20 }, (_, index) => ({
  ...{ fact: 'vendor', value: 'Poly', protocol: 'http.title', port: 80, rule: 'bench', at: index },
  raw: `<title>Poly ${'x'.repeat(200)}</title>`,
  provenance: { source: 'a bench', confidence: 'ours' },
}))
store.transaction(() => {
  for (let index = 0; index < count; index++) {
    const found = device(`d${index}`, 'one')
    store.devices.save({ ...found, identity: { ...found.identity, evidence } })
    const { ipei } = parseIpei(`0${index.toString(16).padStart(9, '0')}`)
    const reached = { ...endpoint(`e${index}`, 'one'), ipei, hardwareId: handsetHardwareId(ipei) }
    store.endpoints.save({ ...reached, onboarding: foundAt(index) })
    for (let line = 0; line < linesEach; line++) store.history.add(entry('one', 'onboarding.url-written'))
  }
})
const jobs = createJobs({
  ...{ store, changes: createJobChanges(), clock: { now: Date.now } },
  present: (stored) => ({ ...stored, capabilities: [], signedIn: false }),
})

/** Serializes the event as a door does. */
async function opened(isEnd: (event: JobChange) => boolean): Promise<void> {
  for await (const event of jobs.watch('one', undefined)) {
    JSON.stringify(event)
    if (isEnd(event)) return
  }
}
await measure(`first picture of a job of ${count} endpoints`, 9, () => opened(() => true))
await measure(`whole of a job of ${count} endpoints and devices`, 9, () => opened(({ more }) => !more))
