/**
 * The targets and options on the scan form: as typed, else as last picked for this job. There is no default: a scan sends only to
 * picked addresses. In the practice job the practice office is picked.
 */
import { useContext } from 'react'
import { type PickedScan, samePicked, scanProfileSchema } from '#shared/model/picked-scan.ts'
import { StatusContext, useJob } from '../../connection/context.ts'
import { type ScanDraft, type ScanRequest, useScan } from '../../connection/scan.tsx'

const wordsIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')

const draftOf = ({ targets, exclude, profile, wide }: PickedScan): ScanDraft => ({
  targets: targets.join(' '),
  exclude: exclude.join(' '),
  profile,
  wide,
})
const nothing: ScanDraft = { targets: '', exclude: '', profile: 'usual', wide: false }

export interface PickedScanForm {
  readonly draft: ScanDraft
  change(fields: Partial<ScanDraft>): void
  /** Adds a subnet, or removes it if present. */
  toggle(cidr: string): void
  /** Targets, options and ports of a scan; null while no target is picked. */
  readonly request: Omit<ScanRequest, 'only' | 'snmp'> | null
  /** Whether the form shows the targets of the last scan. */
  readonly isLast: boolean
}

export function usePickedScan(): PickedScanForm {
  const { job } = useJob()
  const status = useContext(StatusContext)
  const { draft: typed, setDraft } = useScan()
  const practice = job.practice && status?.practice.running === true ? status.practice : null
  const last =
    practice === null
      ? job.lastScan
      : { targets: [...practice.targets], exclude: [], profile: 'usual' as const, wide: false }
  const draft = typed ?? (last === null ? nothing : draftOf(last))
  const picked: PickedScan = {
    targets: wordsIn(draft.targets),
    exclude: wordsIn(draft.exclude),
    profile: scanProfileSchema.parse(draft.profile),
    wide: draft.wide,
  }
  const change = (fields: Partial<ScanDraft>) => setDraft({ ...draft, ...fields })
  return {
    draft,
    change,
    toggle(cidr) {
      const before = wordsIn(draft.targets)
      const after = before.includes(cidr) ? before.filter((each) => each !== cidr) : [...before, cidr]
      change({ targets: after.join(' ') })
    },
    request: picked.targets.length === 0 ? null : { ...picked, ports: practice?.ports ?? {} },
    isLast: last !== null && samePicked(picked, last),
  }
}
