/** The stage of onboarding by the current provisioning URL of the device. */

import { makeStyles, tokens } from '@fluentui/react-components'
import { heldStage } from '#shared/model/pasted-url.ts'
import type { Setting } from '#shared/model/settings.ts'
import { words } from '#shared/words/index.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'

const useStyles = makeStyles({
  line: { display: 'flex', gap: '10px', margin: '0 0 12px', flexWrap: 'wrap' },
  name: { color: tokens.colorNeutralForeground2 },
})

export function HeldStage({ settings }: { settings: readonly Setting[] }) {
  const styles = useStyles()
  const { data: facts } = useProvisioningFacts()
  if (facts === undefined) return null
  const stage = heldStage(
    settings.map(({ value }) => value),
    facts,
  )
  if (stage === null) return null
  return (
    <p className={styles.line} data-held-stage={stage}>
      <span className={styles.name}>{words.provisioningUrls.stage}</span>
      <span>{words.provisioningUrls.stages[stage]}</span>
    </p>
  )
}
