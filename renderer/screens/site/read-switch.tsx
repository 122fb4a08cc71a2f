/** Reads a switch with the typed credentials, which are kept in memory only. */

import { Button, Field, Input, makeStyles, ProgressBar } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useContext, useEffect, useRef, useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useClient, useContract, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { SnmpFields, type SnmpForm, snmpAccessIn, usualSnmp } from '../../parts/snmp-fields.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  after: { marginTop: '12px', display: 'flex', flexDirection: 'column', gap: '8px' },
  picks: { display: 'flex', gap: '8px', flexWrap: 'wrap', alignItems: 'center', marginTop: '10px' },
  line: { display: 'flex', gap: '12px', alignItems: 'center' },
})

type Reading =
  | { readonly at: 'running'; readonly address: string; readonly done: number; readonly total: number }
  | {
      readonly at: 'ended'
      readonly address: string
      readonly neighbours: number
      readonly phones: number
      /** Names of the tables that were not read to their end. */
      readonly unread: readonly string[]
    }
  | { readonly at: 'failed'; readonly problem: Problem }

export function ReadSwitch() {
  const [address, setAddress] = useState('')
  const [snmp, setSnmp] = useState(usualSnmp)
  const { reading, read, stop } = useSwitchReading()
  const running = reading?.at === 'running'
  return (
    <Panel title={words.site.readSwitch}>
      <FormRow
        onSubmit={(event) => {
          event.preventDefault()
          if (address.trim() !== '') void read(address.trim(), snmp)
        }}
      >
        <Field label={words.site.switchAddress}>
          <Input
            value={address}
            spellCheck={false}
            placeholder="192.168.1.2"
            onChange={(_event, { value }) => setAddress(value)}
          />
        </Field>
        <SnmpFields form={snmp} onChange={setSnmp} />
        {running ? (
          <Button onClick={stop}>{words.site.stop}</Button>
        ) : (
          <Button appearance="primary" type="submit" disabled={address.trim() === ''}>
            {words.site.readSwitchButton}
          </Button>
        )}
      </FormRow>
      <PracticeSwitches
        disabled={running}
        onPick={(place) => {
          setAddress(place)
          void read(place, snmp)
        }}
      />
      {reading === null ? null : <ReadingLine reading={reading} />}
    </Panel>
  )
}

/** Reads one switch at a time. A new reading, or leaving the page, cancels the one before. */
function useSwitchReading() {
  const client = useClient()
  const { job } = useJob()
  const [reading, setReading] = useState<Reading | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const read = async (address: string, snmp: SnmpForm) => {
    leaving.current?.abort()
    const controller = new AbortController()
    leaving.current = controller
    setReading({ at: 'running', address, done: 0, total: 0 })
    try {
      const input = { jobId: job.id, address, snmp: snmpAccessIn(snmp) }
      for await (const event of await client.discovery.readSwitch(input, { signal: controller.signal })) {
        if (event.kind === 'table')
          setReading({ at: 'running', address, done: event.done, total: event.total })
        else if (event.kind === 'ended')
          setReading({
            at: 'ended',
            address,
            neighbours: event.neighbours,
            phones: event.phones,
            unread: event.unread.map(({ name }) => name),
          })
        else if (event.kind === 'failed') setReading({ at: 'failed', problem: event.problem })
        else if (event.kind === 'cancelled') setReading(null)
      }
    } catch (error) {
      if (!controller.signal.aborted) setReading({ at: 'failed', problem: problemOf(error) })
    }
  }
  return { reading, read, stop: () => leaving.current?.abort() }
}

function ReadingLine({ reading }: { reading: Reading }) {
  const styles = useStyles()
  return (
    <div className={styles.after} data-reading={reading.at}>
      {reading.at === 'running' ? (
        <ProgressBar
          aria-label={words.site.reading(reading.address)}
          {...(reading.total === 0 ? {} : { value: reading.done / reading.total })}
        />
      ) : reading.at === 'failed' ? (
        <ProblemCard problem={reading.problem} />
      ) : (
        <span className={styles.line} role="status">
          {reading.unread.length === 0 ? (
            <ToneBadge tone="good">{words.site.read}</ToneBadge>
          ) : (
            <ToneBadge tone="attention">{words.site.readInPart}</ToneBadge>
          )}
          {words.site.switchSummary(reading.address, reading.neighbours, reading.phones)}{' '}
          {reading.unread.length === 0 ? null : words.site.unreadTables(reading.unread.join(', '))}
        </span>
      )}
    </div>
  )
}

/** Buttons for the switches of the practice office, in its job only. */
function PracticeSwitches({ disabled, onPick }: { disabled: boolean; onPick: (place: string) => void }) {
  const styles = useStyles()
  const contract = useContract()
  const { job, switches } = useJob()
  const running = useContext(StatusContext)?.practice.running === true
  const office = useQuery({ ...contract.practice.office.queryOptions(), enabled: job.practice && running })
  const found = (office.data ?? []).filter(({ kind }) => kind === 'switch')
  if (!job.practice || found.length === 0) return null
  const isRead = (mac: string) => switches.some(({ key }) => key === `mac:${mac}`)
  return (
    <div className={styles.picks}>
      <span>{words.site.inPracticeOffice}</span>
      {found.map(({ id, vendor, model, mac, address, ports }) => (
        <Button key={id} size="small" disabled={disabled} onClick={() => onPick(`${address}:${ports.snmp}`)}>
          {words.site.readPracticeSwitch(`${vendor} ${model}`, isRead(mac))}
        </Button>
      ))}
    </div>
  )
}
