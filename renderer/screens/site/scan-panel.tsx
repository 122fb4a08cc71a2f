/** Pick what is scanned, and watch it. */
import { Button, Field, Input, makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import { Dismiss20Regular, Key20Regular, ScanDash20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { useScan } from '../../connection/scan.tsx'
import { useNow } from '../../parts/countdown.tsx'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { isSnmpWhole, SnmpFields, type SnmpForm, snmpAccessIn, usualSnmp } from '../../parts/snmp-fields.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { timeTaken } from '../../words/time.ts'

const useStyles = makeStyles({
  targets: { flex: 1, minWidth: '260px' },
  snmp: { flexBasis: '100%', display: 'flex', gap: '12px', flexWrap: 'wrap', alignItems: 'flex-start' },
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

export function ScanPanel() {
  const styles = useStyles()
  const { job, devices } = useJob()
  const status = useContext(StatusContext)
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const scan = useScan()
  const { progress } = scan
  const [typed, setTyped] = useState<string | null>(null)
  const [snmp, setSnmp] = useState<SnmpForm | null>(null)
  const practice = job.practice && status?.practice.running === true ? status.practice : null
  const subnets = (interfaces.data ?? []).filter((each) => !each.loopback)
  const suggested =
    practice === null ? (job.practice ? '' : (subnets[0]?.cidr ?? '')) : practice.targets.join(' ')
  const targets = typed ?? suggested
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const picked = targets.split(/[\s,]+/).filter((target) => target !== '')
    if (picked.length === 0) return
    scan.start(picked, practice?.ports ?? {}, snmp === null ? undefined : snmpAccessIn(snmp))
  }
  return (
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
            disabled={targets.trim() === '' || (snmp !== null && !isSnmpWhole(snmp))}
          >
            {devices.length === 0 ? 'Scan' : 'Scan again'}
          </Button>
        )}
        {snmp === null ? null : (
          <div className={styles.snmp}>
            <SnmpFields form={snmp} onChange={setSnmp} />
          </div>
        )}
      </FormRow>
      {job.practice ? null : (
        <div className={styles.picks}>
          {subnets.map((each) => (
            <Button key={`${each.name} ${each.cidr}`} size="small" onClick={() => setTyped(each.cidr)}>
              {`${each.name}: ${each.cidr}`}
            </Button>
          ))}
          <Button
            appearance="subtle"
            size="small"
            icon={<Key20Regular />}
            aria-expanded={snmp !== null}
            onClick={() => setSnmp(snmp === null ? usualSnmp : null)}
          >
            {snmp === null ? 'SNMP access' : 'Ask as public'}
          </Button>
        </div>
      )}
      {progress === null ? null : <ScanLine />}
    </Panel>
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
