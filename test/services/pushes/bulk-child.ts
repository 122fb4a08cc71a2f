/**
 * A process that runs a bulk set-up on the devices of a farm: `node bulk-child.ts FOLDER PORT COUNT`. The first one makes the job and approves the
 * run, the next ones continue it. Prints the steps of the devices when the run has ended.
 */

import type { Session } from '#electron/drivers/driver.ts'
import { createLog } from '#electron/platform/log.ts'
import { Secret } from '#electron/platform/secret.ts'
import { createSealer, keyringInFile } from '#electron/platform/secrets.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import { createJobChanges, createJobs } from '#electron/services/jobs/index.ts'
import { createBulkRuns, createKeptSignIns, createPushes } from '#electron/services/pushes/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Edit, EditResult, Plan } from '#shared/model/settings.ts'
import { job } from '#test/store/matter.ts'
import { named } from './bulk-bench.ts'

const [folder = '', port = '', count = ''] = process.argv.slice(2)
const store = openStore(folder)
const clock = { now: () => Date.now() }
const log = createLog(100, clock.now)
const changes = createJobChanges()
const present = (stored: StoredDevice) => ({ ...stored, signedIn: false, capabilities: [] })
const jobs = createJobs({ store, clock, changes, present })
const signedIn = new Set<string>()
const unused = () => {
  throw new Error('not used by this process')
}

const heldBy = async (id: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${id}`)).text()

async function readBack(id: string, edits: readonly Edit[]): Promise<EditResult[]> {
  const found = await heldBy(id)
  return edits.map((edit) => ({ ...edit, found, result: found === edit.after ? 'set' : 'refused' }))
}

function sessionOf(id: string): Session {
  return {
    describe: unused,
    read: unused,
    provisioning: {
      plan: unused,
      readBack: (edits) => readBack(id, edits),
      async apply(edits) {
        for (const { after } of edits) {
          if ((await heldBy(id)) === after) continue
          await fetch(`http://127.0.0.1:${port}/${id}`, { method: 'PUT', body: after })
        }
        return { results: await readBack(id, edits), restarts: false }
      },
    },
    async [Symbol.asyncDispose]() {},
  }
}

const stored = (id: string): StoredDevice => {
  const found = store.devices.get(id)
  if (found === null) throw new PunchdownError('not-found', {})
  return found
}
const sessions = {
  ...{
    stored,
    driverOf: unused,
    capabilitiesOf: () => [],
    signOut: unused,
    signIn: unused,
    onSignedIn: unused,
  },
  isSignedIn: (id: string) => signedIn.has(id),
  async use<Result>(id: string, work: (session: Session) => Promise<Result>): Promise<Result> {
    if (!signedIn.has(id)) throw new PunchdownError('sign-in-needed', {})
    return work(sessionOf(id))
  },
}
const pushes = createPushes({
  ...{ store, clock, log, changes, jobs, sessions, timing: systemTiming },
  onDone: () => {},
  onChange: () => {},
})
const signIns = createKeptSignIns({
  documents: store.documents,
  sealer: createSealer(keyringInFile(folder)),
  defaultOf: () => null,
})
const runs = createBulkRuns({
  ...{ store, clock, log, jobs, sessions, pushes, signIns, timing: systemTiming },
  devices: {
    async signIn(id, { password }) {
      if (password.reveal() !== 'right') throw new PunchdownError('sign-in-refused', {})
      signedIn.add(id)
      return {
        vendor: 'Poly',
        model: null,
        firmware: null,
        mac: null,
        serial: null,
        hardware: null,
        upFor: null,
      }
    },
    async plan(id) {
      const provenance = { source: 'a test', confidence: 'ours' as const }
      const before = await heldBy(id)
      const edit = {
        id: 'url',
        page: '',
        group: '',
        label: 'url',
        before,
        after: 'new',
        secret: false,
        provenance,
      }
      const plan: Plan = {
        ...{ id: crypto.randomUUID(), deviceId: id, target: { kind: 'provisioning', url: 'new' } },
        ...{ edits: [edit], after: 'nothing', provenance, madeAt: 1 },
      }
      store.pushes.savePlan(plan)
      return plan
    },
  },
  onUnchanged: () => {},
  wayOf: () => ({ kind: 'driver', driver: 'poly-rove' }),
})

async function until(runId: string, phase: string): Promise<void> {
  for await (const { run } of runs.watch(runId, undefined)) if (run.phase.at === phase) return
}

function begun(): string {
  store.jobs.save(job('one'))
  signIns.save('one', { kind: 'site' }, 'admin', new Secret('right'))
  const deviceIds = Array.from({ length: Number(count) }, (_, index) => `d${index}`)
  for (const [index, id] of deviceIds.entries()) store.devices.save(named(id, `Model ${index % 4}`))
  const options = {
    ...{
      concurrency: 8,
      startEveryMs: 0,
      canary: true,
      acceptPlainHttp: false,
      restart: true,
      defaultPasswords: false,
    },
  }
  return runs.start({ jobId: 'one', deviceIds, target: { kind: 'rehearsal' }, options }).id
}

const [known] = store.bulkRuns.ofJob('one')
const runId = known?.id ?? begun()
if (known === undefined) {
  await until(runId, 'planned')
  runs.command(runId, { fact: 'approved' })
} else runs.command(runId, { fact: 'continued' })
await until(runId, 'ended')
process.stdout.write(`${JSON.stringify(runs.list('one')[0]?.steps)}\n`)
store[Symbol.dispose]()
