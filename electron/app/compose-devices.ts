/** Composes the devices feature: sessions, identity and verdict, reading and planning. */
import { drivers } from '../drivers/index.ts'
import { createKit } from '../drivers/kit/create-kit.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { systemTiming } from '../platform/timing.ts'
import {
  createDevices,
  createDeviceTrusts,
  createQueues,
  createSessions,
  type Sessions,
} from '../services/devices/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Onboarding } from '../services/onboarding/index.ts'
import type { Foundation } from './foundation.ts'

export const composeSessions = ({ store, changes, log, clock }: Foundation): Sessions =>
  createSessions({
    store,
    changes,
    queues: createQueues(),
    drivers,
    trusts: createDeviceTrusts(store.documents),
    createKit: ({ device: { address, ports }, signal, ...request }) =>
      createKit({ address, ports, log, clock, ...request, ...(signal === undefined ? {} : { signal }) }),
  })

export const composeDevices = (
  { store, clock, log, changes, catalogue, regionOf }: Foundation,
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
    log,
    timing: systemTiming,
    rehearsalUrl: () => gateway.entryUrl(),
    onSaved: (device) => onboarding.deviceSaved(device),
    onHandsets: (...read) => onboarding.handsetsRead(...read),
    onPorts: (...read) => onboarding.portsRead(...read),
  })
