/** The page of a signed-in device: provisioning, handsets, settings, log, firmware, actions. */

import { Button, makeStyles, Spinner, Tab, TabList, tokens } from '@fluentui/react-components'
import { ArrowClockwise20Regular } from '@fluentui/react-icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import { isActive } from '#shared/machines/push.ts'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import type { Handset, Setting } from '#shared/model/settings.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { Actions } from './actions.tsx'
import { Firmware } from './firmware.tsx'
import { HeldStage } from './held-stage.tsx'
import { Point } from './point.tsx'
import { panelOf } from './step-strip.tsx'

const useStyles = makeStyles({
  tabs: { marginBottom: '12px' },
  log: {
    maxHeight: '320px',
    overflow: 'auto',
    margin: 0,
    padding: '12px',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground3,
    whiteSpace: 'pre-wrap',
  },
})

const registrationTones = {
  registered: 'good',
  'not-registered': 'attention',
  'not-known': 'not-known',
} as const
const registrationWords = {
  registered: words.deviceScreen.registered,
  'not-registered': words.deviceScreen.notRegistered,
  'not-known': words.terms.notKnown,
} as const

const handsetColumns: readonly Column<Handset>[] = [
  { id: 'slot', title: words.deviceScreen.slot, text: ({ slot }) => String(slot), width: '60px' },
  {
    id: 'model',
    title: words.terms.model,
    text: ({ model }) => model ?? words.terms.notKnown,
    width: 'minmax(100px, 1fr)',
  },
  {
    id: 'ipei',
    title: words.terms.ipei,
    text: ({ ipei }) => words.numbers.grouped(ipei),
    width: '140px',
    mono: true,
  },
  {
    id: 'printed',
    title: words.deviceScreen.asPrinted,
    text: ({ ipeiPrinted }) => ipeiPrinted,
    width: '180px',
    mono: true,
  },
  {
    id: 'hardware',
    title: words.terms.hardwareId,
    text: ({ hardwareId }) => hardwareId,
    width: '150px',
    mono: true,
  },
  {
    id: 'state',
    title: words.deviceScreen.baseStatus,
    text: ({ state }) => state,
    width: 'minmax(110px, 1fr)',
  },
  {
    id: 'registration',
    title: words.terms.registration,
    text: ({ registration }) => registrationWords[registration],
    show: ({ registration }) => (
      <ToneBadge tone={registrationTones[registration]}>{registrationWords[registration]}</ToneBadge>
    ),
    width: '150px',
  },
]
const settingColumns: readonly Column<Setting>[] = [
  { id: 'page', title: words.deviceScreen.page, text: ({ page }) => page, width: 'minmax(200px, 1fr)' },
  { id: 'group', title: words.deviceScreen.group, text: ({ group }) => group, width: '190px' },
  { id: 'label', title: words.deviceScreen.setting, text: ({ label }) => label, width: '190px' },
  {
    id: 'value',
    title: words.deviceScreen.value,
    text: ({ value }) => value ?? words.deviceScreen.notShown,
    width: 'minmax(180px, 1.2fr)',
    mono: true,
  },
  {
    id: 'default',
    title: words.deviceScreen.defaultWord,
    text: ({ isDefault }) => (isDefault ? words.terms.yes : words.terms.no),
    width: '90px',
  },
]

const registeredStates: readonly OnboardingState['at'][] = ['onboarded', 'signed-in']

const tabNames = ['handsets', 'settings', 'log'] as const
type TabName = (typeof tabNames)[number]
const tabWords: Record<TabName, string> = {
  handsets: words.terms.handsets,
  settings: words.terms.settings,
  log: words.deviceScreen.deviceLog,
}

/** Interval of readings while a handset is not registered, milliseconds. */
const unregisteredInterval = 10_000

/**
 * Reads the device, and again when a push ends or an endpoint registers: both change the pages of the device. A handset that is not
 * registered can register at any time without an event of the job.
 */
function useDeviceReading(device: JobDevice, pushing: boolean) {
  const { endpoints, pushes } = useJob()
  const contract = useContract()
  const reading = useQuery({
    ...contract.devices.read.queryOptions({ input: { deviceId: device.id } }),
    enabled: !pushing,
    refetchInterval: ({ state: { data } }) =>
      data?.handsets?.some(({ registration }) => registration !== 'registered') === true
        ? unregisteredInterval
        : false,
  })
  const { refetch } = reading
  const written = pushes.findLast(({ deviceId, state }) => deviceId === device.id && state.at === 'done')
  const registered = endpoints.filter(
    ({ deviceId, onboarding: { at } }) => deviceId === device.id && registeredStates.includes(at),
  )
  const shownState = [
    written?.state.since,
    ...registered.map(({ id, onboarding }) => `${id} ${onboarding.at}`),
  ]
    .join(' ')
    .trim()
  useEffect(() => {
    if (shownState !== '') void refetch()
  }, [shownState, refetch])
  return reading
}

export function SignedIn({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { pushes } = useJob()
  const contract = useContract()
  const tabs = tabNames.filter((name) => name === 'settings' || device.capabilities.includes(name))
  const [chosen, setTab] = useState<TabName>('handsets')
  const tab = tabs.includes(chosen) ? chosen : 'settings'
  const input = { deviceId: device.id }
  const pushing = pushes.some(({ deviceId, state }) => deviceId === device.id && isActive(state))
  const reading = useDeviceReading(device, pushing)
  const { refetch } = reading
  const log = useQuery({
    ...contract.devices.deviceLog.queryOptions({ input }),
    enabled: tab === 'log' && !pushing,
    // a firmware update shows its progress there
    refetchInterval: 5_000,
  })
  const updates = device.capabilities.includes('firmware')
  const firmwareFirst = updates && verdictTone[device.verdict.answer] === 'bad'
  const signOut = useMutation(contract.devices.signOut.mutationOptions())
  return (
    <>
      {firmwareFirst ? <Firmware device={device} /> : null}
      {device.capabilities.includes('provisioning') ? <Point device={device} /> : null}
      <Panel
        id={panelOf('pair')}
        title={words.deviceScreen.settingsOnDevice}
        actions={
          <>
            <Button
              size="small"
              icon={<ArrowClockwise20Regular />}
              disabled={reading.isFetching || pushing}
              onClick={() => {
                void refetch()
                if (tab === 'log') void log.refetch()
              }}
            >
              {words.deviceScreen.readAgain}
            </Button>
            <Button size="small" onClick={() => signOut.mutate(input)}>
              {words.deviceScreen.signOut}
            </Button>
          </>
        }
      >
        <HeldStage settings={reading.data?.settings ?? []} />
        <TabList
          className={styles.tabs}
          selectedValue={tab}
          onTabSelect={(_event, { value }) => setTab(tabNames.find((name) => name === value) ?? 'settings')}
        >
          {tabs.map((name) => (
            <Tab key={name} value={name}>
              {tabWords[name]}
            </Tab>
          ))}
        </TabList>
        {tab === 'log' ? (
          <LogTab error={log.error} lines={log.data} />
        ) : reading.error !== null ? (
          <ProblemCard problem={problemOf(reading.error)}>
            <Button onClick={() => void refetch()}>{words.deviceScreen.readAgain}</Button>
          </ProblemCard>
        ) : tab === 'handsets' ? (
          <HandsetsTab reading={reading.data} />
        ) : (
          <SettingsTab reading={reading.data} />
        )}
      </Panel>
      {updates && !firmwareFirst ? <Firmware device={device} /> : null}
      <Actions device={device} />
    </>
  )
}

/** The last reading of the device; undefined before the first. */
type TabReading = ReturnType<typeof useDeviceReading>['data']

function HandsetsTab({ reading }: { reading: TabReading }) {
  const { job, endpoints } = useJob()
  const [, navigate] = useLocation()
  const openHandset = (handset: Handset) => {
    const endpoint = endpoints.find((each) => each.hardwareId === handset.hardwareId)
    if (endpoint !== undefined) navigate(`/job/${job.id}/pairing/${endpoint.id}`)
  }
  return (
    <>
      <DataTable
        label={words.deviceScreen.handsetsOfBase}
        rows={reading?.handsets ?? []}
        columns={handsetColumns}
        rowKey={(handset) => handset.ipei}
        onOpen={openHandset}
        fileName="base-handsets"
        empty={
          reading === undefined ? (
            <Reading />
          ) : (
            <EmptyState title={words.deviceScreen.noHandsets}>{words.deviceScreen.noHandsetsBody}</EmptyState>
          )
        }
      />
      {(reading?.unreadable ?? []).map(({ slot, text }) => (
        <p key={slot}>
          <ToneBadge tone="attention">{words.terms.notKnown}</ToneBadge>{' '}
          {words.deviceScreen.unreadableSlot(slot, text)}
        </p>
      ))}
    </>
  )
}

function SettingsTab({ reading }: { reading: TabReading }) {
  return (
    <DataTable
      label={words.terms.settings}
      rows={reading?.settings ?? []}
      columns={settingColumns}
      rowKey={(setting) => `${setting.page} ${setting.group} ${setting.id} ${setting.label}`}
      fileName="settings"
      empty={<Reading />}
    />
  )
}

function LogTab(props: { error: Error | null; lines: readonly { readonly text: string }[] | undefined }) {
  const styles = useStyles()
  const { error, lines } = props
  if (error === null && lines === undefined) return <Reading />
  return (
    <>
      {error === null ? null : <ProblemCard problem={problemOf(error)} />}
      {lines === undefined ? null : (
        <pre className={styles.log} tabIndex={0}>
          {lines.length === 0 ? words.deviceScreen.logEmpty : lines.map((line) => line.text).join('\n')}
        </pre>
      )}
    </>
  )
}

function Reading() {
  return (
    <EmptyState title={words.deviceScreen.reading}>
      <Spinner size="small" />
    </EmptyState>
  )
}
