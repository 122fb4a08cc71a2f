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
import { useContext, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { BulkOptions, BulkSummary } from '#shared/model/bulk-run.ts'
import { isServiceKind } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { type Language, type ProvisioningTarget, type Region, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { PickDevices } from './pick-devices.tsx'
import { SignIns } from './sign-ins.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px', alignItems: 'flex-start' },
  narrow: { width: '240px' },
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

/** The form as filled in. */
interface Choice extends BulkOptions {
  readonly where: Where
  readonly region: Region
  readonly url: string
}

interface ChoiceProps {
  readonly choice: Choice
  onChoice(choice: Choice): void
}

function targetOf({ where, region, url }: Choice, language: Language): ProvisioningTarget {
  if (where === 'rehearsal') return { kind: where }
  return where === 'url' ? { kind: where, url } : { kind: where, region, language }
}

export function BulkScreen() {
  const { job, devices } = useJob()
  const [, navigate] = useLocation()
  const contract = useContract()
  const isOff = (useContext(StatusContext)?.gateway.state ?? 'off') === 'off'
  const candidates = useMemo(
    () => devices.filter(({ identity }) => isServiceKind(identity.kind)).toSorted(writableFirst),
    [devices],
  )
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [choice, setChoice] = useState<Choice>({
    where: job.mode === 'live' ? 'service' : 'rehearsal',
    ...{ region: job.region, url: '', concurrency: 8, startEveryMs: 0, canary: true },
    ...{ restart: true, defaultPasswords: false, acceptPlainHttp: false },
  })
  const start = useMutation(
    contract.bulk.start.mutationOptions({
      onSuccess: ({ runId }) => navigate(`/job/${job.id}/bulk/${runId}`),
    }),
  )
  const off = choice.where === 'rehearsal' && isOff
  const isReady = picked.size > 0 && !off && (choice.where !== 'url' || choice.url.trim() !== '')
  const submit = () => {
    const { where: _where, region: _region, url: _url, ...options } = choice
    const target = targetOf(choice, job.language)
    start.mutate({ jobId: job.id, deviceIds: [...picked], target, options })
  }
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
      <Service choice={choice} onChoice={setChoice} off={off} />
      <SignIns devices={candidates}>
        <Consents choice={choice} onChoice={setChoice} />
      </SignIns>
      <Speed choice={choice} onChoice={setChoice} />
      <Runs />
    </Screen>
  )
}

const addresses = new Intl.Collator('en', { numeric: true })
const isWritable = ({ capabilities }: JobDevice): boolean => capabilities.includes('provisioning')
const writableFirst = (a: JobDevice, b: JobDevice): number =>
  Number(isWritable(b)) - Number(isWritable(a)) ||
  addresses.compare(a.address, b.address) ||
  a.ports.http - b.ports.http

function Service({ choice, onChoice, off }: ChoiceProps & { readonly off: boolean }) {
  const styles = useStyles()
  const { job } = useJob()
  const { where, region, url } = choice
  return (
    <Panel title={words.bulk.chooseService}>
      <div className={styles.form}>
        <Field label={words.deviceScreen.whichService}>
          <RadioGroup
            value={where}
            onChange={(_event, { value }) =>
              onChoice({ ...choice, where: kinds.find((kind) => kind === value) ?? 'service' })
            }
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
              onChange={(_event, { value }) =>
                onChoice({ ...choice, region: regionSchema.safeParse(value).data ?? region })
              }
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
              onChange={(_event, { value }) => onChoice({ ...choice, url: value })}
            />
          </Field>
        ) : null}
        {off ? <ProblemCard problem={{ code: 'gateway-off', facts: {} }} /> : null}
      </div>
    </Panel>
  )
}

function Consents({ choice, onChoice }: ChoiceProps) {
  const { job } = useJob()
  return (
    <>
      <Checkbox
        checked={choice.restart}
        label={words.bulk.restart}
        onChange={(_event, { checked }) => onChoice({ ...choice, restart: checked === true })}
      />
      <Field hint={words.bulk.defaultPasswordsHint}>
        <Checkbox
          checked={choice.defaultPasswords}
          label={words.bulk.defaultPasswords}
          onChange={(_event, { checked }) => onChoice({ ...choice, defaultPasswords: checked === true })}
        />
      </Field>
      {job.practice ? null : (
        <Checkbox
          checked={choice.acceptPlainHttp}
          label={words.bulk.acceptPlainHttp}
          onChange={(_event, { checked }) => onChoice({ ...choice, acceptPlainHttp: checked === true })}
        />
      )}
    </>
  )
}

function Speed({ choice, onChoice }: ChoiceProps) {
  const styles = useStyles()
  return (
    <Panel title={words.bulk.speed}>
      <div className={styles.form}>
        <Field label={words.bulk.concurrency} className={styles.narrow}>
          <Select
            value={String(choice.concurrency)}
            onChange={(_event, { value }) => onChoice({ ...choice, concurrency: Number(value) })}
          >
            {speeds.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </Select>
        </Field>
        <Checkbox
          checked={choice.canary}
          label={words.bulk.canary}
          onChange={(_event, { checked }) => onChoice({ ...choice, canary: checked === true })}
        />
      </div>
    </Panel>
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
        empty={null}
      />
    </Panel>
  )
}
