/** Details of the selected device beside the list: identity, switch port, evidence. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { Open20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { Facts } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { ToneBadge, VerdictBadge } from '../../parts/tone.tsx'
import { Listed } from '../device/listed.tsx'
import type { DeviceLine } from './device-columns.tsx'

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', gap: '8px', flexWrap: 'wrap', marginBottom: '10px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase400, flex: 1 },
  part: {
    marginTop: '10px',
    '& summary': { cursor: 'pointer', fontWeight: tokens.fontWeightSemibold, padding: '4px 0' },
  },
  evidence: { margin: '4px 0 0', padding: 0, listStyle: 'none', '& li': { marginBottom: '8px' } },
  raw: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
})

export function DeviceDetails({ line, onOpen }: { line: DeviceLine; onOpen: () => void }) {
  const styles = useStyles()
  const { device, place } = line
  const { identity } = device
  const name = [identity.vendor, identity.model].filter(Boolean).join(' ') || device.address
  return (
    <>
      <div className={styles.head}>
        <h3 className={styles.title}>{name}</h3>
        <Button size="small" icon={<Open20Regular />} onClick={onOpen}>
          {words.site.open}
        </Button>
      </div>
      <Facts
        facts={[
          { name: words.site.verdict, value: <VerdictBadge verdict={device.verdict} /> },
          { name: words.terms.firmware, value: identity.firmware, mono: true },
          { name: words.terms.kind, value: identity.kind === null ? null : words.states.kind[identity.kind] },
          { name: words.terms.address, value: `${device.address}:${device.ports.http}`, mono: true },
          { name: words.terms.mac, value: identity.mac, mono: true },
          { name: words.terms.serial, value: identity.serial, mono: true },
          {
            name: words.terms.port,
            value: place === null ? null : `${place.best.switchName} ${place.best.port.name}`,
            mono: true,
          },
          { name: words.terms.confidence, value: words.states.level[identity.level] },
          { name: words.terms.lastSeen, value: words.time.dayAndTime(device.lastSeen) },
        ]}
      />
      {identity.contradictions.map((each) => (
        <p key={each.fact}>
          <ToneBadge tone="attention">{words.terms.contradiction}</ToneBadge>{' '}
          {words.parts.contradiction(each)}
        </p>
      ))}
      <EvidencePart device={device} />
      <details className={styles.part}>
        <summary>{words.site.inCatalogue}</summary>
        <Listed device={device} />
      </details>
      <RawAnswers device={device} />
    </>
  )
}

/** Requested again when the panel shows another device, and when the identity changes. */
function EvidencePart({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const input = { deviceId: device.id }
  const identity = useQuery({
    ...contract.devices.identity.queryOptions({ input }),
    queryKey: [...contract.devices.identity.queryKey({ input }), device.lastSeen],
  })
  const evidence = identity.data?.evidence ?? []
  return (
    <details className={styles.part} open>
      <summary>{words.site.evidenceTitle(evidence.length)}</summary>
      <ul className={styles.evidence}>
        {evidence.map((each) => (
          <li key={`${each.fact} ${each.protocol} ${each.rule} ${each.port} ${each.raw}`}>
            {words.terms[each.fact]}: <strong>{each.value}</strong>{' '}
            <span className={styles.small}>
              {each.protocol}
              {each.port === null ? '' : words.site.onPort(each.port)}, {words.time.clock(each.at)},{' '}
              {words.states.confidence[each.provenance.confidence].toLowerCase()}
            </span>
            <div className={styles.raw}>{each.raw}</div>
          </li>
        ))}
      </ul>
    </details>
  )
}

function RawAnswers({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const sightings = useQuery(contract.discovery.sightings.queryOptions({ input: { deviceId: device.id } }))
  return (
    <details className={styles.part}>
      <summary>{words.site.rawAnswers(sightings.data?.length ?? 0)}</summary>
      {sightings.error === null ? null : <ProblemCard problem={problemOf(sightings.error)} />}
      <ul className={styles.evidence}>
        {(sightings.data ?? []).map((each) => (
          <li key={`${each.protocol} ${each.port} ${each.at} ${each.raw}`}>
            <span className={styles.small}>
              {each.protocol}
              {each.port === null ? '' : words.site.onPort(each.port)}, {words.time.clock(each.at)}
            </span>
            <div className={styles.raw}>{each.raw}</div>
          </li>
        ))}
      </ul>
    </details>
  )
}
