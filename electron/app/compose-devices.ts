/** Composition of known devices: sessions, identity and verdict, reading and planning. */
import { drivers } from '../drivers/index.ts'
import { createKit } from '../drivers/kit/create-kit.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { createDevices, createQueues, createSessions, type Sessions } from '../services/devices/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Onboarding } from '../services/onboarding/index.ts'
import type { DocumentRepository } from '../store/store.ts'
import type { Foundation } from './foundation.ts'

export const composeSessions = ({ store, changes, log, clock }: Foundation): Sessions =>
  createSessions({
    store,
    changes,
    queues: createQueues(),
    drivers,
    createKit: (device, credentials, signal) =>
      createKit({
        address: device.address,
        ports: device.ports,
        credentials,
        log,
        clock,
        trust: trustIn(store.documents),
        ...(signal === undefined ? {} : { signal }),
      }),
  })

export const composeDevices = (
  { store, clock, changes, catalogue, regionOf }: Foundation,
  {
    jobs,
    sessions,
    gateway,
    onboarding,
  }: { jobs: Jobs; sessions: Sessions; gateway: Gateway; onboarding: Onboarding },
) =>
  createDevices({
    store,
    clock,
    changes,
    jobs,
    sessions,
    catalogue: catalogue.live,
    regionOf,
    drivers,
    rehearsalUrl: () => gateway.entryUrl(),
    onHandsets: (device, handsets) => onboarding.handsetsRead(device, handsets),
  })

/** Certificate fingerprints by device address: trust on first use; a change is reported. */
function trustIn(documents: DocumentRepository) {
  return {
    known(address: string): string | null {
      const fingerprint = documents.get('certificate', address)
      return typeof fingerprint === 'string' ? fingerprint : null
    },
    remember: (address: string, fingerprint: string) => documents.set('certificate', address, fingerprint),
  }
}
