/** Form fields for exclusions, profile and size of a scan. */
import { Checkbox, Field, Input, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components'
import { scanProfileSchema } from '#shared/model/scan.ts'
import { words } from '#shared/words/index.ts'
import type { PickedScanForm } from './picked-scan.ts'

const useStyles = makeStyles({
  exclude: { flex: 1, minWidth: '260px' },
  more: {
    marginTop: '10px',
    '& summary': { cursor: 'pointer', color: tokens.colorNeutralForeground2, width: 'fit-content' },
  },
  options: { display: 'flex', gap: '24px', flexWrap: 'wrap', margin: '8px 0 0' },
})

export function ScanOptions({ form: { draft, change } }: { form: PickedScanForm }) {
  const styles = useStyles()
  return (
    <details className={styles.more}>
      <summary>{words.site.scanOptions}</summary>
      <div className={styles.options}>
        <Field className={styles.exclude} label={words.site.exclude} hint={words.site.excludeHint}>
          <Input
            value={draft.exclude}
            onChange={(_event, { value }) => change({ exclude: value })}
            placeholder="192.168.1.1 192.168.1.200-254"
            spellCheck={false}
          />
        </Field>
        <Field label={words.site.pace}>
          <RadioGroup
            value={draft.profile}
            onChange={(_event, { value }) => change({ profile: scanProfileSchema.parse(value) })}
          >
            {scanProfileSchema.options.map((option) => (
              <Radio key={option} value={option} label={words.scan.profile[option]} />
            ))}
          </RadioGroup>
        </Field>
        <Checkbox
          checked={draft.wide}
          onChange={(_event, { checked }) => change({ wide: checked === true })}
          label={words.site.allowWide}
        />
      </div>
    </details>
  )
}
