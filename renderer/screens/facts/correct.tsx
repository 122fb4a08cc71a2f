/** One fact with its source, and the field that corrects it. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type FactFileState, type FactValue, typedFactValue } from '#shared/model/vendor-facts.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { type FactLine, shownValue } from './fact-line.ts'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '10px' },
  pointer: { margin: 0, fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  text: { margin: 0, overflowWrap: 'anywhere' },
  actions: { display: 'flex', gap: '8px', flexWrap: 'wrap' },
})

interface CorrectProps {
  readonly line: FactLine
  readonly onFiles: (files: FactFileState[]) => void
}

export function Correct({ line, onFiles }: CorrectProps) {
  const styles = useStyles()
  const contract = useContract()
  const { file, pointer, value, provenance, builtIn } = line
  const [text, setText] = useState(value === null ? '' : String(value))
  const correct = useMutation(contract.facts.correct.mutationOptions({ onSuccess: onFiles }))
  const send = (next: FactValue) => correct.mutate({ file, pointer, value: next })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        send(typedFactValue(text, value))
      }}
    >
      <h3 className={styles.pointer}>{pointer}</h3>
      <p className={styles.text}>
        {provenance === null
          ? words.facts.noSource
          : `${words.states.confidence[provenance.confidence]}: ${provenance.source}`}
      </p>
      {builtIn === undefined ? null : (
        <p className={styles.text}>
          {words.facts.builtInValue}: <code>{shownValue(builtIn)}</code>
        </p>
      )}
      <Field label={words.facts.newValue} hint={words.facts.takesEffect}>
        <Input value={text} onChange={(_event, next) => setText(next.value)} />
      </Field>
      <div className={styles.actions}>
        <Button type="submit" disabled={correct.isPending || text === String(value)}>
          {words.facts.correct}
        </Button>
        {builtIn === undefined ? null : (
          <Button disabled={correct.isPending} onClick={() => send(builtIn)}>
            {words.facts.useBuiltIn}
          </Button>
        )}
      </div>
      {correct.error === null ? null : <ProblemCard problem={problemOf(correct.error)} />}
    </form>
  )
}
