/** "Why do we think so?": every fact with the text it was read from, where, when, by which rule and how sure. */

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { QuestionCircle20Regular } from '@fluentui/react-icons'
import type { Identity } from '#shared/model/identity.ts'
import { words } from '#shared/words/index.ts'
import { ToneBadge } from './tone.tsx'

const useStyles = makeStyles({
  surface: { maxWidth: 'min(960px, 92vw)' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    fontSize: tokens.fontSizeBase200,
    '& th, & td': {
      textAlign: 'left',
      verticalAlign: 'top',
      padding: '6px 10px 6px 0',
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    },
  },
  raw: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', maxWidth: '300px' },
  scroll: { maxHeight: '56vh', overflow: 'auto' },
})

export const factWords: Readonly<Record<string, string>> = {
  vendor: 'Vendor',
  model: 'Model',
  firmware: 'Firmware',
  mac: 'MAC',
  serial: 'Serial',
  kind: 'Kind',
}

export function Why({ identity }: { identity: Identity }) {
  const styles = useStyles()
  return (
    <Dialog>
      <DialogTrigger disableButtonEnhancement>
        <Button icon={<QuestionCircle20Regular />} appearance="subtle" size="small">
          Why?
        </Button>
      </DialogTrigger>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>Why do we think so? {words.states.level[identity.level]}</DialogTitle>
          <DialogContent>
            {identity.contradictions.map((each) => (
              <p key={each.fact}>
                <ToneBadge tone="attention">Contradiction</ToneBadge> {factWords[each.fact]}: kept {each.kept}
                ; also seen {each.others.map((other) => `${other.value} (${other.protocol})`).join(', ')}
              </p>
            ))}
            <div className={styles.scroll} tabIndex={0} role="region" aria-label="Evidence">
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th>Fact</th>
                    <th>Read from</th>
                    <th>Text as received</th>
                    <th>Seen</th>
                    <th>Source and confidence</th>
                  </tr>
                </thead>
                <tbody>
                  {identity.evidence.map((each) => (
                    <tr key={`${each.fact} ${each.protocol} ${each.rule} ${each.port} ${each.raw}`}>
                      <td>
                        {factWords[each.fact]}: <strong>{each.value}</strong>
                      </td>
                      <td>
                        {each.protocol}
                        {each.port === null ? '' : ` on ${each.port}`}
                      </td>
                      <td className={styles.raw}>{each.raw}</td>
                      <td>{words.time.clock(each.at)}</td>
                      <td>
                        {words.states.confidence[each.provenance.confidence]}: {each.provenance.source}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button>Close</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
