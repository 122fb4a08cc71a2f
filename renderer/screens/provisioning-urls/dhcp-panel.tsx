/** Configuration of a DHCP server that sends the URL to a class of devices. */

import { Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { toProblem } from '#shared/errors.ts'
import { dhcpOffer } from '#shared/model/dhcp-options.ts'
import { dhcpSnippet, type Snippet } from '#shared/model/dhcp-snippets.ts'
import {
  choicesIn,
  type DeviceClass,
  type DhcpServer,
  dhcpServerSchema,
  type ProvisioningFacts,
} from '#shared/model/provisioning-facts.ts'
import { words } from '#shared/words/index.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: '12px' },
  row: { display: 'flex', gap: '12px', alignItems: 'flex-start', flexWrap: 'wrap' },
  snippet: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    padding: '10px 12px',
    margin: 0,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'auto',
    maxHeight: '320px',
  },
  syntax: { margin: 0, color: tokens.colorNeutralForeground2 },
  notes: { listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
  note: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
})

/** Options that makers name for a provisioning URL; offered when that of the device is not known. */
const usualOptions = [66, 160]
const offsets = Array.from({ length: 27 }, (_, i) => (i - 12) * 3600)

interface DhcpChoice {
  readonly server: DhcpServer
  readonly option: number | null
  readonly ntp: string
  readonly utcOffset: number | null
}

export function DhcpPanel(props: { facts: ProvisioningFacts; found: DeviceClass | null; url: string }) {
  const { facts, found, url } = props
  const styles = useStyles()
  const [choice, setChoice] = useState<DhcpChoice>({
    ...{ server: 'dnsmasq', option: null, ntp: '', utcOffset: null },
  })
  const known = found === null ? [] : choicesIn(found.dhcp).map(({ value }) => value)
  const codes = [...new Set([...known, ...usualOptions])]
  const option = choice.option ?? codes[0] ?? 66
  const { confidence, source } = facts.service.dhcpServers[choice.server]
  const made = snippetOf(found, url, { ...choice, option })
  return (
    <Panel title={words.provisioningUrls.dhcp}>
      <div className={styles.column}>
        <DhcpFields codes={codes} choice={{ ...choice, option }} onChoice={setChoice} />
        <p className={styles.syntax}>
          {words.provisioningUrls.syntax(
            words.provisioningUrls.sourceOf(words.states.confidence[confidence], source),
          )}
        </p>
        {'problem' in made ? <ProblemCard problem={made.problem} /> : <SnippetView snippet={made} />}
      </div>
    </Panel>
  )
}

function snippetOf(found: DeviceClass | null, url: string, { server, option, ntp, utcOffset }: DhcpChoice) {
  const addresses = ntp.split(/[,\s]+/).filter((each) => each !== '')
  try {
    const offer = dhcpOffer(found, {
      ...{ url, ntp: addresses },
      ...(option === null ? {} : { option }),
      ...(utcOffset === null ? {} : { utcOffset }),
    })
    return dhcpSnippet(server, offer)
  } catch (error) {
    return { problem: toProblem(error) }
  }
}

function DhcpFields(props: {
  codes: readonly number[]
  choice: DhcpChoice
  onChoice: (choice: DhcpChoice) => void
}) {
  const styles = useStyles()
  const { codes, choice, onChoice } = props
  return (
    <div className={styles.row}>
      <Field label={words.provisioningUrls.server}>
        <Select
          value={choice.server}
          onChange={(_event, { value }) => onChoice({ ...choice, server: dhcpServerSchema.parse(value) })}
        >
          {dhcpServerSchema.options.map((each) => (
            <option key={each} value={each}>
              {words.provisioningUrls.servers[each]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.provisioningUrls.option}>
        <Select
          value={String(choice.option)}
          onChange={(_event, { value }) => onChoice({ ...choice, option: Number(value) })}
        >
          {codes.map((code) => (
            <option key={code} value={code}>
              {words.provisioningUrls.optionLabel(code)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.provisioningUrls.ntp} hint={words.provisioningUrls.ntpHint}>
        <Input
          value={choice.ntp}
          spellCheck={false}
          onChange={(_event, { value }) => onChoice({ ...choice, ntp: value })}
        />
      </Field>
      <Field label={words.provisioningUrls.utcOffset}>
        <Select
          value={choice.utcOffset === null ? '' : String(choice.utcOffset)}
          onChange={(_event, { value }) =>
            onChoice({ ...choice, utcOffset: value === '' ? null : Number(value) })
          }
        >
          <option value="">{words.provisioningUrls.noOffset}</option>
          {offsets.map((offset) => (
            <option key={offset} value={offset}>
              {words.provisioningUrls.hours(offset)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  )
}

function SnippetView({ snippet: { text, notes } }: { snippet: Snippet }) {
  const styles = useStyles()
  return (
    <>
      <pre className={styles.snippet} tabIndex={0} data-snippet>
        {text}
      </pre>
      <div>
        <CopyButton text={text} label={words.provisioningUrls.snippet} />
      </div>
      {notes.length === 0 ? null : (
        <ul className={styles.notes}>
          {notes.map((note) => (
            <li key={note} className={styles.note} data-note={note}>
              <ToneBadge tone="attention">{words.provisioningUrls.warning}</ToneBadge>
              <span>{words.provisioningUrls.notes[note]}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
