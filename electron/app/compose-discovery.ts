/** Composes discovery: scans, passive discovery and switches. */
import { listInterfaces } from '../platform/interfaces.ts'
import { systemTiming } from '../platform/timing.ts'
import { openHostDiscovery } from '../probes/host-discovery.ts'
import { createProbes, listeners } from '../probes/index.ts'
import type { ReadingEvent, ReadOptions } from '../probes/switch/read.ts'
import type { Devices } from '../services/devices/index.ts'
import {
  createPassiveDiscovery,
  createScanEngine,
  createScans,
  createSwitches,
  enterpriseOf,
  scanWhileListening,
} from '../services/discovery/index.ts'
import type { Jobs } from '../services/jobs/index.ts'
import type { Foundation } from './foundation.ts'

/** Loaded for the first switch that is read. */
async function* readSwitch(options: ReadOptions): AsyncGenerator<ReadingEvent, void> {
  yield* (await import('../probes/switch/read.ts')).readSwitch(options)
}

export function composeDiscovery(
  { store, clock, log, changes, statusChanged }: Foundation,
  { jobs, devices }: { jobs: Jobs; devices: Devices },
) {
  const engine = createScanEngine({
    probes: createProbes(),
    openHostDiscovery,
    clock,
    timing: systemTiming,
    log,
  })
  const passiveDiscovery = createPassiveDiscovery({
    listeners,
    interfaces: listInterfaces,
    devices,
    clock,
    log,
  })
  const scans = createScans({ engine, store, changes, devices, clock, onChange: statusChanged })
  const switches = createSwitches({
    store,
    clock,
    log,
    changes,
    jobs,
    devices,
    vendorOf: enterpriseOf,
    read: readSwitch,
    onChange: statusChanged,
  })
  return { engine, passiveDiscovery, scans: scanWhileListening(scans, passiveDiscovery), switches }
}
