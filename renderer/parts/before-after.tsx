/** Planned settings in the device's own words, before → after, and their results after the push. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { ArrowRight16Regular } from '@fluentui/react-icons'
import type { Edit, EditResult } from '#shared/model/settings.ts'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { ToneBadge } from './tone.tsx'

/** Styles of a table of changes. */
export const useChangeTable = makeStyles({
  scroll: { overflowX: 'auto' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    '& th, & td': {
      textAlign: 'left',
      verticalAlign: 'top',
      padding: '8px 12px 8px 0',
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    },
    '& th': { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  after: { fontWeight: tokens.fontWeightSemibold },
})

const useStyles = makeStyles({
  before: { color: tokens.colorNeutralForeground2 },
  group: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  source: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, maxWidth: '260px' },
})

const resultWords: Record<EditResult['result'], { tone: Tone; word: string }> = {
  set: { tone: 'good', word: words.parts.set },
  unchanged: { tone: 'good', word: words.parts.alreadySet },
  refused: { tone: 'bad', word: words.parts.refused },
  'not-written': { tone: 'not-known', word: words.parts.notWritten },
  unknown: { tone: 'not-known', word: words.parts.answerLost },
}

const shown = (value: string | null): string =>
  value === null || value === '' ? words.parts.emptyValue : value

const sourceOf = ({ provenance }: Edit): string =>
  provenance === null
    ? words.parts.typedIn
    : `${words.states.confidence[provenance.confidence]}: ${provenance.source}`

export function BeforeAfterTable({
  edits,
  results,
}: {
  edits: readonly Edit[]
  results?: readonly EditResult[]
}) {
  const styles = { ...useChangeTable(), ...useStyles() }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{words.parts.setting}</th>
            <th>{words.parts.before}</th>
            <th aria-hidden />
            <th>{words.parts.after}</th>
            <th>{results === undefined ? words.terms.source : words.parts.result}</th>
          </tr>
        </thead>
        <tbody>
          {edits.map((edit) => {
            const result = results?.find((each) => each.id === edit.id)
            return (
              <tr key={edit.id}>
                <td>
                  {edit.label}
                  <div className={styles.group}>{edit.group}</div>
                </td>
                <td className={mergeClasses(styles.mono, styles.before)}>{shown(edit.before)}</td>
                <td>
                  <ArrowRight16Regular aria-hidden />
                </td>
                <td className={mergeClasses(styles.mono, styles.after)}>{shown(edit.after)}</td>
                <td className={styles.source}>
                  {result === undefined ? (
                    edit.before === edit.after ? (
                      <ToneBadge tone="good">{words.parts.alreadySet}</ToneBadge>
                    ) : (
                      sourceOf(edit)
                    )
                  ) : (
                    <ToneBadge tone={resultWords[result.result].tone}>
                      {resultWords[result.result].word}
                    </ToneBadge>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
