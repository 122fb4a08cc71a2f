/** The site: pick what is scanned, watch it fill in, open what stands out. */
import { Button, Field, Input, makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import { Dismiss20Regular, ScanDash20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { Device } from '#shared/model/job.ts'
import { StatusContext, useContract, useJob } from '../connection/context.ts'
import { useScan } from '../connection/scan.tsx'
import { useNow } from '../parts/countdown.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, FormRow, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { ToneBadge, VerdictBadge } from '../parts/tone.tsx'
import { kindWords, levelWords, verdictWords } from '../words/states.ts'
import { timeTaken } from '../words/time.ts'

const useStyles = makeStyles({
  targets: { flex: 1, minWidth: '260px' },
  picks: { display: 'flex', gap: '8px', flexWrap: 'wrap', marginTop: '10px' },
  progress: { marginTop: '14px' },
  line: {
    display: 'flex',
    gap: '16px',
    alignItems: 'center',
    marginTop: '6px',
    color: tokens.colorNeutralForeground2,
  },
})

const columns: readonly Column<Device>[] = [
  {
    id: 'device',
    title: 'Device',
    text: ({ identity }) => [identity.vendor, identity.model].filter(Boolean).join(' ') || 'Unknown',
    width: 'minmax(150px, 1.4fr)',
  },
  {
    id: 'kind',
    title: 'Kind',
    text: ({ identity }) => (identity.kind === null ? 'Not known' : kindWords[identity.kind]),
    width: '120px',
  },
  { id: 'address', title: 'Address', text: (device) => device.address, width: '130px', mono: true },
  {
    id: 'mac',
    title: 'MAC',
    text: ({ identity }) => identity.mac ?? 'Not known',
    width: '170px',
    mono: true,
  },
  {
    id: 'firmware',
    title: 'Firmware',
    text: ({ identity }) => identity.firmware ?? 'Not known',
    width: '120px',
    mono: true,
  },
  {
    id: 'verdict',
    title: 'Against the catalogue',
    text: (device) => verdictWords[device.verdict.answer],
    show: (device) => <VerdictBadge verdict={device.verdict} />,
    width: '190px',
  },
  { id: 'level', title: 'Sure', text: ({ identity }) => levelWords[identity.level], width: '110px' },
]

export function SiteScreen() {
  const styles = useStyles()
  const { job, devices } = useJob()
  const [, navigate] = useLocation()
  const status = useContext(StatusContext)
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const scan = useScan()
  const { progress } = scan
  const [typed, setTyped] = useState<string | null>(null)
  const practice = job.practice && status?.practice.running === true ? status.practice : null
  const subnets = (interfaces.data ?? []).filter((each) => !each.loopback)
  const suggested =
    practice === null ? (job.practice ? '' : (subnets[0]?.cidr ?? '')) : practice.targets.join(' ')
  const targets = typed ?? suggested
  const unscanned = progress === null || progress.problem !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const picked = targets.split(/[\s,]+/).filter((target) => target !== '')
    if (picked.length > 0) scan.start(picked, practice?.ports ?? {})
  }
  return (
    <Screen
      title="Site"
      lead={
        job.practice
          ? 'The practice office is on this laptop. A scan here leaves it alone.'
          : 'A scan asks only the addresses you pick, one question at a time, on ports that phones use.'
      }
    >
      <Panel title="Scan">
        <FormRow onSubmit={submit}>
          <Field
            className={styles.targets}
            label="What to scan"
            hint="Subnets or addresses, with spaces between: 192.168.1.0/24 10.0.0.20"
          >
            <Input value={targets} onChange={(_event, { value }) => setTyped(value)} spellCheck={false} />
          </Field>
          {progress?.running === true ? (
            <Button icon={<Dismiss20Regular />} onClick={scan.cancel}>
              Stop the scan
            </Button>
          ) : (
            <Button
              appearance="primary"
              type="submit"
              icon={<ScanDash20Regular />}
              disabled={targets.trim() === ''}
            >
              {devices.length === 0 ? 'Scan' : 'Scan again'}
            </Button>
          )}
        </FormRow>
        {job.practice ? null : (
          <div className={styles.picks}>
            {subnets.map((each) => (
              <Button key={`${each.name} ${each.cidr}`} size="small" onClick={() => setTyped(each.cidr)}>
                {`${each.name}: ${each.cidr}`}
              </Button>
            ))}
          </div>
        )}
        {progress === null ? null : <ScanLine />}
      </Panel>
      <Panel title="Devices">
        <DataTable
          label="Devices"
          rows={devices}
          columns={columns}
          rowKey={(device) => device.id}
          onOpen={(device) => navigate(`/job/${job.id}/device/${device.id}`)}
          fileName="devices"
          empty={
            progress?.running === true ? (
              <EmptyState title="Looking">Devices appear here as they answer.</EmptyState>
            ) : (
              <EmptyState title={unscanned ? 'Nothing scanned yet' : 'Nothing of this trade answered'}>
                {unscanned
                  ? 'Pick a subnet above and press Scan.'
                  : 'Check the cable, the VLAN, and that the devices have power. Then scan again.'}
              </EmptyState>
            )
          }
        />
      </Panel>
    </Screen>
  )
}

function ScanLine() {
  const styles = useStyles()
  const { progress } = useScan()
  const now = useNow()
  if (progress === null) return null
  if (progress.problem !== null) {
    return (
      <div className={styles.progress}>
        <ProblemCard problem={progress.problem} />
      </div>
    )
  }
  const part = progress.total === 0 ? 0 : progress.done / progress.total
  const took = progress.tookMs ?? now - progress.startedAt
  const end = progress.cancelled ? 'Stopped' : 'Finished'
  return (
    <div className={styles.progress}>
      <ProgressBar value={progress.running ? part : 1} aria-label="Scan" />
      <div className={styles.line} role="status">
        <ToneBadge tone={progress.running || progress.cancelled ? 'not-known' : 'good'}>
          {progress.running ? 'Scanning' : end}
        </ToneBadge>
        <span>
          {progress.done} of {progress.total} asked, {progress.answering} answered, {progress.found}{' '}
          recognised
        </span>
        <span>{timeTaken(took)}</span>
      </div>
    </div>
  )
}
