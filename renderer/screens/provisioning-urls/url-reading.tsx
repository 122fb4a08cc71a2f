/** The faults of a pasted URL, marked in the text and listed below it, the corrected URL, and the stage. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import type { PastedReading } from '#shared/model/pasted-url.ts'
import { isWarning, type UrlFault } from '#shared/model/url-fault.ts'
import { words } from '#shared/words/index.ts'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  reading: { display: 'flex', flexDirection: 'column', gap: '10px', minWidth: 0, width: '100%' },
  text: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase300,
    padding: '8px 12px',
    margin: 0,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    minWidth: 0,
  },
  mark: {
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorStatusDangerForeground1,
    borderBottom: `2px solid ${tokens.colorStatusDangerBorder2}`,
    minWidth: '4px',
    display: 'inline-block',
  },
  faults: { listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
  fault: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
  place: { color: tokens.colorNeutralForeground2 },
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
})

export function UrlReading(props: {
  text: string
  reading: PastedReading
  onCorrect: (text: string) => void
}) {
  const styles = useStyles()
  const { text, reading, onCorrect } = props
  const { faults, corrected, stage, kind } = reading
  return (
    <div className={styles.reading} role="status">
      {faults.length === 0 ? (
        <div className={styles.line} data-faults="0">
          <ToneBadge tone="good">
            {kind === 'ranges' ? words.provisioningUrls.noFaultInRanges : words.provisioningUrls.noFault}
          </ToneBadge>
        </div>
      ) : (
        <>
          <MarkedText text={text} faults={faults} />
          <ul className={styles.faults}>
            {faults.map((fault) => (
              <li key={`${fault.code} ${fault.start}`} className={styles.fault} data-fault={fault.code}>
                <ToneBadge tone={isWarning(fault) ? 'attention' : 'bad'}>
                  {isWarning(fault) ? words.provisioningUrls.warning : words.provisioningUrls.error}
                </ToneBadge>
                <span>{words.provisioningUrls.faults[fault.code]}</span>
                <span className={styles.place}>{words.provisioningUrls.at(fault.start, fault.end)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {stage === null ? null : (
        <div className={styles.line} data-stage={stage}>
          <span className={styles.place}>{words.provisioningUrls.stage}</span>
          <span>{words.provisioningUrls.stages[stage]}</span>
        </div>
      )}
      {corrected === null ? null : (
        <div className={styles.line}>
          <span className={styles.place}>{words.provisioningUrls.corrected}</span>
          <code className={styles.text} data-corrected>
            {corrected}
          </code>
          <Button onClick={() => onCorrect(corrected)}>{words.provisioningUrls.useCorrected}</Button>
        </div>
      )}
    </div>
  )
}

/** Shows a space or a line break that is a fault as a symbol. */
const visible = (text: string): string =>
  text.replaceAll(/\r?\n|\r/g, '⏎').replaceAll(/[\s\u200b-\u200f\u2060\ufeff\u00ad]/g, '␣')

function MarkedText({ text, faults }: { text: string; faults: readonly UrlFault[] }) {
  const styles = useStyles()
  const edges = [...new Set([0, text.length, ...faults.flatMap(({ start, end }) => [start, end])])]
    .filter((edge) => edge <= text.length)
    .toSorted((a, b) => a - b)
  return (
    <p className={styles.text}>
      {edges.slice(0, -1).map((start, i) => {
        const end = edges[i + 1] ?? text.length
        const isFault = faults.some((fault) => fault.start <= start && fault.end >= end)
        const piece = text.slice(start, end)
        return isFault ? (
          <mark key={start} className={styles.mark}>
            {visible(piece)}
          </mark>
        ) : (
          <span key={start}>{piece}</span>
        )
      })}
    </p>
  )
}
