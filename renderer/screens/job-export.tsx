/** The dialog that exports a job to a file. */

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
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
  const submit = (event: FormEvent) => {
    event.preventDefault()
    write.mutate({ jobId: job.id, passphrase })
  }
  return (
    <Dialog open onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <form onSubmit={submit}>
          <DialogBody>
            <DialogTitle>{words.jobTransfer.exportTitle}</DialogTitle>
            <DialogContent className={styles.form}>
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
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{words.terms.cancel}</Button>
              <Button appearance="primary" type="submit" disabled={write.isPending}>
                {words.jobTransfer.export}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
