/** The dialog that exports a job to a file. */

import { Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { bytesOf, saveFile } from '../parts/save-file.ts'

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', gap: '12px' } })

export function ExportJobDialog({ job, onClose }: { job: Job; onClose(): void }) {
  const styles = useStyles()
  const contract = useContract()
  const [passphrase, setPassphrase] = useState('')
  const write = useMutation(
    contract.jobs.export.mutationOptions({
      onSuccess({ fileName, mediaType, bytes }) {
        saveFile(fileName, mediaType, bytesOf(bytes))
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title={words.jobTransfer.exportTitle}
      action={words.jobTransfer.export}
      disabled={write.isPending}
      className={styles.form}
      onSubmit={() => write.mutate({ jobId: job.id, passphrase })}
      onClose={onClose}
    >
      <div>{words.jobTransfer.exportBody}</div>
      <Field label={words.jobTransfer.passphrase} hint={words.jobTransfer.passphraseHint}>
        <Input
          type="password"
          autoComplete="new-password"
          value={passphrase}
          onChange={(_event, { value }) => setPassphrase(value)}
        />
      </Field>
      {write.error === null ? null : <ProblemCard problem={problemOf(write.error)} />}
    </FormDialog>
  )
}
