/** Switches of the site: reading, map, list of ports. */

import { makeStyles } from '@fluentui/react-components'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import type { Neighbour } from '#shared/model/neighbour.ts'
import { voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel } from '../../parts/layout.tsx'
import { layoutMap, neighbourName } from './map-layout.ts'
import { MapPicture } from './map-picture.tsx'
import { ReadSwitch } from './read-switch.tsx'

const useStyles = makeStyles({ stack: { display: 'flex', flexDirection: 'column', gap: '16px' } })

/** One line of the table of ports. */
interface Line {
  readonly neighbour: Neighbour
  readonly device: JobDevice | null
  readonly switchName: string
}

const seenWords = { lldp: words.site.lldp, cdp: words.site.cdp, fdb: words.site.addressLearned } as const

const columns: readonly Column<Line>[] = [
  {
    id: 'switch',
    title: words.terms.switch,
    text: ({ switchName }) => switchName,
    width: '150px',
    groups: true,
  },
  {
    id: 'port',
    title: words.terms.port,
    text: ({ neighbour }) => neighbour.port?.name ?? words.terms.notKnown,
    width: '110px',
    mono: true,
  },
  {
    id: 'device',
    title: words.site.connectedDevice,
    text: ({ neighbour, device }) => neighbourName(neighbour, device),
    width: 'minmax(170px, 1.4fr)',
  },
  {
    id: 'mac',
    title: words.terms.mac,
    text: ({ neighbour }) => neighbour.mac ?? words.terms.notKnown,
    width: '174px',
    mono: true,
  },
  {
    id: 'voice',
    title: words.terms.voiceVlan,
    text: ({ neighbour }) => String(voiceVlanOf(neighbour)?.vlan ?? ''),
    width: '110px',
    groups: true,
  },
  {
    id: 'power',
    title: words.site.power,
    text: ({ neighbour }) => {
      const { power } = neighbour
      if (power === null) return ''
      const watts = power.milliwatts ?? power.askedMilliwatts
      return [
        power.class === null ? null : words.site.powerClass(power.class),
        watts === null ? null : words.site.watts((watts / 1000).toFixed(1)),
      ]
        .filter((part) => part !== null)
        .join(', ')
    },
    width: '130px',
  },
  {
    id: 'firmware',
    title: words.site.reportedFirmware,
    text: ({ neighbour }) => neighbour.inventory?.firmware ?? neighbour.inventory?.software ?? '',
    width: 'minmax(190px, 1fr)',
    mono: true,
  },
  {
    id: 'by',
    title: words.terms.source,
    text: ({ neighbour }) => neighbour.seenBy.map((each) => seenWords[each]).join(', '),
    width: '130px',
    groups: true,
  },
  {
    id: 'serial',
    title: words.terms.serial,
    text: ({ neighbour }) => neighbour.inventory?.serial ?? '',
    width: '150px',
    mono: true,
    hidden: true,
  },
  {
    id: 'asset',
    title: words.site.asset,
    text: ({ neighbour }) => neighbour.inventory?.asset ?? '',
    width: '130px',
    hidden: true,
  },
  {
    id: 'name',
    title: words.site.systemName,
    text: ({ neighbour }) => neighbour.name ?? '',
    width: '150px',
    hidden: true,
  },
  {
    id: 'alias',
    title: words.site.portLabel,
    text: ({ neighbour }) => neighbour.port?.alias ?? '',
    width: '150px',
    hidden: true,
  },
]

export function Switches() {
  const styles = useStyles()
  const { job, switches, neighbours, devices } = useJob()
  const [, navigate] = useLocation()
  const open = (deviceId: string) => navigate(`/job/${job.id}/device/${deviceId}`)
  const deviceOf = useMemo(() => {
    const byMac = new Map(
      devices.flatMap((each) => (each.identity.mac === null ? [] : [[each.identity.mac, each] as const])),
    )
    const byAddress = new Map(devices.map((each) => [each.address, each] as const))
    return (neighbour: Neighbour): JobDevice | null => {
      for (const mac of neighbour.macs) {
        const device = byMac.get(mac)
        if (device !== undefined) return device
      }
      if (neighbour.macs.length > 0) return null
      return (
        neighbour.addresses.map((address) => byAddress.get(address)).find((each) => each !== undefined) ??
        null
      )
    }
  }, [devices])
  const layout = useMemo(
    () =>
      layoutMap({
        switches,
        neighbours,
        deviceOf,
        toneOf: (device) => verdictTone[device.verdict.answer],
      }),
    [switches, neighbours, deviceOf],
  )
  const lines = useMemo(() => {
    const names = new Map(switches.map((each) => [each.id, each.name ?? each.address]))
    return neighbours.map(
      (neighbour): Line => ({
        neighbour,
        device: deviceOf(neighbour),
        switchName: names.get(neighbour.switchId) ?? neighbour.switchKey,
      }),
    )
  }, [switches, neighbours, deviceOf])
  return (
    <div className={styles.stack}>
      <ReadSwitch />
      <Panel title={words.site.map}>
        {switches.length === 0 ? (
          <EmptyState title={words.site.noSwitch}>{words.site.noSwitchBody}</EmptyState>
        ) : (
          <MapPicture layout={layout} fileName="site-map" onOpen={open} />
        )}
      </Panel>
      <Panel title={words.site.portByPort}>
        <DataTable
          label={words.site.ports}
          rows={lines}
          columns={columns}
          rowKey={({ neighbour }) => neighbour.id}
          onOpen={({ device }) => {
            if (device !== null) open(device.id)
          }}
          fileName="ports"
          empty={<EmptyState title={words.site.noPorts}>{words.site.noPortsBody}</EmptyState>}
        />
      </Panel>
    </div>
  )
}
