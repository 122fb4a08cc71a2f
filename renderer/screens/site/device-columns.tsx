/** Columns of the list of devices; the technician chooses the visible ones. */

import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { JobDevice } from '#shared/model/job.ts'
import type { Placement } from '#shared/model/placement.ts'
import { guidedTones } from '#shared/model/tone.ts'
import { voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'
import type { Column } from '../../parts/data-table.tsx'
import { ToneBadge, VerdictBadge } from '../../parts/tone.tsx'

export interface DeviceLine {
  readonly device: JobDevice
  readonly place: Placement | null
  /** Undefined for a device without a started guided card. */
  readonly setup: GuidedSetup | undefined
}

const voiceOf = ({ place }: DeviceLine): string => {
  const neighbour = place?.best.neighbour
  return neighbour === null || neighbour === undefined ? '' : String(voiceVlanOf(neighbour)?.vlan ?? '')
}

const nameOf = ({ identity }: JobDevice): string =>
  [identity.vendor, identity.model].filter(Boolean).join(' ') || words.terms.unknown

/** Name of a device, with a badge when it no longer answers. */
function DeviceName({ device }: { device: JobDevice }) {
  if (device.silentSince === null) return nameOf(device)
  return (
    <>
      {nameOf(device)}{' '}
      <ToneBadge tone="not-known" title={words.site.silentTitle(words.time.dayAndTime(device.silentSince))}>
        {words.site.silent}
      </ToneBadge>
    </>
  )
}

export const deviceColumns: readonly Column<DeviceLine>[] = [
  {
    id: 'device',
    title: words.terms.device,
    text: ({ device }) => nameOf(device),
    show: ({ device }) => <DeviceName device={device} />,
    width: 'minmax(150px, 1.4fr)',
  },
  {
    id: 'setup',
    title: words.guided.column,
    text: ({ setup }) => (setup === undefined ? '' : words.guided.state[setup.state.at]),
    show: ({ setup }) =>
      setup === undefined ? null : (
        <ToneBadge tone={guidedTones[setup.state.at]}>{words.guided.state[setup.state.at]}</ToneBadge>
      ),
    width: '245px',
    groups: true,
  },
  {
    id: 'vendor',
    title: words.terms.vendor,
    text: ({ device }) => device.identity.vendor ?? words.terms.notKnown,
    width: '130px',
    hidden: true,
    groups: true,
  },
  {
    id: 'kind',
    title: words.terms.kind,
    text: ({ device: { identity } }) =>
      identity.kind === null ? words.terms.notKnown : words.states.kind[identity.kind],
    width: '120px',
    groups: true,
  },
  {
    id: 'address',
    title: words.terms.address,
    text: ({ device }) => device.address,
    width: '125px',
    mono: true,
  },
  {
    id: 'mac',
    title: words.terms.mac,
    text: ({ device }) => device.identity.mac ?? words.terms.notKnown,
    width: '174px',
    mono: true,
  },
  {
    id: 'firmware',
    title: words.terms.firmware,
    text: ({ device }) => device.identity.firmware ?? words.terms.notKnown,
    width: '120px',
    mono: true,
  },
  {
    id: 'verdict',
    title: words.terms.firmwareCheck,
    text: ({ device }) => words.states.verdict(device.verdict),
    show: ({ device }) => <VerdictBadge verdict={device.verdict} />,
    width: '250px',
    groups: true,
  },
  {
    id: 'switch',
    title: words.terms.switch,
    text: ({ place }) => place?.best.switchName ?? words.terms.notKnown,
    width: '130px',
    hidden: true,
    groups: true,
  },
  {
    id: 'port',
    title: words.terms.port,
    text: ({ place }) =>
      place === null ? words.terms.notKnown : `${place.best.switchName} ${place.best.port.name}`,
    width: '140px',
    mono: true,
  },
  { id: 'voice', title: words.terms.voiceVlan, text: voiceOf, width: '110px', hidden: true, groups: true },
  {
    id: 'level',
    title: words.terms.confidence,
    text: ({ device }) => words.states.level[device.identity.level],
    width: '110px',
    hidden: true,
    groups: true,
  },
  {
    id: 'serial',
    title: words.terms.serial,
    text: ({ device }) => device.identity.serial ?? words.terms.notKnown,
    width: '140px',
    mono: true,
    hidden: true,
  },
  {
    id: 'seen',
    title: words.terms.lastSeen,
    text: ({ device }) => words.time.dayAndTime(device.lastSeen),
    width: '130px',
    hidden: true,
  },
  {
    id: 'answers',
    title: words.site.answers,
    text: ({ device: { silentSince } }) =>
      silentSince === null ? words.terms.yes : words.site.silentSince(words.time.dayAndTime(silentSince)),
    width: '190px',
    hidden: true,
    groups: true,
  },
]
