/** The evidence of a device, requested when shown: each fact with its source text, protocol, time and confidence. */

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
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { useContract } from '../connection/context.ts'
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

export function Why({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const [open, setOpen] = useState(false)
  const { data: identity } = useQuery({
    ...contract.devices.identity.queryOptions({ input: { deviceId: device.id } }),
    enabled: open,
    gcTime: 0,
  })
  const { level, contradictions } = device.identity
  return (
    <Dialog open={open} onOpenChange={(_event, data) => setOpen(data.open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button icon={<QuestionCircle20Regular />} appearance="subtle" size="small">
          {words.parts.why}
        </Button>
      </DialogTrigger>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{words.parts.whyTitle(words.states.level[level])}</DialogTitle>
          <DialogContent>
            {contradictions.map((each) => (
              <p key={each.fact}>
                <ToneBadge tone="attention">{words.terms.contradiction}</ToneBadge>{' '}
                {words.parts.contradiction(each)}
              </p>
            ))}
            <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.terms.evidence}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th>{words.parts.fact}</th>
                    <th>{words.parts.readFrom}</th>
                    <th>{words.terms.textAsReceived}</th>
                    <th>{words.parts.seen}</th>
                    <th>{words.parts.sourceConfidence}</th>
                  </tr>
                </thead>
                <tbody>
                  {(identity?.evidence ?? []).map((each) => (
                    <tr key={`${each.fact} ${each.protocol} ${each.rule} ${each.port} ${each.raw}`}>
                      <td>
                        {words.terms[each.fact]}: <strong>{each.value}</strong>
                      </td>
                      <td>
                        {each.protocol}
                        {each.port === null ? '' : words.parts.onPort(each.port)}
                      </td>
                      <td className={styles.raw}>{each.raw}</td>
                      <td>{words.time.dayAndTime(each.at)}</td>
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
              <Button>{words.terms.close}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
