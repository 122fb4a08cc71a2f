/** Corrections as files: saved, taken over from another computer, removed. */
import { Button, Field, makeStyles, Select } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useRef, useState } from 'react'
import type { FactFileState } from '#shared/model/vendor-facts.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { saveFile } from '../../parts/save-file.ts'

const useStyles = makeStyles({
  row: { display: 'flex', gap: '8px', flexWrap: 'wrap', alignItems: 'flex-end' },
  lead: { margin: '0 0 10px' },
  hidden: { display: 'none' },
})

interface HandOnProps {
  readonly files: readonly FactFileState[]
  readonly onFiles: (files: FactFileState[]) => void
}

const isCorrected = ({ facts, unused }: FactFileState): boolean =>
  unused.length > 0 || facts.some(({ builtIn }) => builtIn !== undefined)

export function HandOn({ files, onFiles }: HandOnProps) {
  const styles = useStyles()
  const contract = useContract()
  const input = useRef<HTMLInputElement>(null)
  const [picked, setFile] = useState<string | null>(null)
  const file = picked ?? (files.find(isCorrected) ?? files[0])?.id ?? ''
  const corrected = files.some((each) => each.id === file && isCorrected(each))
  const save = useMutation(
    contract.facts.patch.mutationOptions({
      onSuccess: ({ text }) => saveFile(`${file}-corrections.json`, 'application/json', text),
    }),
  )
  const take = useMutation(contract.facts.importPatch.mutationOptions({ onSuccess: onFiles }))
  const reset = useMutation(contract.facts.reset.mutationOptions({ onSuccess: onFiles }))
  const failed = [save, take, reset].find(({ error }) => error !== null)?.error ?? null
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? []
    event.target.value = ''
    if (chosen === undefined) return
    void chosen.text().then((text) => take.mutate({ file, text }))
  }
  return (
    <Panel title={words.facts.handOn}>
      <p className={styles.lead}>{words.facts.handOnBody}</p>
      <div className={styles.row}>
        <Field label={words.facts.file}>
          <Select value={file} onChange={(_event, { value }) => setFile(value)}>
            {files.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </Select>
        </Field>
        <Button disabled={!corrected} onClick={() => save.mutate({ file })}>
          {words.facts.exportFile}
        </Button>
        <Button onClick={() => input.current?.click()}>{words.facts.importFile}</Button>
        <Button disabled={!corrected} onClick={() => reset.mutate({ file })}>
          {words.facts.resetFile}
        </Button>
        <input
          ref={input}
          className={styles.hidden}
          type="file"
          accept=".json,application/json"
          aria-label={words.facts.patchFile}
          onChange={pick}
        />
      </div>
      {failed === null ? null : <ProblemCard problem={problemOf(failed)} />}
    </Panel>
  )
}
