/** The dialog that edits the details of a job. */

import { Field, Input, makeStyles, Select, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Job, JobDetails } from '#shared/model/job.ts'
import { languageSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { RegionField } from './new-job.tsx'

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: '12px 16px',
    paddingBottom: '4px',
  },
  wide: { gridColumn: '1 / -1' },
})

type TextField = Exclude<keyof JobDetails, 'region' | 'language' | 'notes'>
const textFields: readonly TextField[] = ['name', 'customer', 'site', 'contact', 'technician']

export function JobDetailsDialog({ job, onClose }: { job: Job; onClose(): void }) {
  const styles = useStyles()
  const contract = useContract()
  const [details, setDetails] = useState<JobDetails>(job)
  const [isNameMissing, setNameMissing] = useState(false)
  const queries = useQueryClient()
  const update = useMutation(
    contract.jobs.update.mutationOptions({
      onSuccess() {
        // the lists of jobs and the title of the window
        void queries.invalidateQueries({ queryKey: contract.jobs.key() })
        onClose()
      },
    }),
  )
  const set = (changed: Partial<JobDetails>) => setDetails({ ...details, ...changed })
  const onSubmit = () => {
    const isMissing = details.name.trim() === ''
    setNameMissing(isMissing)
    if (isMissing) return
    const { name, site, region, language, technician, customer, contact, notes } = details
    update.mutate({
      jobId: job.id,
      details: { name, site, region, language, technician, customer, contact, notes },
    })
  }
  return (
    <FormDialog
      title={words.jobDetails.title}
      action={words.terms.save}
      disabled={update.isPending}
      className={styles.form}
      {...{ onSubmit, onClose }}
    >
      <DetailsFields {...{ details, set, isNameMissing }} />
      {update.error === null ? null : (
        <div className={styles.wide}>
          <ProblemCard problem={problemOf(update.error)} />
        </div>
      )}
    </FormDialog>
  )
}

function DetailsFields({
  details,
  set,
  isNameMissing,
}: {
  details: JobDetails
  set(changed: Partial<JobDetails>): void
  isNameMissing: boolean
}) {
  const styles = useStyles()
  return (
    <>
      {textFields.map((field) => (
        <Field
          key={field}
          label={words.jobDetails[field]}
          required={field === 'name'}
          {...(field === 'name' ? { className: styles.wide } : {})}
          {...(field === 'name' && isNameMissing
            ? { validationMessage: words.start.nameMissing, validationState: 'error' as const }
            : {})}
        >
          <Input
            style={{ minWidth: 0 }}
            maxLength={field === 'site' || field === 'contact' ? 200 : 120}
            value={details[field]}
            onChange={(_event, { value }) => set({ [field]: value })}
          />
        </Field>
      ))}
      <LanguageField language={details.language} onLanguage={(language) => set({ language })} />
      <div className={styles.wide}>
        <RegionField region={details.region} onRegion={(region) => set({ region })} />
      </div>
      <Field label={words.jobDetails.notes} className={styles.wide}>
        <Textarea
          rows={4}
          maxLength={10_000}
          value={details.notes}
          onChange={(_event, { value }) => set({ notes: value })}
        />
      </Field>
    </>
  )
}

function LanguageField(props: {
  language: JobDetails['language']
  onLanguage(language: JobDetails['language']): void
}) {
  return (
    <Field label={words.report.language}>
      <Select
        value={props.language}
        onChange={(_event, { value }) => props.onLanguage(languageSchema.parse(value))}
      >
        {languageSchema.options.map((option) => (
          <option key={option} value={option}>
            {words.states.language[option]}
          </option>
        ))}
      </Select>
    </Field>
  )
}
