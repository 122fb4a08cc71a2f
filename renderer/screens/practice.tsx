/** The practice office: starts it, and sets faults on its devices. */

import { Button, makeStyles, Switch, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useContext } from 'react'
import type { PracticeDevice } from '#shared/model/host.ts'
import { practiceFaultSchema } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { StatusContext, useContract } from '../connection/context.ts'
import { EmptyState, Facts, Panel, Screen } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { ToneBadge } from '../parts/tone.tsx'
import { PracticeHandset } from './pairing/practice-handset.tsx'
import { PracticeOffice } from './practice-office.tsx'

const useStyles = makeStyles({
  faults: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))', gap: '8px' },
  does: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, margin: '0 0 0 10px' },
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
  const bases = practice?.devices.filter((device) => device.handsets.length > 0) ?? []
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
          <PracticeOffice bases={practice.devices} />
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
  const contract = useContract()
  const misbehave = useMutation(contract.practice.misbehave.mutationOptions())
  return (
    <Panel
      title={`${device.vendor} ${device.model}`}
      actions={
        device.faults.length === 0 ? null : (
          <ToneBadge tone="attention">{words.practiceOffice.faultActive}</ToneBadge>
        )
      }
    >
      <Facts
        facts={[
          { name: words.terms.address, value: `${device.address}:${device.ports.http}`, mono: true },
          { name: words.terms.mac, value: device.mac, mono: true },
          { name: words.terms.firmware, value: device.firmware, mono: true },
          {
            name: words.practiceOffice.userNamePassword,
            value: `${device.user} / ${device.user}`,
            mono: true,
          },
        ]}
      />
      <h3 className={styles.title}>{words.terms.handsets}</h3>
      <div className={styles.handsets}>
        {device.handsets.map((handset) => (
          <PracticeHandset key={handset.ipei} deviceId={device.id} handset={handset} />
        ))}
      </div>
      <h3 className={styles.title}>{words.practiceOffice.faults}</h3>
      <div className={styles.faults}>
        {practiceFaultSchema.options.map((fault) => (
          <div key={fault}>
            <Switch
              label={words.states.fault[fault].title}
              checked={device.faults.includes(fault)}
              onChange={(_event, { checked }) =>
                misbehave.mutate({ deviceId: device.id, fault, on: checked })
              }
            />
            <p className={styles.does}>{words.states.fault[fault].does}</p>
          </div>
        ))}
      </div>
      {misbehave.error === null ? null : <ProblemCard problem={problemOf(misbehave.error)} />}
    </Panel>
  )
}
