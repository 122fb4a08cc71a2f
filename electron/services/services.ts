/** The use cases as the router sees them. */
import type { NetworkInterface } from '#shared/model/host.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Log } from '../platform/log.ts'
import type { InstalledCatalogue } from './catalogue/installed.ts'
import type { Devices } from './devices.ts'
import type { Hearing } from './hearing.ts'
import type { Jobs } from './jobs.ts'
import type { Pairing } from './pairing.ts'
import type { PracticeService } from './practice-site.ts'
import type { Pushes } from './pushes.ts'
import type { ReportFile, ReportFormat } from './report.ts'
import type { Scans } from './scans.ts'
import type { StatusService } from './status.ts'
import type { Switches } from './switches.ts'
import type { Visits } from './visits.ts'

export interface Services {
  readonly log: Log
  readonly catalogue: InstalledCatalogue
  readonly interfaces: () => NetworkInterface[]
  readonly status: StatusService
  readonly jobs: Jobs
  readonly devices: Devices
  readonly pushes: Pushes
  readonly pairing: Pairing
  readonly gateway: Gateway
  readonly practice: PracticeService
  readonly scans: Scans
  readonly hearing: Hearing
  readonly switches: Switches
  readonly report: (jobId: string, format: ReportFormat) => Promise<ReportFile>
  readonly visits: Visits
}
