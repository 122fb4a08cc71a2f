/** The dialog that creates a job. */

import { Field, Input, makeStyles, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Job, modeSchema } from '#shared/model/job.ts'
import { type Region, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', gap: '14px' } })

export function NewJobDialog({ onClose, onCreated }: { onClose(): void; onCreated(job: Job): void }) {
  const styles = useStyles()
  const contract = useContract()
  const [name, setName] = useState('')
  const [site, setSite] = useState('')
  const [customer, setCustomer] = useState('')
  const [region, setRegion] = useState<Region>('emea')
  const [mode, setMode] = useState('live')
  const [missing, setMissing] = useState(false)
  const create = useMutation(
    contract.jobs.create.mutationOptions({
      onSuccess(job) {
        onClose()
        onCreated(job)
      },
    }),
  )
  const onSubmit = () => {
    setMissing(name.trim() === '')
    if (name.trim() === '') return
    create.mutate({
      name: name.trim(),
      site: site.trim(),
      customer: customer.trim(),
      region,
      mode: modeSchema.parse(mode),
    })
  }
  return (
    <FormDialog
      title={words.start.newJob}
      action={words.start.createJob}
      disabled={create.isPending}
      className={styles.form}
      {...{ onSubmit, onClose }}
    >
      <Field
        label={words.start.jobName}
        required
        {...(missing
          ? { validationMessage: words.start.nameMissing, validationState: 'error' as const }
          : {})}
      >
        <Input
          value={name}
          onChange={(_event, { value }) => setName(value)}
          placeholder={words.start.jobNameExample}
        />
      </Field>
      <Field label={words.report.customer}>
        <Input maxLength={120} value={customer} onChange={(_event, { value }) => setCustomer(value)} />
      </Field>
      <Field label={words.start.whereQuestion} hint={words.start.whereHint}>
        <Input
          value={site}
          onChange={(_event, { value }) => setSite(value)}
          placeholder={words.start.siteExample}
        />
      </Field>
      <RegionField region={region} onRegion={setRegion} />
      <ModeField mode={mode} onMode={setMode} />
      {create.error === null ? null : <ProblemCard problem={problemOf(create.error)} />}
    </FormDialog>
  )
}

export function RegionField({ region, onRegion }: { region: Region; onRegion: (region: Region) => void }) {
  return (
    <Field label={words.start.regionLabel} hint={words.start.regionHint}>
      <Select value={region} onChange={(_event, { value }) => onRegion(regionSchema.parse(value))}>
        {regionSchema.options.map((option) => (
          <option key={option} value={option}>
            {words.states.region[option]}
          </option>
        ))}
      </Select>
    </Field>
  )
}

function ModeField({ mode, onMode }: { mode: string; onMode: (mode: string) => void }) {
  return (
    <Field label={words.start.modeLabel}>
      <RadioGroup value={mode} onChange={(_event, { value }) => onMode(value)}>
        {modeSchema.options.toReversed().map((option) => (
          <Radio key={option} value={option} label={words.states.mode[option]} />
        ))}
      </RadioGroup>
    </Field>
  )
}
