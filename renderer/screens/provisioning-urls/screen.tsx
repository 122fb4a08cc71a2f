/** Provisioning URLs without a device: build one for a model, check a pasted one, announce one over DHCP. */

import { Button, Field, makeStyles, Select, Textarea } from '@fluentui/react-components'
import { ArrowLeft20Regular } from '@fluentui/react-icons'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import type { Catalogue } from '#shared/model/catalogue.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import { type DeviceClass, deviceClassOf, type ProvisioningFacts } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl, type UrlWish } from '#shared/model/provisioning-url.ts'
import { words } from '#shared/words/index.ts'
import { useCatalogue } from '../../connection/catalogue.ts'
import { problemOf } from '../../connection/connection.ts'
import { JobContext } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { DhcpPanel } from './dhcp-panel.tsx'
import { BuiltUrlView, UrlFields } from './url-builder.tsx'
import { UrlReading } from './url-reading.tsx'

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: '12px' },
  row: { display: 'flex', gap: '12px', flexWrap: 'wrap' },
  lead: { margin: 0 },
})

export function ProvisioningUrlsScreen() {
  const [location, navigate] = useLocation()
  const { data, error } = useProvisioningFacts()
  return (
    <Screen
      title={words.provisioningUrls.title}
      lead={words.provisioningUrls.lead}
      actions={
        <Button
          icon={<ArrowLeft20Regular />}
          onClick={() => navigate(location.replace('/provisioning-urls', ''))}
        >
          {words.shell.catalogue}
        </Button>
      }
    >
      {error === null ? null : <ProblemCard problem={problemOf(error)} />}
      {data === undefined ? (
        <EmptyState title={words.terms.loading}>{words.provisioningUrls.lead}</EmptyState>
      ) : (
        <Places facts={data} />
      )}
    </Screen>
  )
}

function Places({ facts }: { facts: ProvisioningFacts }) {
  const styles = useStyles()
  const job = useContext(JobContext)?.job
  const [device, setDevice] = useState<Device>({ maker: '', model: '' })
  const [wish, setWish] = useState<UrlWish>({
    region: job?.region ?? 'emea',
    language: job?.language ?? 'en',
  })
  const found = classOf(facts, device)
  const built = buildProvisioningUrl(facts, found, wish)
  return (
    <>
      <Panel title={words.provisioningUrls.build}>
        <div className={styles.column}>
          <DeviceFields facts={facts} device={device} onDevice={setDevice} />
          <UrlFields found={found} wish={wish} onWish={setWish} />
          <BuiltUrlView built={built} />
        </div>
      </Panel>
      <ReadPanel facts={facts} found={found} />
      {built.url === null ? null : (
        <DhcpPanel key={found?.id ?? ''} facts={facts} found={found} url={built.url} />
      )}
    </>
  )
}

/** The device chosen in the lists; empty when not known. A maker without rows in the catalogue is chosen by the id of a class. */
interface Device {
  readonly maker: string
  readonly model: string
}

function classOf(facts: ProvisioningFacts, { maker, model }: Device): DeviceClass | null {
  if (model === '') return null
  return facts.classes.find(({ id }) => id === model) ?? deviceClassOf(facts, maker, model)
}

function DeviceFields(props: {
  facts: ProvisioningFacts
  device: Device
  onDevice: (device: Device) => void
}) {
  const styles = useStyles()
  const { facts, device, onDevice } = props
  const { data } = useCatalogue()
  const makers = [...new Set(facts.classes.map(({ maker }) => maker))].toSorted((a, b) => a.localeCompare(b))
  const classes = facts.classes.filter(({ maker }) => maker === device.maker)
  const choose = (maker: string) => {
    const first = facts.classes.find((each) => each.maker === maker)
    onDevice({ maker, model: first?.id ?? '' })
  }
  return (
    <div className={styles.row}>
      <Field label={words.provisioningUrls.maker}>
        <Select value={device.maker} onChange={(_event, { value }) => choose(value)}>
          <option value="">{words.provisioningUrls.anyMaker}</option>
          {makers.map((maker) => (
            <option key={maker}>{maker}</option>
          ))}
        </Select>
      </Field>
      <Field label={words.provisioningUrls.model}>
        <Select
          value={device.model}
          disabled={device.maker === ''}
          onChange={(_event, { value }) => onDevice({ ...device, model: value })}
        >
          {device.maker === '' ? <option value="">{words.provisioningUrls.anyModel}</option> : null}
          {classes.map((each) => (
            <optgroup key={each.id} label={each.label}>
              <option value={each.id}>{each.label}</option>
              {modelsOf(facts, each, data).map((model) => (
                <option key={model} value={model}>
                  {model}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      </Field>
    </div>
  )
}

const modelsOf = (
  facts: ProvisioningFacts,
  { id }: DeviceClass,
  catalogue: Catalogue | undefined,
): string[] => [
  ...new Set(
    (catalogue?.rows ?? [])
      .filter(({ vendor, model }) => deviceClassOf(facts, vendor, model)?.id === id)
      .map(({ model }) => model),
  ),
]

function ReadPanel({ facts, found }: { facts: ProvisioningFacts; found: DeviceClass | null }) {
  const styles = useStyles()
  const [text, setText] = useState('')
  return (
    <Panel title={words.provisioningUrls.read}>
      <div className={styles.column}>
        <p className={styles.lead}>{words.provisioningUrls.readLead}</p>
        <Field label={words.provisioningUrls.pasted}>
          <Textarea
            value={text}
            spellCheck={false}
            resize="vertical"
            onChange={(_event, { value }) => setText(value)}
          />
        </Field>
        {text === '' ? null : (
          <UrlReading text={text} reading={readPasted(text, facts, found)} onCorrect={setText} />
        )}
      </div>
    </Panel>
  )
}
