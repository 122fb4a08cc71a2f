/** The gateway core on this laptop: for bench, training and rehearsal. Off until started, on the address that was picked. */

import { Button, Field, Input, makeStyles, Select } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useContext, useState } from 'react'
import type { DirectoryUser, GatewayLogEntry, GatewayStatus } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../connection/context.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { EmptyState, Facts, FormRow, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { GatewayGuard } from './gateway-guard.tsx'

const useStyles = makeStyles({
  port: { width: '110px' },
  address: { minWidth: '240px' },
  after: { marginTop: '14px' },
})

const users: readonly Column<DirectoryUser>[] = [
  { id: 'name', title: 'Name', text: ({ name }) => name, width: 'minmax(160px, 1fr)' },
  { id: 'number', title: 'Number', text: ({ number }) => number, width: '170px', mono: true },
  {
    id: 'device',
    title: 'Signed in on',
    text: ({ hardwareId }) => hardwareId ?? 'Free',
    width: '180px',
    mono: true,
  },
]
const factsOf = (entry: GatewayLogEntry): string =>
  Object.entries(entry.facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
const lines: readonly Column<GatewayLogEntry>[] = [
  { id: 'at', title: 'When', text: ({ at }) => words.time.clock(at), width: '100px', mono: true },
  {
    id: 'what',
    title: 'What',
    text: ({ path }) => words.gateway.logEvent(path),
    width: 'minmax(170px, 1fr)',
  },
  { id: 'from', title: 'From', text: ({ from }) => from, width: '170px', mono: true },
  {
    id: 'whom',
    title: 'Hardware id',
    text: ({ hardwareId }) => hardwareId ?? '',
    width: '150px',
    mono: true,
  },
  { id: 'facts', title: 'More', text: factsOf, width: 'minmax(180px, 2fr)' },
]

/** A port as typed: empty takes any free one; null is no port. */
const portOf = (text: string): number | null => {
  if (text.trim() === '') return 0
  const port = Number(text)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null
}

export function GatewayScreen() {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const gateway = useContext(StatusContext)?.gateway ?? null
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const running = gateway !== null && gateway.state !== 'off'
  const directory = useQuery({
    ...contract.gateway.users.queryOptions(),
    enabled: running,
    refetchInterval: 3_000,
  })
  const log = useQuery({ ...contract.gateway.log.queryOptions(), enabled: running, refetchInterval: 2_000 })
  const start = useMutation(contract.gateway.start.mutationOptions())
  const stop = useMutation(contract.gateway.stop.mutationOptions())
  const [picked, setPicked] = useState<string | null>(null)
  const [httpPort, setHttpPort] = useState('')
  const [sipPort, setSipPort] = useState('')
  const addresses = interfaces.data ?? []
  const usual = job.practice
    ? addresses.find((each) => each.loopback)
    : addresses.find((each) => !each.loopback)
  const address = picked ?? usual?.address ?? addresses[0]?.address ?? ''
  const ports = { http: portOf(httpPort), sip: portOf(sipPort) }
  const failed = start.error ?? stop.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ports.http === null || ports.sip === null || address === '') return
    start.mutate({ address, httpPort: ports.http, sipPort: ports.sip })
  }
  return (
    <Screen
      title="Gateway"
      lead="A gateway of our own on this laptop, for rehearsal and training. It answers for its own names only, never for Microsoft’s."
      actions={
        running ? (
          <Button disabled={stop.isPending} onClick={() => stop.mutate(undefined)}>
            Stop the gateway
          </Button>
        ) : null
      }
    >
      {failed === null ? null : <ProblemCard problem={problemOf(failed)} />}
      {gateway === null || gateway.reason === null ? null : <ProblemCard problem={gateway.reason} />}
      {running && gateway !== null ? (
        <>
          <Panel title="Running" actions={<GatewayState state={gateway.state} />}>
            <Facts
              facts={[
                {
                  name: 'Provisioning URL',
                  value: `http://${gateway.address}:${gateway.httpPort}`,
                  mono: true,
                },
                { name: 'SIP', value: `${gateway.address}:${gateway.sipPort}, UDP and TCP`, mono: true },
                { name: 'Domain', value: gateway.domain, mono: true },
                {
                  name: 'Sign-in page',
                  value:
                    gateway.signInPage === null ? null : (
                      <a href={gateway.signInPage} target="_blank" rel="noreferrer">
                        {gateway.signInPage}
                      </a>
                    ),
                },
                { name: 'Registered now', value: String(gateway.registrations) },
              ]}
            />
          </Panel>
          <GatewayGuard status={gateway} />
          <Panel title="Users and numbers">
            <DataTable
              label="Users"
              rows={directory.data ?? []}
              columns={users}
              rowKey={(user) => user.id}
              fileName="gateway-users"
              tall={6}
              empty={
                <EmptyState title="No users">Add one below: a sign-in needs an account to attach.</EmptyState>
              }
            />
            <AddUser />
          </Panel>
          <Panel title="What it saw">
            <DataTable
              label="Gateway log"
              rows={(log.data ?? []).toReversed()}
              columns={lines}
              rowKey={(entry) =>
                `${entry.at} ${entry.path} ${entry.from} ${entry.hardwareId} ${factsOf(entry)}`
              }
              fileName="gateway-log"
              empty={
                <EmptyState title="Nothing yet">Fetches, registrations and calls appear here.</EmptyState>
              }
            />
          </Panel>
        </>
      ) : (
        <Panel title="Start it">
          <FormRow onSubmit={submit}>
            <Field label="Address of this laptop" hint="Devices must be able to reach it.">
              <Select
                className={styles.address}
                value={address}
                onChange={(_event, { value }) => setPicked(value)}
              >
                {addresses.map((each) => (
                  <option key={each.address} value={each.address}>
                    {`${each.address} (${each.name}${each.loopback ? ', this laptop only' : ''})`}
                  </option>
                ))}
              </Select>
            </Field>
            <PortField label="HTTP port" text={httpPort} wrong={ports.http === null} onText={setHttpPort} />
            <PortField label="SIP port" text={sipPort} wrong={ports.sip === null} onText={setSipPort} />
            <Button
              appearance="primary"
              type="submit"
              disabled={start.isPending || ports.http === null || ports.sip === null || address === ''}
            >
              Start the gateway
            </Button>
          </FormRow>
        </Panel>
      )}
    </Screen>
  )
}

function GatewayState({ state }: { state: GatewayStatus['state'] }) {
  return <ToneBadge tone={state === 'running' ? 'good' : 'attention'}>{words.gateway.state[state]}</ToneBadge>
}

function PortField(props: { label: string; text: string; wrong: boolean; onText: (text: string) => void }) {
  const styles = useStyles()
  return (
    <Field
      label={props.label}
      hint="Any free one when empty"
      {...(props.wrong ? { validationMessage: '1 to 65535', validationState: 'error' as const } : {})}
    >
      <Input
        className={styles.port}
        inputMode="numeric"
        value={props.text}
        onChange={(_event, { value }) => props.onText(value)}
      />
    </Field>
  )
}

function AddUser() {
  const styles = useStyles()
  const contract = useContract()
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const add = useMutation(
    contract.gateway.addUser.mutationOptions({
      onSuccess() {
        setName('')
        setNumber('')
      },
    }),
  )
  const tidy = number.replaceAll(/[\s().-]/g, '')
  const fits = /^\+[1-9]\d{6,14}$/.test(tidy)
  return (
    <div className={styles.after}>
      <FormRow
        onSubmit={(event) => {
          event.preventDefault()
          if (fits && name.trim() !== '') add.mutate({ name: name.trim(), number: tidy })
        }}
      >
        <Field label="Name">
          <Input value={name} onChange={(_event, { value }) => setName(value)} placeholder="Lee Gu" />
        </Field>
        <Field
          label="Number"
          {...(number !== '' && !fits
            ? { validationMessage: 'Begin with + and the country.', validationState: 'error' as const }
            : {})}
        >
          <Input
            value={number}
            onChange={(_event, { value }) => setNumber(value)}
            placeholder="+44 20 7946 0000"
          />
        </Field>
        <Button type="submit" disabled={!fits || name.trim() === '' || add.isPending}>
          Add the user
        </Button>
      </FormRow>
      {add.error === null ? null : <ProblemCard problem={problemOf(add.error)} />}
    </div>
  )
}
