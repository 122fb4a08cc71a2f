/** The bulk set-up: pick devices, choose the service and the sign-ins, then review the changes. */

import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
} from '@fluentui/react-components'
import { ArrowRight20Regular } from '@fluentui/react-icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { BulkSummary } from '#shared/model/bulk-run.ts'
import { isServiceKind } from '#shared/model/catalogue.ts'
import { type ProvisioningTarget, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { PickDevices } from './pick-devices.tsx'
import { SignIns } from './sign-ins.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
  narrow: { width: '120px' },
  wide: { minWidth: '420px' },
})

type Where = ProvisioningTarget['kind']
const kinds: readonly Where[] = ['service', 'rehearsal', 'url']
const whereWords: Record<Where, string> = {
  service: words.deviceScreen.byRegion,
  rehearsal: words.deviceScreen.byGateway,
  url: words.deviceScreen.byUrl,
}
const speeds = [1, 2, 4, 8, 16, 32] as const

export function BulkScreen() {
  const styles = useStyles()
  const { job, devices } = useJob()
  const [, navigate] = useLocation()
  const contract = useContract()
  const gateway = useContext(StatusContext)?.gateway
  const candidates = devices.filter(({ identity }) => isServiceKind(identity.kind))
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [where, setWhere] = useState<Where>(job.mode === 'live' ? 'service' : 'rehearsal')
  const [region, setRegion] = useState(job.region)
  const [url, setUrl] = useState('')
  const [concurrency, setConcurrency] = useState(8)
  const [canary, setCanary] = useState(true)
  const [defaultPasswords, setDefaultPasswords] = useState(false)
  const [acceptPlainHttp, setAcceptPlainHttp] = useState(false)
  const start = useMutation(
    contract.bulk.start.mutationOptions({
      onSuccess: ({ runId }) => navigate(`/job/${job.id}/bulk/${runId}`),
    }),
  )
  const off = where === 'rehearsal' && (gateway?.state ?? 'off') === 'off'
  const target: ProvisioningTarget =
    where === 'rehearsal'
      ? { kind: where }
      : where === 'url'
        ? { kind: where, url }
        : { kind: where, region, language: job.language }
  const isReady = picked.size > 0 && !off && (where !== 'url' || url.trim() !== '')
  const submit = () =>
    start.mutate({
      ...{ jobId: job.id, deviceIds: [...picked], target },
      options: { concurrency, canary, defaultPasswords, acceptPlainHttp, startEveryMs: 0 },
    })
  return (
    <Screen
      title={words.bulk.title}
      lead={words.bulk.lead}
      actions={
        <Button
          appearance="primary"
          data-primary
          size="large"
          icon={<ArrowRight20Regular />}
          iconPosition="after"
          disabled={!isReady || start.isPending}
          onClick={submit}
        >
          {picked.size === 0 ? words.bulk.noneWritable : words.bulk.review(picked.size)}
        </Button>
      }
    >
      {start.error === null ? null : <ProblemCard problem={problemOf(start.error)} />}
      <PickDevices devices={candidates} picked={picked} onPicked={setPicked} />
      <Panel title={words.bulk.chooseService}>
        <div className={styles.form}>
          <Field label={words.deviceScreen.whichService}>
            <RadioGroup
              value={where}
              onChange={(_event, { value }) => setWhere(kinds.find((kind) => kind === value) ?? 'service')}
            >
              {kinds.map((kind) => (
                <Radio
                  key={kind}
                  value={kind}
                  label={whereWords[kind]}
                  disabled={job.practice && kind === 'service'}
                />
              ))}
            </RadioGroup>
          </Field>
          {where === 'service' ? (
            <Field label={words.deviceScreen.regionLabel}>
              <Select
                value={region}
                onChange={(_event, { value }) => setRegion(regionSchema.safeParse(value).data ?? region)}
              >
                {regionSchema.options.map((each) => (
                  <option key={each} value={each}>
                    {words.states.region[each]}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          {where === 'url' ? (
            <Field label={words.terms.provisioningUrl} className={styles.wide}>
              <Input
                value={url}
                placeholder={words.deviceScreen.urlExample}
                onChange={(_event, { value }) => setUrl(value)}
              />
            </Field>
          ) : null}
          {off ? <ProblemCard problem={{ code: 'gateway-off', facts: {} }} /> : null}
        </div>
      </Panel>
      <SignIns devices={candidates}>
        <Field hint={words.bulk.defaultPasswordsHint}>
          <Checkbox
            checked={defaultPasswords}
            label={words.bulk.defaultPasswords}
            onChange={(_event, { checked }) => setDefaultPasswords(checked === true)}
          />
        </Field>
        {job.practice ? null : (
          <Checkbox
            checked={acceptPlainHttp}
            label={words.bulk.acceptPlainHttp}
            onChange={(_event, { checked }) => setAcceptPlainHttp(checked === true)}
          />
        )}
      </SignIns>
      <Panel title={words.bulk.speed}>
        <div className={styles.form}>
          <Field label={words.bulk.concurrency} className={styles.narrow}>
            <Select
              value={String(concurrency)}
              onChange={(_event, { value }) => setConcurrency(Number(value))}
            >
              {speeds.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </Select>
          </Field>
          <Checkbox
            checked={canary}
            label={words.bulk.canary}
            onChange={(_event, { checked }) => setCanary(checked === true)}
          />
        </div>
      </Panel>
      <Runs />
    </Screen>
  )
}

const total = ({ steps }: BulkSummary): number => Object.values(steps).reduce((sum, each) => sum + each, 0)

const runColumns: readonly Column<BulkSummary>[] = [
  {
    id: 'when',
    title: words.terms.time,
    text: ({ createdAt }) => words.time.dayAndTime(createdAt),
    width: '160px',
  },
  { id: 'state', title: words.bulk.state, text: ({ phase }) => words.bulk.phase(phase), width: '220px' },
  {
    id: 'devices',
    title: words.terms.devices,
    text: (run) => words.bulk.deviceCount(total(run)),
    width: 'minmax(120px, 1fr)',
  },
]

/** Earlier runs; nothing before the first. */
function Runs() {
  const { job } = useJob()
  const [, navigate] = useLocation()
  const { data = [] } = useQuery(useContract().bulk.list.queryOptions({ input: { jobId: job.id } }))
  if (data.length === 0) return null
  return (
    <Panel title={words.bulk.runs}>
      <DataTable
        label={words.bulk.runs}
        rows={data}
        columns={runColumns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => navigate(`/job/${job.id}/bulk/${id}`)}
        fileName="bulk-set-ups"
        tall={5}
        empty={<EmptyState title={words.bulk.runs}>{''}</EmptyState>}
      />
    </Panel>
  )
}
