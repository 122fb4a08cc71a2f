/** The site screen: devices, and the switches that they are connected to. */

import { Button, makeStyles, Tab, TabList } from '@fluentui/react-components'
import { TaskListSquareLtr20Regular } from '@fluentui/react-icons'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { createPlacements } from '#shared/model/placement.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { useScan } from '../../connection/scan.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { type DeviceLine, deviceColumns } from './device-columns.tsx'
import { DeviceDetails } from './device-details.tsx'
import { ListenPanel } from './listen-panel.tsx'
import { ScanPanel } from './scan-panel.tsx'
import { Switches } from './switches.tsx'

const useStyles = makeStyles({ tabs: { marginTop: '-8px' } })

export function SiteScreen({ view }: { view: 'devices' | 'switches' }) {
  const styles = useStyles()
  const { job } = useJob()
  const [, navigate] = useLocation()
  return (
    <Screen
      title={words.terms.site}
      lead={job.practice ? words.site.leadPractice : words.site.lead}
      actions={
        <Button icon={<TaskListSquareLtr20Regular />} onClick={() => navigate(`/job/${job.id}/bulk`)}>
          {words.bulk.title}
        </Button>
      }
    >
      <TabList
        className={styles.tabs}
        selectedValue={view}
        onTabSelect={(_event, { value }) =>
          navigate(value === 'switches' ? `/job/${job.id}/site/switches` : `/job/${job.id}/site`)
        }
      >
        <Tab value="devices">{words.terms.devices}</Tab>
        <Tab value="switches">{words.site.switchesTab}</Tab>
      </TabList>
      {view === 'switches' ? (
        <Switches />
      ) : (
        <>
          <ScanPanel />
          <Devices />
          <ListenPanel />
        </>
      )}
    </Screen>
  )
}

/** Order of the list: by need, then devices with a driver, then by address; switches and unknown devices last. */
const need = { bad: 0, attention: 1, 'not-known': 2, good: 3 } as const
const addresses = new Intl.Collator('en', { numeric: true })
const isBystander = ({ identity: { kind, level } }: JobDevice): boolean =>
  kind === 'switch' || kind === 'other' || (kind === null && level === 'unknown')
const byNeed = (a: JobDevice, b: JobDevice): number =>
  Number(isBystander(a)) - Number(isBystander(b)) ||
  need[verdictTone[a.verdict.answer]] - need[verdictTone[b.verdict.answer]] ||
  Number(a.driver === null) - Number(b.driver === null) ||
  addresses.compare(a.address, b.address) ||
  a.ports.http - b.ports.http

const columnsWithoutSetups = deviceColumns.filter(({ id }) => id !== 'setup')

function Devices() {
  const { job, devices, guidedSetups, switches, neighbours } = useJob()
  const { progress } = useScan()
  const [, navigate] = useLocation()
  // an unchanged device keeps its line object, so that the list does not render it again
  const lineOf = useMemo(() => {
    const setups = new Map(guidedSetups.map((setup) => [setup.id, setup]))
    const placed = createPlacements({ switches, neighbours })
    const known = new WeakMap<JobDevice, DeviceLine>()
    return (device: JobDevice): DeviceLine => {
      const line = known.get(device) ?? { device, place: placed(device), setup: setups.get(device.id) }
      known.set(device, line)
      return line
    }
  }, [guidedSetups, switches, neighbours])
  const lines = useMemo(() => devices.toSorted(byNeed).map(lineOf), [devices, lineOf])
  const unscanned = progress === null || progress.problem !== null
  return (
    <Panel title={words.terms.devices}>
      <DataTable
        label={words.terms.devices}
        rows={lines}
        columns={guidedSetups.length === 0 ? columnsWithoutSetups : deviceColumns}
        rowKey={({ device }) => device.id}
        onOpen={({ device }) => navigate(`/job/${job.id}/device/${device.id}`)}
        details={(line) => (
          <DeviceDetails line={line} onOpen={() => navigate(`/job/${job.id}/device/${line.device.id}`)} />
        )}
        fileName="devices"
        tall={14}
        empty={
          progress?.running === true ? (
            <EmptyState title={words.terms.loading}>{words.site.loadingBody}</EmptyState>
          ) : (
            <EmptyState title={unscanned ? words.site.nothingScanned : words.site.noAnswers}>
              {unscanned ? words.site.nothingScannedBody : words.site.noAnswersBody}
            </EmptyState>
          )
        }
      />
    </Panel>
  )
}
