/** The practice office: starts it, and sets faults on its devices. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import type { PracticeDevice } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { StatusContext, useContract } from '../connection/context.ts'
import { EmptyState, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { PracticeHandset } from './pairing/practice-handset.tsx'
import { DeviceFacts, Faults } from './practice-device.tsx'
import { PracticeOffice } from './practice-office.tsx'

const useStyles = makeStyles({
  handsets: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(380px, 1fr))', gap: '14px' },
  title: { margin: '18px 0 8px', fontSize: tokens.fontSizeBase300 },
})

export function PracticeScreen() {
  const contract = useContract()
  const status = useContext(StatusContext)
  const start = useMutation(contract.practice.start.mutationOptions())
  const stop = useMutation(contract.practice.stop.mutationOptions())
  const practice = status?.practice ?? null
  const failed = start.error ?? stop.error
  const running = practice?.running === true
  const office = useQuery({ ...contract.practice.office.queryOptions(), enabled: running })
  const inOffice = new Set(office.data?.map(({ id }) => id))
  // the others are shown beside the list of the office
  const bases =
    office.data === undefined ? [] : (practice?.devices.filter(({ id }) => !inOffice.has(id)) ?? [])
  return (
    <Screen
      title={words.practiceOffice.practiceOffice}
      lead={words.practiceOffice.officeLead}
      actions={
        <Button
          appearance={running ? 'secondary' : 'primary'}
          disabled={start.isPending || stop.isPending}
          onClick={() => (running ? stop.mutate(undefined) : start.mutate(undefined))}
        >
          {running ? words.practiceOffice.stopOffice : words.practiceOffice.startOffice}
        </Button>
      }
    >
      {failed === null ? null : <ProblemCard problem={problemOf(failed)} />}
      {running && practice !== null ? (
        <>
          {bases.map((device) => (
            <PracticeBase key={device.id} device={device} />
          ))}
          <PracticeOffice whole={practice.devices} />
        </>
      ) : (
        <Panel>
          <EmptyState title={words.practiceOffice.officeOff}>{words.practiceOffice.officeOffBody}</EmptyState>
        </Panel>
      )}
    </Screen>
  )
}

function PracticeBase({ device }: { device: PracticeDevice }) {
  const styles = useStyles()
  return (
    <Panel
      title={`${device.vendor} ${device.model}`}
      actions={
        device.faults.length === 0 ? null : (
          <ToneBadge tone="attention">{words.practiceOffice.faultActive}</ToneBadge>
        )
      }
    >
      <DeviceFacts device={device} />
      <h3 className={styles.title}>{words.terms.handsets}</h3>
      <div className={styles.handsets}>
        {device.handsets.map((handset) => (
          <PracticeHandset key={handset.ipei} deviceId={device.id} handset={handset} />
        ))}
      </div>
      <Faults device={device} />
    </Panel>
  )
}
