/** One device: identity and switch port, sign-in, handsets, settings. */

import { Button, makeStyles } from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { isServiceKind } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { useContract, useJob } from '../../connection/context.ts'
import { EmptyState, Facts, Panel, Screen } from '../../parts/layout.tsx'
import { ToneBadge, VerdictBadge } from '../../parts/tone.tsx'
import { Why } from '../../parts/why.tsx'
import { AdapterPorts } from './adapter-ports.tsx'
import { addressOf } from './address.ts'
import { GuidedCard } from './guided-card.tsx'
import { ListedPanel } from './listed.tsx'
import { OtherAddress } from './other-address.tsx'
import { Sightings } from './sightings.tsx'
import { SignIn } from './sign-in.tsx'
import { SignedIn } from './signed-in.tsx'
import { panelOf, StepStrip } from './step-strip.tsx'
import { Where } from './where.tsx'

const useStyles = makeStyles({
  row: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
})

export function DeviceScreen({ deviceId }: { deviceId: string }) {
  const { job, devices } = useJob()
  const [, navigate] = useLocation()
  const device = devices.find((each) => each.id === deviceId)
  const back = (
    <Button icon={<ArrowLeft20Regular />} onClick={() => navigate(`/job/${job.id}/site`)}>
      {words.deviceScreen.allDevices}
    </Button>
  )
  if (device === undefined) {
    return (
      <Screen title={words.terms.device} actions={back}>
        <EmptyState title={words.deviceScreen.notInJob}>{words.deviceScreen.notInJobBody}</EmptyState>
      </Screen>
    )
  }
  const { identity } = device
  const address = addressOf(device, devices)
  const name = [identity.vendor, identity.model].filter((part) => part !== null).join(' ')
  return (
    <Screen
      title={name === '' ? address : name}
      lead={words.deviceScreen.kindAt(identity.kind, address)}
      actions={back}
    >
      {isServiceKind(identity.kind) ? <StepStrip device={device} /> : null}
      <What device={device} />
      <AdapterPorts device={device} />
      {isServiceKind(identity.kind) && !device.capabilities.includes('provisioning') ? (
        <GuidedCard device={device} />
      ) : null}
      {!isServiceKind(identity.kind) || device.driver === null ? null : device.signedIn ? (
        <SignedIn device={device} />
      ) : (
        <SignIn device={device} />
      )}
      <Where device={device} />
      <ListedPanel device={device} />
      <Sightings device={device} />
    </Screen>
  )
}

function What({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { identity, verdict } = device
  const contract = useContract()
  const sightings = useQuery(contract.discovery.sightings.queryOptions({ input: { deviceId: device.id } }))
  const security = words.sightings.webSecurity(sightings.data ?? [])
  return (
    <Panel id={panelOf('identity')} title={words.deviceScreen.identity} actions={<Why device={device} />}>
      <Facts
        facts={[
          {
            name: words.terms.firmware,
            value: (
              <span className={styles.row}>
                <span>{identity.firmware ?? words.terms.notKnown}</span>
                <VerdictBadge verdict={verdict} />
                <span>{words.states.verdictReason(verdict)}</span>
              </span>
            ),
          },
          { name: words.terms.mac, value: identity.mac, mono: true },
          { name: words.terms.serial, value: identity.serial, mono: true },
          { name: words.terms.confidence, value: words.states.level[identity.level] },
          { name: words.terms.lastSeen, value: words.time.dayAndTime(device.lastSeen) },
          ...(security === null
            ? []
            : [
                {
                  name: words.deviceScreen.webSecurity,
                  value: <ToneBadge tone="attention">{security}</ToneBadge>,
                },
              ]),
        ]}
      />
      <OtherAddress device={device} />
    </Panel>
  )
}
