/** What the list of devices shows of each; which columns are seen is the technician's choice. */

import type { Device } from '#shared/model/job.ts'
import type { Placement } from '#shared/model/placement.ts'
import { voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'
import type { Column } from '../../parts/data-table.tsx'
import { ToneBadge, VerdictBadge } from '../../parts/tone.tsx'

export interface DeviceLine {
  readonly device: Device
  readonly place: Placement | null
}

const voiceOf = ({ place }: DeviceLine): string => {
  const neighbour = place?.best.neighbour
  return neighbour === null || neighbour === undefined ? '' : String(voiceVlanOf(neighbour)?.vlan ?? '')
}

const nameOf = ({ identity }: Device): string =>
  [identity.vendor, identity.model].filter(Boolean).join(' ') || 'Unknown'

/** A device that fell silent says so where it is looked for. */
function DeviceName({ device }: { device: Device }) {
  if (device.silentSince === null) return nameOf(device)
  return (
    <>
      {nameOf(device)}{' '}
      <ToneBadge tone="not-known" title={`No answer since ${words.time.dayAndTime(device.silentSince)}`}>
        Silent
      </ToneBadge>
    </>
  )
}

export const deviceColumns: readonly Column<DeviceLine>[] = [
  {
    id: 'device',
    title: 'Device',
    text: ({ device }) => nameOf(device),
    show: ({ device }) => <DeviceName device={device} />,
    width: 'minmax(150px, 1.4fr)',
  },
  {
    id: 'vendor',
    title: 'Vendor',
    text: ({ device }) => device.identity.vendor ?? 'Not known',
    width: '130px',
    hidden: true,
    groups: true,
  },
  {
    id: 'kind',
    title: 'Kind',
    text: ({ device: { identity } }) =>
      identity.kind === null ? 'Not known' : words.states.kind[identity.kind],
    width: '120px',
    groups: true,
  },
  { id: 'address', title: 'Address', text: ({ device }) => device.address, width: '125px', mono: true },
  {
    id: 'mac',
    title: 'MAC',
    text: ({ device }) => device.identity.mac ?? 'Not known',
    width: '174px',
    mono: true,
  },
  {
    id: 'firmware',
    title: 'Firmware',
    text: ({ device }) => device.identity.firmware ?? 'Not known',
    width: '120px',
    mono: true,
  },
  {
    id: 'verdict',
    title: 'Against the catalogue',
    text: ({ device }) => words.states.verdict[device.verdict.answer],
    show: ({ device }) => <VerdictBadge verdict={device.verdict} />,
    width: '185px',
    groups: true,
  },
  {
    id: 'switch',
    title: 'Switch',
    text: ({ place }) => place?.best.switchName ?? 'Not known',
    width: '130px',
    hidden: true,
    groups: true,
  },
  {
    id: 'port',
    title: 'Port',
    text: ({ place }) => (place === null ? 'Not known' : `${place.best.switchName} ${place.best.port.name}`),
    width: '140px',
    mono: true,
  },
  { id: 'voice', title: 'Voice VLAN', text: voiceOf, width: '110px', hidden: true, groups: true },
  {
    id: 'level',
    title: 'How sure',
    text: ({ device }) => words.states.level[device.identity.level],
    width: '110px',
    hidden: true,
    groups: true,
  },
  {
    id: 'serial',
    title: 'Serial',
    text: ({ device }) => device.identity.serial ?? 'Not known',
    width: '140px',
    mono: true,
    hidden: true,
  },
  {
    id: 'seen',
    title: 'Last seen',
    text: ({ device }) => words.time.dayAndTime(device.lastSeen),
    width: '130px',
    hidden: true,
  },
  {
    id: 'answers',
    title: 'Answers',
    text: ({ device: { silentSince } }) =>
      silentSince === null ? 'Yes' : `Silent since ${words.time.dayAndTime(silentSince)}`,
    width: '190px',
    hidden: true,
    groups: true,
  },
]
