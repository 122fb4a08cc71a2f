/** The URL for the web page of a device without a driver, and a check of its current one. */

import { Field, Input, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import { readPasted } from '#shared/model/pasted-url.ts'
import { deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl, type UrlWish } from '#shared/model/provisioning-url.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { useProvisioningFacts } from '../../connection/provisioning-facts.ts'
import { Panel } from '../../parts/layout.tsx'
import { BuiltUrlView, UrlFields } from '../provisioning-urls/url-builder.tsx'
import { UrlReading } from '../provisioning-urls/url-reading.tsx'

const useStyles = makeStyles({
  column: { display: 'flex', flexDirection: 'column', gap: '12px' },
  lead: { margin: 0 },
  held: { maxWidth: '720px' },
})

export function UrlForHand({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { job } = useJob()
  const { data: facts } = useProvisioningFacts()
  const [wish, setWish] = useState<UrlWish>({ region: job.region, language: job.language })
  const [held, setHeld] = useState('')
  const { vendor, model } = device.identity
  if (facts === undefined || vendor === null) return null
  const found = deviceClassOf(facts, vendor, model)
  // the maker is not in the catalogue
  if (found === null) return null
  return (
    <Panel title={words.provisioningUrls.forHand}>
      <div className={styles.column}>
        <p className={styles.lead}>
          {job.mode === 'live' ? words.provisioningUrls.forHandLead : words.provisioningUrls.forHandRehearsal}
        </p>
        <UrlFields found={found} wish={wish} onWish={setWish} />
        <BuiltUrlView built={buildProvisioningUrl(facts, found, wish)} />
        <Field className={styles.held} label={words.provisioningUrls.held}>
          <Input value={held} spellCheck={false} onChange={(_event, { value }) => setHeld(value)} />
        </Field>
        {held === '' ? null : (
          <UrlReading text={held} reading={readPasted(held, facts, found)} onCorrect={setHeld} />
        )}
      </div>
    </Panel>
  )
}
