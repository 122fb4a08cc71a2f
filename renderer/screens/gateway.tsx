/** The gateway of this laptop, for bench, training and rehearsal. It is off until it is started on an address. */

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
  { id: 'name', title: words.terms.name, text: ({ name }) => name, width: 'minmax(160px, 1fr)' },
  { id: 'number', title: words.terms.number, text: ({ number }) => number, width: '170px', mono: true },
  {
    id: 'device',
    title: words.gatewayScreen.signedInOn,
    text: ({ hardwareId }) => hardwareId ?? words.gatewayScreen.free,
    width: '180px',
    mono: true,
  },
]
const lines: readonly Column<GatewayLogEntry>[] = [
  { id: 'at', title: words.terms.time, text: ({ at }) => words.time.clock(at), width: '100px', mono: true },
  {
    id: 'what',
    title: words.terms.event,
    text: ({ path }) => words.gateway.logEvent(path),
    width: 'minmax(170px, 1fr)',
  },
  { id: 'from', title: words.gatewayScreen.from, text: ({ from }) => from, width: '170px', mono: true },
  {
    id: 'whom',
    title: words.terms.hardwareId,
    text: ({ hardwareId }) => hardwareId ?? '',
    width: '150px',
    mono: true,
  },
  {
    id: 'facts',
    title: words.terms.details,
    text: ({ facts }) => words.gateway.logDetails(facts),
    width: 'minmax(180px, 2fr)',
  },
]

/** A port as typed: 0, any free one, when empty; null when it is not a port. */
const portOf = (text: string): number | null => {
  if (text.trim() === '') return 0
  const port = Number(text)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null
}

export function GatewayScreen() {
  const contract = useContract()
  const gateway = useContext(StatusContext)?.gateway ?? null
  const running = gateway !== null && gateway.state !== 'off'
  const start = useMutation(contract.gateway.start.mutationOptions())
  const stop = useMutation(contract.gateway.stop.mutationOptions())
  const failed = start.error ?? stop.error
  return (
    <Screen
      title={words.gatewayScreen.title}
      lead={words.gatewayScreen.lead}
      actions={
        running ? (
          <Button disabled={stop.isPending} onClick={() => stop.mutate(undefined)}>
            {words.gatewayScreen.stopGateway}
          </Button>
        ) : null
      }
    >
      {failed === null ? null : <ProblemCard problem={problemOf(failed)} />}
      {gateway === null || gateway.reason === null ? null : <ProblemCard problem={gateway.reason} />}
      {running && gateway !== null ? (
        <>
          <RunningGateway gateway={gateway} />
          <GatewayGuard status={gateway} />
          <Directory />
          <GatewayLog />
        </>
      ) : (
        <StartGateway pending={start.isPending} onStart={start.mutate} />
      )}
    </Screen>
  )
}

function RunningGateway({ gateway }: { gateway: GatewayStatus }) {
  return (
    <Panel title={words.gatewayScreen.running} actions={<GatewayState state={gateway.state} />}>
      <Facts
        facts={[
          {
            name: words.terms.provisioningUrl,
            value: `http://${gateway.address}:${gateway.httpPort}`,
            mono: true,
          },
          {
            name: words.gatewayScreen.sip,
            value: words.gatewayScreen.sipAddress(gateway.address ?? '', gateway.sipPort ?? ''),
            mono: true,
          },
          { name: words.gatewayScreen.domain, value: gateway.domain, mono: true },
          {
            name: words.gatewayScreen.signInPage,
            value:
              gateway.signInPage === null ? null : (
                <a href={gateway.signInPage} target="_blank" rel="noreferrer">
                  {gateway.signInPage}
                </a>
              ),
          },
          { name: words.gatewayScreen.registeredNow, value: String(gateway.registrations) },
        ]}
      />
    </Panel>
  )
}

/** The users of the gateway, and the handsets they are signed in on. */
function Directory() {
  const contract = useContract()
  const directory = useQuery({ ...contract.gateway.users.queryOptions(), refetchInterval: 3_000 })
  return (
    <Panel title={words.gatewayScreen.usersTitle}>
      <DataTable
        label={words.gatewayScreen.users}
        rows={directory.data ?? []}
        columns={users}
        rowKey={(user) => user.id}
        fileName="gateway-users"
        tall={6}
        empty={<EmptyState title={words.gatewayScreen.noUsers}>{words.gatewayScreen.noUsersBody}</EmptyState>}
      />
      <AddUser />
    </Panel>
  )
}

function GatewayLog() {
  const contract = useContract()
  const log = useQuery({ ...contract.gateway.log.queryOptions(), refetchInterval: 2_000 })
  return (
    <Panel title={words.gatewayScreen.gatewayLog}>
      <DataTable
        label={words.gatewayScreen.gatewayLog}
        rows={(log.data ?? []).toReversed()}
        columns={lines}
        rowKey={(entry) =>
          `${entry.at} ${entry.path} ${entry.from} ${entry.hardwareId} ${JSON.stringify(entry.facts)}`
        }
        fileName="gateway-log"
        empty={
          <EmptyState title={words.gatewayScreen.emptyLog}>{words.gatewayScreen.emptyLogBody}</EmptyState>
        }
      />
    </Panel>
  )
}

interface StartRequest {
  readonly address: string
  readonly httpPort: number
  readonly sipPort: number
}

function StartGateway(props: { pending: boolean; onStart: (request: StartRequest) => void }) {
  const styles = useStyles()
  const { job } = useJob()
  const contract = useContract()
  const interfaces = useQuery(contract.app.interfaces.queryOptions())
  const [picked, setPicked] = useState<string | null>(null)
  const [httpPort, setHttpPort] = useState('')
  const [sipPort, setSipPort] = useState('')
  const addresses = interfaces.data ?? []
  const usual = job.practice
    ? addresses.find((each) => each.loopback)
    : addresses.find((each) => !each.loopback)
  const address = picked ?? usual?.address ?? addresses[0]?.address ?? ''
  const ports = { http: portOf(httpPort), sip: portOf(sipPort) }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ports.http === null || ports.sip === null || address === '') return
    props.onStart({ address, httpPort: ports.http, sipPort: ports.sip })
  }
  return (
    <Panel title={words.gatewayScreen.startGateway}>
      <FormRow onSubmit={submit}>
        <Field label={words.gatewayScreen.address} hint={words.gatewayScreen.addressHint}>
          <Select
            className={styles.address}
            value={address}
            onChange={(_event, { value }) => setPicked(value)}
          >
            {addresses.map((each) => (
              <option key={each.address} value={each.address}>
                {words.gatewayScreen.interfaceOption(each)}
              </option>
            ))}
          </Select>
        </Field>
        <PortField
          label={words.gatewayScreen.httpPort}
          text={httpPort}
          wrong={ports.http === null}
          onText={setHttpPort}
        />
        <PortField
          label={words.gatewayScreen.sipPort}
          text={sipPort}
          wrong={ports.sip === null}
          onText={setSipPort}
        />
        <Button
          appearance="primary"
          type="submit"
          disabled={props.pending || ports.http === null || ports.sip === null || address === ''}
        >
          {words.gatewayScreen.startGateway}
        </Button>
      </FormRow>
    </Panel>
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
      hint={words.gatewayScreen.anyFreePort}
      {...(props.wrong
        ? { validationMessage: words.gatewayScreen.portFormat, validationState: 'error' as const }
        : {})}
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
        <Field label={words.terms.name}>
          <Input
            value={name}
            onChange={(_event, { value }) => setName(value)}
            placeholder={words.gatewayScreen.nameExample}
          />
        </Field>
        <Field
          label={words.terms.number}
          {...(number !== '' && !fits
            ? { validationMessage: words.gatewayScreen.numberFormat, validationState: 'error' as const }
            : {})}
        >
          <Input
            value={number}
            onChange={(_event, { value }) => setNumber(value)}
            placeholder="+44 20 7946 0000"
          />
        </Field>
        <Button type="submit" disabled={!fits || name.trim() === '' || add.isPending}>
          {words.gatewayScreen.addUser}
        </Button>
      </FormRow>
      {add.error === null ? null : <ProblemCard problem={problemOf(add.error)} />}
    </div>
  )
}
