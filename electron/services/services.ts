/** The use cases as the router sees them. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { GatewayStatus, NetworkInterface, PracticeStatus } from '#shared/model/host.ts'
import type { Endpoint, Job, ScanEvent } from '#shared/model/job.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Log } from '../platform/log.ts'
import type { Devices } from './devices.ts'
import type { Jobs } from './jobs.ts'
import type { Pairing } from './pairing.ts'
import type { PracticeService } from './practice-site.ts'
import type { Pushes } from './pushes.ts'
import type { ReportFile, ReportFormat } from './report.ts'
import type { ScanRequest } from './scans.ts'
import type { StatusService } from './status.ts'

export interface Services {
  readonly log: Log
  readonly catalogue: Catalogue
  readonly interfaces: () => NetworkInterface[]
  readonly status: StatusService
  readonly jobs: Jobs
  readonly devices: Devices
  readonly pushes: Pushes
  readonly pairing: Pairing
  readonly gateway: Gateway
  readonly practice: PracticeService
  readonly scans: {
    scan(
      jobId: string,
      request: ScanRequest,
      signal: AbortSignal | undefined,
    ): AsyncGenerator<ScanEvent, void>
  }
  readonly report: (jobId: string, format: ReportFormat) => Promise<ReportFile>
  readonly visits: Visits
}

/** What opening a job sets going: its practice site, its gateway, the walks and pushes that were under way. */
export interface Visits {
  open(jobId: string): Promise<Job>
  openPractice(): Promise<Job>
  startGateway(options: { address: string; httpPort: number; sipPort: number }): Promise<GatewayStatus>
  stopGateway(): Promise<GatewayStatus>
  startPractice(): Promise<PracticeStatus>
  stopPractice(): Promise<PracticeStatus>
  /** Reads an endpoint's state back from its base. */
  check(endpointId: string): Promise<Endpoint>
}
