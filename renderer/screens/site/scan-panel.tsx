/** Picks the targets of a scan, starts it, and shows its progress. */
import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { Dismiss20Regular, Key20Regular, ScanDash20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScanOnly } from '#shared/model/scan.ts'
import { words } from '#shared/words/index.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { useScan } from '../../connection/scan.tsx'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { isSnmpWhole, SnmpFields, type SnmpForm, snmpAccessIn, usualSnmp } from '../../parts/snmp-fields.tsx'
import { type PickedScanForm, usePickedScan } from './picked-scan.ts'
import { ScanLine } from './scan-line.tsx'
import { ScanOptions } from './scan-options.tsx'
import { UnfinishedScans } from './unfinished-scans.tsx'

const useStyles = makeStyles({
  targets: { flex: 1, minWidth: '260px' },
  snmp: { flexBasis: '100%', display: 'flex', gap: '12px', flexWrap: 'wrap', alignItems: 'flex-start' },
  picks: { display: 'flex', gap: '8px', flexWrap: 'wrap', marginTop: '10px' },
})

export function ScanPanel() {
  const styles = useStyles()
  const { job, devices } = useJob()
  const scan = useScan()
  const form = usePickedScan()
  const [snmp, setSnmp] = useState<SnmpForm | null>(null)
  const { request } = form
  const running = scan.progress?.running === true
  const ready = request !== null && (snmp === null || isSnmpWhole(snmp))
  const isAgain = devices.length > 0 && form.isLast
  const start = (only: ScanOnly) => {
    if (request === null) return
    scan.start({ ...request, only, ...(snmp === null ? {} : { snmp: snmpAccessIn(snmp) }) })
  }
  return (
    <Panel title={words.site.scan}>
      <UnfinishedScans />
      <FormRow
        onSubmit={(event) => {
          event.preventDefault()
          start('all')
        }}
      >
        <Field className={styles.targets} label={words.site.whatToScan} hint={words.site.targetsHint}>
          <Input
            value={form.draft.targets}
            onChange={(_event, { value }) => form.change({ targets: value })}
            spellCheck={false}
          />
        </Field>
        {running ? (
          <Button icon={<Dismiss20Regular />} onClick={scan.cancel}>
            {words.site.stopScan}
          </Button>
        ) : (
          <Button appearance="primary" type="submit" icon={<ScanDash20Regular />} disabled={!ready}>
            {isAgain ? words.site.scanAgain : words.site.scan}
          </Button>
        )}
        {running || !isAgain ? null : (
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
          <Subnets form={form} />
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
      <ScanOptions form={form} />
      {scan.progress === null ? null : <ScanLine />}
    </Panel>
  )
}

/** The laptop's own subnets, one button each. */
function Subnets({ form }: { form: PickedScanForm }) {
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  return (interfaces.data ?? [])
    .filter((each) => !each.loopback)
    .map((each) => (
      <Button key={`${each.name} ${each.cidr}`} size="small" onClick={() => form.toggle(each.cidr)}>
        {`${each.name}: ${each.cidr}`}
      </Button>
    ))
}
