/** A switch is asked once with what was typed. Communities and passwords are kept in memory only. */
import { Button, Field, Input, makeStyles, ProgressBar, Select } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import { authProtocols, privacyProtocols, type SnmpAccessInput } from '#shared/model/snmp.ts'
import { problemOf } from '../../connection/connection.ts'
import { useClient, useJob } from '../../connection/context.ts'
import { FormRow, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  after: { marginTop: '12px', display: 'flex', flexDirection: 'column', gap: '8px' },
  line: { display: 'flex', gap: '12px', alignItems: 'center' },
})

type Reading =
  | { readonly at: 'running'; readonly address: string; readonly done: number; readonly total: number }
  | { readonly at: 'ended'; readonly address: string; readonly neighbours: number; readonly phones: number }
  | { readonly at: 'failed'; readonly problem: Problem }

const authWords = {
  md5: 'MD5',
  sha: 'SHA',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
} as const
const privacyWords = { des: 'DES', aes: 'AES', aes256: 'AES-256', aes256c: 'AES-256 (Cisco)' } as const

export function ReadSwitch() {
  const styles = useStyles()
  const client = useClient()
  const { job } = useJob()
  const [address, setAddress] = useState('')
  const [version, setVersion] = useState('2c')
  const [community, setCommunity] = useState('public')
  const [user, setUser] = useState('')
  const [auth, setAuth] = useState('sha')
  const [authPassword, setAuthPassword] = useState('')
  const [privacy, setPrivacy] = useState('aes')
  const [privacyPassword, setPrivacyPassword] = useState('')
  const [reading, setReading] = useState<Reading | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const access = (): SnmpAccessInput => {
    if (version !== '3') return { version: version === '1' ? '1' : '2c', community }
    const protocol = authProtocols.find((each) => each === auth) ?? 'sha'
    const cipher = privacyProtocols.find((each) => each === privacy) ?? 'aes'
    return {
      version: '3',
      user,
      auth: authPassword === '' ? null : { protocol, password: authPassword },
      privacy: privacyPassword === '' ? null : { protocol: cipher, password: privacyPassword },
    }
  }
  const read = async (target: string) => {
    leaving.current?.abort()
    const controller = new AbortController()
    leaving.current = controller
    setReading({ at: 'running', address: target, done: 0, total: 0 })
    try {
      const input = { jobId: job.id, address: target, snmp: access() }
      for await (const event of await client.discovery.readSwitch(input, { signal: controller.signal })) {
        if (event.kind === 'table')
          setReading({ at: 'running', address: target, done: event.done, total: event.total })
        else if (event.kind === 'ended')
          setReading({ at: 'ended', address: target, neighbours: event.neighbours, phones: event.phones })
        else if (event.kind === 'failed') setReading({ at: 'failed', problem: event.problem })
        else if (event.kind === 'cancelled') setReading(null)
      }
    } catch (error) {
      if (!controller.signal.aborted) setReading({ at: 'failed', problem: problemOf(error) })
    }
  }
  const running = reading?.at === 'running'
  const target = address
  return (
    <Panel title="Read a switch">
      <FormRow
        onSubmit={(event) => {
          event.preventDefault()
          if (target.trim() !== '') void read(target.trim())
        }}
      >
        <Field label="Address of the switch">
          <Input
            value={target}
            spellCheck={false}
            placeholder="192.168.1.2"
            onChange={(_event, { value }) => setAddress(value)}
          />
        </Field>
        <Field label="SNMP">
          <Select value={version} onChange={(_event, { value }) => setVersion(value)}>
            <option value="2c">Version 2c</option>
            <option value="3">Version 3</option>
            <option value="1">Version 1</option>
          </Select>
        </Field>
        {version === '3' ? (
          <>
            <Field label="User">
              <Input value={user} spellCheck={false} onChange={(_event, { value }) => setUser(value)} />
            </Field>
            <Field label="Authentication">
              <Select value={auth} onChange={(_event, { value }) => setAuth(value)}>
                {authProtocols.map((each) => (
                  <option key={each} value={each}>
                    {authWords[each]}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Its password" hint="Empty: none">
              <Input
                type="password"
                value={authPassword}
                onChange={(_event, { value }) => setAuthPassword(value)}
              />
            </Field>
            <Field label="Privacy">
              <Select value={privacy} onChange={(_event, { value }) => setPrivacy(value)}>
                {privacyProtocols.map((each) => (
                  <option key={each} value={each}>
                    {privacyWords[each]}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Its password" hint="Empty: none">
              <Input
                type="password"
                value={privacyPassword}
                onChange={(_event, { value }) => setPrivacyPassword(value)}
              />
            </Field>
          </>
        ) : (
          <Field label="Community" hint="Kept in memory only, asked once.">
            <Input type="password" value={community} onChange={(_event, { value }) => setCommunity(value)} />
          </Field>
        )}
        {running ? (
          <Button onClick={() => leaving.current?.abort()}>Stop</Button>
        ) : (
          <Button appearance="primary" type="submit" disabled={target.trim() === ''}>
            Read it
          </Button>
        )}
      </FormRow>
      {reading === null ? null : (
        <div className={styles.after} data-reading={reading.at}>
          {reading.at === 'running' ? (
            <ProgressBar
              aria-label={`Reading ${reading.address}`}
              {...(reading.total === 0 ? {} : { value: reading.done / reading.total })}
            />
          ) : reading.at === 'failed' ? (
            <ProblemCard problem={reading.problem} />
          ) : (
            <span className={styles.line} role="status">
              <ToneBadge tone="good">Read</ToneBadge>
              {`${reading.address}: ${reading.neighbours} neighbours, ${reading.phones} of them phones.`}
            </span>
          )}
        </div>
      )}
    </Panel>
  )
}
