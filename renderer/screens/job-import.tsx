/** Opens a job file: asks for its passphrase, shows what it adds and where it differs, then adds or merges the job. */

import { Button, Field, Input, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components'
import { FolderOpen20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import type { JobComparison, JobDifference } from '#shared/model/job-transfer.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useConnectionState, useContract } from '../connection/context.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'

const texts = words.jobTransfer

const useStyles = makeStyles({
  hidden: { display: 'none' },
  content: { display: 'flex', flexDirection: 'column', gap: '12px' },
  differences: {
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    maxHeight: '38vh',
    overflowY: 'auto',
  },
  difference: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, paddingTop: '8px' },
  job: { fontWeight: tokens.fontWeightSemibold },
})

export function OpenJobFile({ onOpened }: { onOpened(jobId: string): void }) {
  const styles = useStyles()
  const state = useConnectionState()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState<string | null>(null)
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (file !== undefined) void file.text().then(setText)
  }
  return (
    <>
      <Button
        icon={<FolderOpen20Regular />}
        disabled={state !== 'open'}
        onClick={() => input.current?.click()}
      >
        {texts.open}
      </Button>
      <input
        ref={input}
        className={styles.hidden}
        type="file"
        accept=".punchdown"
        aria-label={texts.fileInput}
        onChange={pick}
      />
      {text === null ? null : (
        <OpenJobDialog
          text={text}
          onClose={() => setText(null)}
          onOpened={(jobId) => {
            setText(null)
            onOpened(jobId)
          }}
        />
      )}
    </>
  )
}

function OpenJobDialog(props: { text: string; onClose(): void; onOpened(jobId: string): void }) {
  const { text, onClose } = props
  const contract = useContract()
  const [passphrase, setPassphrase] = useState('')
  const [fromFile, setFromFile] = useState<ReadonlySet<string>>(new Set())
  const compare = useMutation(
    contract.jobs.compareFile.mutationOptions({
      onSuccess: ({ differences }) =>
        setFromFile(new Set(differences.flatMap(({ id, isFileNewer }) => (isFileNewer ? [id] : [])))),
    }),
  )
  const take = useMutation(
    contract.jobs.importFile.mutationOptions({ onSuccess: ({ jobId }) => props.onOpened(jobId) }),
  )
  const { mutate } = compare
  useEffect(() => mutate({ text, passphrase: '' }), [mutate, text])
  const problem = compare.error === null ? null : problemOf(compare.error)
  const isLocked = problem?.code === 'job-file-passphrase'
  const { data } = compare
  const onSubmit = () => {
    if (data === undefined) compare.mutate({ text, passphrase })
    else take.mutate({ text, passphrase, fromFile: [...fromFile] })
  }
  const choose = (id: string, isFile: boolean) =>
    setFromFile(new Set([...fromFile].filter((each) => each !== id).concat(isFile ? [id] : [])))
  return (
    <FormDialog
      title={texts.openTitle}
      action={data === undefined ? texts.unlock : data.isHere ? texts.merge : texts.add}
      disabled={compare.isPending || take.isPending || (data === undefined && !isLocked)}
      {...{ onSubmit, onClose }}
    >
      {isLocked ? <PassphraseField passphrase={passphrase} onPassphrase={setPassphrase} /> : null}
      {problem === null || (isLocked && problem.facts.reason === 'missing') ? null : (
        <ProblemCard problem={problem} />
      )}
      {data === undefined ? null : <Comparison {...{ comparison: data, fromFile, choose }} />}
      {take.error === null ? null : <ProblemCard problem={problemOf(take.error)} />}
    </FormDialog>
  )
}

function PassphraseField(props: { passphrase: string; onPassphrase(passphrase: string): void }) {
  return (
    <Field label={texts.passphrase} hint={texts.needsPassphrase}>
      <Input
        type="password"
        autoComplete="off"
        value={props.passphrase}
        onChange={(_event, { value }) => props.onPassphrase(value)}
      />
    </Field>
  )
}

function Comparison(props: {
  comparison: JobComparison
  fromFile: ReadonlySet<string>
  choose(id: string, isFile: boolean): void
}) {
  const styles = useStyles()
  const { name, customer, site, isHere, added, differences } = props.comparison
  const count = isHere ? texts.added : texts.contents
  return (
    <div className={styles.content}>
      <div className={styles.job}>{[name, customer, site].filter((part) => part !== '').join(' · ')}</div>
      <div>{isHere ? texts.isHere : texts.isNew}</div>
      <div>{count(added.devices, added.endpoints, added.history)}</div>
      {isHere ? <div>{differences.length === 0 ? texts.noDifferences : texts.differences}</div> : null}
      {differences.length === 0 ? null : (
        <div className={styles.differences}>
          {differences.map((each) => (
            <Difference
              key={each.id}
              difference={each}
              isFromFile={props.fromFile.has(each.id)}
              onChoice={(isFile) => props.choose(each.id, isFile)}
            />
          ))}
        </div>
      )}
    </div>
  )
}

/** One value that differs; the technician chooses a side. */
function Difference(props: {
  difference: JobDifference
  isFromFile: boolean
  onChoice(isFile: boolean): void
}) {
  const styles = useStyles()
  const { subject, field, here, file, isFileNewer } = props.difference
  return (
    <Field className={styles.difference} label={`${subject}: ${texts.fields[field]}`}>
      <RadioGroup
        value={props.isFromFile ? 'file' : 'here'}
        onChange={(_event, { value }) => props.onChoice(value === 'file')}
      >
        <Radio value="here" label={`${texts.here}: ${here}`} />
        <Radio value="file" label={`${texts.file}: ${file}${isFileNewer ? ` (${texts.newer})` : ''}`} />
      </RadioGroup>
    </Field>
  )
}
