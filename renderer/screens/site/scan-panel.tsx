/** Pick what is scanned, and watch it. */

import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components'
import { Dismiss20Regular, Key20Regular, ScanDash20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import { type ScanOnly, scanProfileSchema } from '#shared/model/scan.ts'
import { words } from '#shared/words/index.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { useScan } from '../../connection/scan.tsx'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { isSnmpWhole, SnmpFields, type SnmpForm, snmpAccessIn, usualSnmp } from '../../parts/snmp-fields.tsx'
import { ScanLine } from './scan-line.tsx'
import { UnfinishedScans } from './unfinished-scans.tsx'

const useStyles = makeStyles({
  targets: { flex: 1, minWidth: '260px' },
  snmp: { flexBasis: '100%', display: 'flex', gap: '12px', flexWrap: 'wrap', alignItems: 'flex-start' },
  picks: { display: 'flex', gap: '8px', flexWrap: 'wrap', marginTop: '10px' },
  more: {
    marginTop: '10px',
    '& summary': { cursor: 'pointer', color: tokens.colorNeutralForeground2, width: 'fit-content' },
  },
  options: { display: 'flex', gap: '24px', flexWrap: 'wrap', margin: '8px 0 0' },
})

const wordsIn = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')

export function ScanPanel() {
  const styles = useStyles()
  const { job, devices } = useJob()
  const status = useContext(StatusContext)
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const scan = useScan()
  const { progress } = scan
  const [typed, setTyped] = useState<string | null>(null)
  const [exclude, setExclude] = useState('')
  const [profile, setProfile] = useState('usual')
  const [wide, setWide] = useState(false)
  const [snmp, setSnmp] = useState<SnmpForm | null>(null)
  const practice = job.practice && status?.practice.running === true ? status.practice : null
  const subnets = (interfaces.data ?? []).filter((each) => !each.loopback)
  const suggested =
    practice === null ? (job.practice ? '' : (subnets[0]?.cidr ?? '')) : practice.targets.join(' ')
  const targets = typed ?? suggested
  const ready = targets.trim() !== '' && (snmp === null || isSnmpWhole(snmp))
  const start = (only: ScanOnly) => {
    const picked = wordsIn(targets)
    if (picked.length === 0) return
    scan.start({
      ...{ targets: picked, exclude: wordsIn(exclude), ports: practice?.ports ?? {} },
      ...{ profile: scanProfileSchema.parse(profile), wide, only },
      ...(snmp === null ? {} : { snmp: snmpAccessIn(snmp) }),
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start('all')
  }
  /** Several subnets make one scan; a second press takes one out again. */
  const toggle = (cidr: string) => {
    const before = wordsIn(targets)
    setTyped((before.includes(cidr) ? before.filter((each) => each !== cidr) : [...before, cidr]).join(' '))
  }
  return (
    <Panel title={words.site.scan}>
      <UnfinishedScans />
      <FormRow onSubmit={submit}>
        <Field className={styles.targets} label={words.site.whatToScan} hint={words.site.targetsHint}>
          <Input value={targets} onChange={(_event, { value }) => setTyped(value)} spellCheck={false} />
        </Field>
        {progress?.running === true ? (
          <Button icon={<Dismiss20Regular />} onClick={scan.cancel}>
            {words.site.stopScan}
          </Button>
        ) : (
          <Button appearance="primary" type="submit" icon={<ScanDash20Regular />} disabled={!ready}>
            {devices.length === 0 ? words.site.scan : words.site.scanAgain}
          </Button>
        )}
        {progress?.running === true || devices.length === 0 ? null : (
          <Button disabled={!ready} onClick={() => start('changed')}>
            {words.site.rescanForChanges}
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
            <Button key={`${each.name} ${each.cidr}`} size="small" onClick={() => toggle(each.cidr)}>
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
            {snmp === null ? words.site.snmpAccess : words.site.askAsPublic}
          </Button>
        </div>
      )}
      <details className={styles.more}>
        <summary>{words.site.scanOptions}</summary>
        <div className={styles.options}>
          <Field className={styles.targets} label={words.site.exclude} hint={words.site.excludeHint}>
            <Input
              value={exclude}
              onChange={(_event, { value }) => setExclude(value)}
              placeholder="192.168.1.1 192.168.1.200-254"
              spellCheck={false}
            />
          </Field>
          <Field label={words.site.pace}>
            <RadioGroup value={profile} onChange={(_event, { value }) => setProfile(value)}>
              {scanProfileSchema.options.map((option) => (
                <Radio key={option} value={option} label={words.scan.profile[option]} />
              ))}
            </RadioGroup>
          </Field>
          <Checkbox
            checked={wide}
            onChange={(_event, { checked }) => setWide(checked === true)}
            label={words.site.allowWide}
          />
        </div>
      </details>
      {progress === null ? null : <ScanLine />}
    </Panel>
  )
}
