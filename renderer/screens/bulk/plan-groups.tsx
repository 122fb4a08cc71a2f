/** The changes of a run, a panel for each model: what its devices hold now, and then. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { ArrowRight16Regular } from '@fluentui/react-icons'
import type { GroupEdit, PlanGroup } from '#shared/model/bulk-plan.ts'
import { words } from '#shared/words/index.ts'
import { useChangeTable } from '../../parts/before-after.tsx'
import { Panel } from '../../parts/layout.tsx'

const useStyles = makeStyles({
  line: { display: 'flex', gap: '6px 16px', flexWrap: 'wrap', margin: '0 0 8px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  note: { color: tokens.colorNeutralForeground2, margin: 0 },
  setting: { minWidth: '130px' },
  small: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
})

/** Models without a change stand in the list of devices only. */
export function PlanGroups({ groups }: { groups: readonly PlanGroup[] }) {
  const styles = { ...useChangeTable(), ...useStyles() }
  const changed = groups.filter(({ edits }) => edits.length > 0)
  const byHand = groups
    .filter(({ way }) => way.kind === 'guided-card')
    .reduce((sum, { devices }) => sum + devices.length, 0)
  return (
    <>
      {changed.map((group) => (
        <Group key={`${group.group} ${group.way.kind}`} group={group} />
      ))}
      {byHand === 0 ? null : (
        <Panel title={words.bulk.byHand(byHand)}>
          <p className={styles.note}>{words.bulk.byHandNote}</p>
        </Panel>
      )}
    </>
  )
}

function Group({ group: { group, way, devices, edits, outcome, provenance } }: { group: PlanGroup }) {
  const styles = { ...useChangeTable(), ...useStyles() }
  const isProven = provenance?.confidence === 'proven'
  return (
    <Panel title={words.bulk.group(group, devices.length)}>
      <p className={styles.line}>
        <span>{words.bulk.wayName[way.kind]}</span>
        <span>{words.bulk.outcome[outcome]}</span>
        {provenance === null ? null : (
          <span className={styles.quiet} title={provenance.source}>
            {words.bulk.confidence(words.states.confidence[provenance.confidence])}
            {isProven ? '' : `. ${words.bulk.unproven}`}
          </span>
        )}
      </p>
      <Edits edits={edits} />
    </Panel>
  )
}

function Edits({ edits }: { edits: readonly GroupEdit[] }) {
  const styles = { ...useChangeTable(), ...useStyles() }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{words.parts.setting}</th>
            <th>{words.bulk.valueNow}</th>
            <th aria-hidden />
            <th>{words.bulk.valueThen}</th>
            <th>{words.terms.confidence}</th>
          </tr>
        </thead>
        <tbody>
          {edits.map((edit) => (
            <tr key={`${edit.id} ${edit.after}`}>
              <td className={styles.setting}>
                {edit.label}
                <div className={styles.small}>{edit.group}</div>
              </td>
              <td>
                <Before before={edit.before} after={edit.after} />
              </td>
              <td>
                <ArrowRight16Regular aria-hidden />
              </td>
              <td className={mergeClasses(styles.mono, styles.after)}>
                {edit.after === '' ? words.parts.emptyValue : edit.after}
              </td>
              <td className={styles.small}>
                {edit.provenance === null
                  ? words.parts.typedIn
                  : words.states.confidence[edit.provenance.confidence]}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Values shown of a setting; the list of devices has all of them. */
const mostValues = 3

function Before({ before, after }: Pick<GroupEdit, 'before' | 'after'>) {
  const styles = { ...useChangeTable(), ...useStyles() }
  const shown = before.slice(0, mostValues)
  return (
    <>
      {shown.map(({ value, count }) => (
        <div key={String(value)}>
          <span className={value === null ? styles.small : styles.mono}>
            {value === null ? words.deviceScreen.notShown : value === '' ? words.parts.emptyValue : value}
          </span>{' '}
          <span className={styles.small}>
            {value === after ? words.parts.alreadySet : ''} {words.bulk.onDevices(count)}
          </span>
        </div>
      ))}
      {before.length > mostValues ? (
        <div className={styles.small}>{words.bulk.more(before.length - mostValues)}</div>
      ) : null}
    </>
  )
}
