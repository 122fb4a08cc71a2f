/** A dialog with a form: Cancel, and one button that submits it. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { words } from '#shared/words/index.ts'

export function FormDialog(props: {
  readonly title: string
  /** Text of the button that submits. */
  readonly action: string
  readonly disabled: boolean
  readonly className?: string
  readonly children: ReactNode
  onSubmit(): void
  onClose(): void
}) {
  const { title, action, disabled, className, children, onSubmit, onClose } = props
  return (
    <Dialog open onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            onSubmit()
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={className}>{children}</DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{words.terms.cancel}</Button>
              <Button appearance="primary" type="submit" disabled={disabled}>
                {action}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
