/** Bulk runs on the bench of pushes: fake devices with passwords, kept sign-ins, virtual time. */

import { Secret } from '#electron/platform/secret.ts'
import { createSealer, memoryKeyring } from '#electron/platform/secrets.ts'
import { createBulkRuns, createKeptSignIns } from '#electron/services/pushes/index.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { BulkOptions, BulkRun } from '#shared/model/bulk-run.ts'
import type { SignInScope } from '#shared/model/sign-in-scope.ts'
import { device } from '#test/store/matter.ts'
import { type Bench, createBench } from './bench.ts'

const options: BulkOptions = {
  ...{
    concurrency: 8,
    startEveryMs: 0,
    canary: true,
    acceptPlainHttp: false,
    restart: true,
    defaultPasswords: false,
  },
}

const keyring = memoryKeyring()

/** Devices `d0`, `d1`… of the models; a model `card…` has no driver. Each accepts `admin` / `right`. */
export function bulkBench(models: readonly string[], kept?: Bench) {
  const bench = kept?.restart() ?? createBench()
  const { store, time } = bench
  if (kept === undefined)
    for (const [index, model] of models.entries()) store.devices.save(named(`d${index}`, model))
  bench.signedIn.clear()
  /** What was tried: `device user/password`. */
  const tried: string[] = []
  /** Passwords other than `right`, and problems of a sign-in, by device. */
  const passwords = new Map<string, string>()
  const refuses = new Map<string, Error>()
  const unchanged: string[] = []
  const noted: string[] = []
  const notes: unknown[] = []
  let planned = 0
  /** Settings that a plan writes. */
  const wanted: Record<string, string> = { url: 'new' }
  const signIns = createKeptSignIns({
    documents: store.documents,
    sealer: createSealer(keyring),
    defaultOf: (vendor) => (vendor === 'Poly' ? { user: 'Polycom', password: '456' } : null),
  })
  const runs = createBulkRuns({
    ...{ store, clock: { now: () => bench.wall + time.timing.now() }, timing: time.timing, log: bench.log },
    pushes: bench.pushes,
    jobs: {
      note: ({ jobId, what, deviceId, facts }) => {
        noted.push(deviceId === null ? what : `${what} ${deviceId}`)
        notes.push({ jobId, what, facts })
      },
    },
    sessions: {
      isSignedIn: (id) => bench.signedIn.has(id),
      stored: (id) => {
        const found = store.devices.get(id)
        if (found === null) throw new PunchdownError('not-found', {})
        return found
      },
    },
    devices: {
      async signIn(id, { user, password }) {
        tried.push(`${id} ${user}/${password.reveal()}`)
        const problem = refuses.get(id)
        if (problem !== undefined) throw problem
        if (password.reveal() !== (passwords.get(id) ?? 'right'))
          throw new PunchdownError('sign-in-refused', {})
        bench.signedIn.add(id)
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
        if (!bench.signedIn.has(id)) throw new PunchdownError('sign-in-needed', {})
        return bench.plan(`plan ${id} ${bench.wall} ${planned++}`, id, wanted)
      },
    },
    signIns,
    onUnchanged: (id, url) => void unchanged.push(`${id} ${url}`),
    wayOf: ({ identity }) =>
      identity.model?.startsWith('card') === true
        ? { kind: 'guided-card', card: 'generic' }
        : { kind: 'driver', driver: 'poly-rove' },
  })
  const keep = (password: string, scope: SignInScope = { kind: 'site' }) =>
    signIns.save('one', scope, 'admin', new Secret(password))
  const steps = (run: BulkRun) =>
    runs
      .get(run.id)
      .devices.map(({ step }) => step.at)
      .join(' ')
  /** Lets time go by until the phase of the run is none of these. */
  const until = async (run: BulkRun, ...phases: BulkRun['phase']['at'][]) => {
    const abort = new AbortController()
    const reached = (async () => {
      for await (const _ of runs.watch(run.id, abort.signal))
        if (phases.includes(runs.get(run.id).phase.at)) return
    })()
    await time.run(reached)
  }
  const start = (given: Partial<BulkOptions> = {}, deviceIds = models.map((_, index) => `d${index}`)) =>
    runs.start({ jobId: 'one', deviceIds, target: { kind: 'rehearsal' }, options: { ...options, ...given } })
  return {
    ...{ bench, store, runs, signIns, tried, passwords, refuses, unchanged, noted, notes, wanted },
    ...{ keep, steps, until, start },
    /** Reads, approves and writes. */
    async all(given: Partial<BulkOptions> = {}) {
      const run = start(given)
      await until(run, 'planned', 'ended')
      if (runs.get(run.id).phase.at === 'planned') runs.command(run.id, { fact: 'approved' })
      await until(run, 'ended')
      return run
    },
    restart: () => bulkBench(models, bench),
  }
}

export function named(id: string, model: string): StoredDevice {
  const made = device(id, 'one')
  return { ...made, identity: { ...made.identity, model } }
}
