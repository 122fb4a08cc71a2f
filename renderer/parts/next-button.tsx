/** The button to the next step of the work: the primary action of its screen, which Enter presses. */

import { Button } from '@fluentui/react-components'
import { ArrowRight20Regular } from '@fluentui/react-icons'

export function NextButton({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <Button
      appearance="primary"
      data-primary
      size="large"
      icon={<ArrowRight20Regular />}
      iconPosition="after"
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
