/** The card of a device without a driver: its web page, its URL, the steps on its page, the technician's mark and its confirmation. */

import { Button, makeStyles } from '@fluentui/react-components'
import { Open20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import type { GuidedSheet } from '#shared/model/guided-card.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { type DeviceClass, deviceClassOf, provenanceIn } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl, type UrlWish } from '#shared/model/provisioning-url.ts'
import { guidedTones } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract, useJob } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Facts, Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge } from '../../parts/tone.tsx'
import { BuiltUrlView, UrlFields } from '../provisioning-urls/url-builder.tsx'
import { GuidedMark } from './guided-mark.tsx'
import { GuidedSteps } from './guided-steps.tsx'
import { panelOf } from './step-strip.tsx'

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: '14px' },
  lead: { margin: 0 },
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
  notes: { listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
})

export function GuidedCard({ device }: { device: JobDevice }) {
  const { guidedSetups } = useJob()
  const contract = useContract()
  const setup = guidedSetups.find(({ id }) => id === device.id)
  const gateway = useContext(StatusContext)?.gateway
  const sheet = useQuery({
    ...contract.guided.sheet.queryOptions({ input: { deviceId: device.id } }),
    // the card follows the identity and the address of the device, and the gateway's address
    queryKey: [
      ...contract.guided.sheet.queryKey({ input: { deviceId: device.id } }),
      ...[device.identity.vendor, device.identity.model, device.address, gateway?.address, gateway?.httpPort],
    ],
  })
  const at = setup?.state.at ?? 'open'
  return (
    <Panel
      id={panelOf('point')}
      title={words.guided.title}
      actions={
        <span data-guided={at}>
          <ToneBadge tone={guidedTones[at]}>{words.guided.state[at]}</ToneBadge>
        </span>
      }
    >
      {sheet.error === null ? null : <ProblemCard problem={problemOf(sheet.error)} />}
      {sheet.data === undefined ? null : <Sheet device={device} sheet={sheet.data} />}
    </Panel>
  )
}

function Sheet({ device, sheet }: { device: JobDevice; sheet: GuidedSheet }) {
  const styles = useStyles()
  const { job, guidedSetups } = useJob()
  const [wish, setWish] = useState<UrlWish>({ region: job.region, language: job.language })
  const { data: facts } = useProvisioningFacts()
  const found =
    facts === undefined ? null : deviceClassOf(facts, device.identity.vendor, device.identity.model)
  const built = facts === undefined ? null : buildProvisioningUrl(facts, found, wish)
  const isLive = job.mode === 'live'
  const url = isLive ? (built?.url ?? null) : sheet.url
  const setup = guidedSetups.find(({ id }) => id === device.id)
  const { card } = sheet
  return (
    <div className={styles.column}>
      <p className={styles.lead}>{words.guided.lead}</p>
      <WebPage page={sheet.page} />
      {isLive ? (
        <>
          <UrlFields found={found} wish={wish} onWish={setWish} />
          {built === null ? null : <BuiltUrlView built={built} />}
        </>
      ) : (
        <RehearsalUrl url={sheet.url} />
      )}
      <Announcement device={device} url={url} found={found} />
      {card.notes.length === 0 ? null : (
        <ul className={styles.notes}>
          {card.notes.map(({ code, provenance }) => (
            <li key={code} className={styles.line} data-note={code} title={provenance.source}>
              <ToneBadge tone="attention">{words.guided.note}</ToneBadge>
              <span>{words.guided.notes[code]}</span>
            </li>
          ))}
        </ul>
      )}
      <GuidedSteps
        device={device}
        sheet={{ ...sheet, url }}
        ticks={setup?.card === card.id ? setup.state.ticks : []}
      />
      <GuidedMark device={device} url={url} setup={setup?.card === card.id ? setup : undefined} />
    </div>
  )
}

/** The command that tells the device its URL while it boots, for a make that asks its link. */
function Announcement(props: { device: JobDevice; url: string | null; found: DeviceClass | null }) {
  const styles = useStyles()
  const { device, url, found } = props
  const provenance = found === null ? null : provenanceIn(found.announcement)
  if (provenance === null || url === null) return null
  const command = words.guided.announce(device.address, url)
  return (
    <div data-announcement title={provenance.source}>
      <p className={styles.lead}>
        {words.guided.announcement} {words.states.confidence[provenance.confidence]}.
      </p>
      <div className={styles.line}>
        <code>{command}</code>
        <CopyButton text={command} label={words.guided.announcementCommand} />
      </div>
    </div>
  )
}

/** A link where the door can open another page; else the address to type. */
function WebPage({ page }: { page: string }) {
  const styles = useStyles()
  const opens = useContext(StatusContext)?.capabilities.includes('open-external') === true
  return (
    <div className={styles.line}>
      {opens ? (
        <Button as="a" icon={<Open20Regular />} href={page} target="_blank" rel="noreferrer">
          {words.guided.openPage}
        </Button>
      ) : (
        <Facts facts={[{ name: words.guided.page, value: page, mono: true }]} />
      )}
      <CopyButton text={page} label={words.guided.page} />
    </div>
  )
}

function RehearsalUrl({ url }: { url: string | null }) {
  const styles = useStyles()
  if (url === null) return <p className={styles.lead}>{words.guided.gatewayOff}</p>
  return (
    <div className={styles.line}>
      <Facts facts={[{ name: words.guided.url, value: <code data-built-url>{url}</code> }]} />
      <CopyButton text={url} label={words.guided.url} />
      <span>{words.guided.gatewayUrl}</span>
    </div>
  )
}
