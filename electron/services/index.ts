/** The services that the router uses. */
import type { NetworkInterface } from '#shared/model/host.ts'
import type { ModelProof } from '#shared/model/model-proofs.ts'
import type { ProblemReport } from '#shared/model/problem-report.ts'
import type { ProvisioningFacts } from '#shared/model/provisioning-facts.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Log } from '../platform/log.ts'
import type { InstalledCatalogue } from './catalogue/index.ts'
import type { Corrections } from './corrections/index.ts'
import type { Devices } from './devices/index.ts'
import type { PassiveDiscovery, Scans, Switches } from './discovery/index.ts'
import type { JobLifecycle, Jobs, JobTransfer } from './jobs/index.ts'
import type { Onboarding } from './onboarding/index.ts'
import type { PracticeService } from './practice/index.ts'
import type { BulkRuns, GuidedSetups, KeptSignIns, Pushes } from './pushes/index.ts'
import type { ReportFile, ReportFormat, ReportOptions } from './report/index.ts'
import type { StatusService } from './status/index.ts'

export interface Services {
  readonly log: Log
  readonly catalogue: InstalledCatalogue
  readonly corrections: Corrections
  readonly modelProofs: () => ModelProof[]
  readonly provisioningFacts: () => ProvisioningFacts
  readonly interfaces: () => NetworkInterface[]
  readonly status: StatusService
  readonly jobs: Jobs
  readonly devices: Devices
  readonly pushes: Pushes
  readonly bulkRuns: BulkRuns
  readonly keptSignIns: KeptSignIns
  readonly guidedSetups: GuidedSetups
  readonly onboarding: Onboarding
  readonly gateway: Gateway
  readonly practice: PracticeService
  readonly scans: Scans
  readonly passiveDiscovery: PassiveDiscovery
  readonly switches: Switches
  readonly jobTransfer: JobTransfer
  readonly report: (jobId: string, format: ReportFormat, options?: ReportOptions) => Promise<ReportFile>
  readonly problemReport: () => Promise<ProblemReport>
  readonly jobLifecycle: JobLifecycle
}
