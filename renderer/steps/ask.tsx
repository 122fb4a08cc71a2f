/** Something is typed in: a code that another screen shows. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { StepWords } from '#shared/words/index.ts'
import { FormRow } from '../parts/layout.tsx'
import { StepFrame } from './frame.tsx'

const useStyles = makeStyles({
  input: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase500, minWidth: '240px' },
})

export function AskStep(props: {
  texts: StepWords
  label: string
  action: string
  busy: boolean
  onTyped(text: string): void
  children?: ReactNode
}) {
  const styles = useStyles()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') props.onTyped(text.trim())
  }
  return (
    <StepFrame kind="ask" texts={props.texts}>
      <FormRow onSubmit={submit}>
        <Field label={props.label}>
          <Input
            size="large"
            className={styles.input}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(_event, { value }) => setText(value)}
          />
        </Field>
        <Button appearance="primary" size="large" type="submit" disabled={props.busy || text.trim() === ''}>
          {props.action}
        </Button>
      </FormRow>
      {props.children}
    </StepFrame>
  )
}
