/** A whole practice device: its account, its keys, and its faults for training. */
import { makeStyles, Switch, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { type PracticeDevice, practiceFaultSchema } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { Facts } from '../parts/layout.tsx'
import { ProblemCard } from '../parts/problem-card.tsx'
import { PracticeHandset } from './pairing/practice-handset.tsx'

const useStyles = makeStyles({
  keys: { display: 'grid', gap: '12px', marginTop: '12px' },
  title: { margin: '18px 0 8px', fontSize: tokens.fontSizeBase300 },
  faults: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))', gap: '8px' },
  does: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, margin: '0 0 0 10px' },
})

export const DeviceFacts = ({ device }: { device: PracticeDevice }) => (
  <Facts
    facts={[
      { name: words.terms.address, value: `${device.address}:${device.ports.http}`, mono: true },
      { name: words.terms.mac, value: device.mac, mono: true },
      { name: words.terms.firmware, value: device.firmware, mono: true },
      {
        name: words.practiceOffice.userNamePassword,
        value: `${device.user} / ${device.password}`,
        mono: true,
      },
    ]}
  />
)

export function Faults({ device }: { device: PracticeDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const misbehave = useMutation(contract.practice.misbehave.mutationOptions())
  return (
    <>
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
    </>
  )
}

/** Beside the list of the office. */
export function PracticeDeviceDetails({ device }: { device: PracticeDevice }) {
  const styles = useStyles()
  return (
    <>
      <h3 style={{ margin: '0 0 10px' }}>
        {device.vendor} {device.model}
      </h3>
      <DeviceFacts device={device} />
      <div className={styles.keys}>
        {device.handsets.map((handset) => (
          <PracticeHandset key={handset.ipei} deviceId={device.id} handset={handset} />
        ))}
      </div>
      <Faults device={device} />
    </>
  )
}
