/** Fields of a provisioning URL, and the resulting URL with a copy button, a QR code, the source of each part and the open questions. */

import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components'
import { QrCode20Regular } from '@fluentui/react-icons'
import { useState } from 'react'
import { choicesIn, type DeviceClass } from '#shared/model/provisioning-facts.ts'
import { type BuiltUrl, isTenantId, type UrlWish } from '#shared/model/provisioning-url.ts'
import { languageSchema, regionSchema, segmentOrderSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/index.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Facts } from '../../parts/layout.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const useStyles = makeStyles({
  row: { display: 'flex', gap: '12px', alignItems: 'flex-start', flexWrap: 'wrap' },
  tenant: { minWidth: '340px' },
  built: { display: 'flex', flexDirection: 'column', gap: '12px', minWidth: 0, width: '100%' },
  line: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
  url: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase300,
    padding: '8px 12px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    overflowWrap: 'anywhere',
    minWidth: 0,
  },
  sources: { display: 'flex', gap: '24px', alignItems: 'flex-start', flexWrap: 'wrap' },
  open: { listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
  point: { display: 'flex', gap: '10px', alignItems: 'center', flexWrap: 'wrap' },
})

export interface UrlFieldsProps {
  readonly found: DeviceClass | null
  readonly wish: UrlWish
  onWish(wish: UrlWish): void
}

export function UrlFields({ found, wish, onWish }: UrlFieldsProps) {
  const styles = useStyles()
  const { region, language = 'en', tenant = '' } = wish
  const isMalformed = tenant.trim() !== '' && !isTenantId(tenant.trim())
  return (
    <div className={styles.row}>
      <Field label={words.deviceScreen.regionLabel}>
        <Select
          value={region}
          onChange={(_event, { value }) => onWish({ ...wish, region: regionSchema.parse(value) })}
        >
          {regionSchema.options.map((each) => (
            <option key={each} value={each}>
              {words.states.region[each]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.deviceScreen.languageLabel}>
        <Select
          value={language}
          onChange={(_event, { value }) => onWish({ ...wish, language: languageSchema.parse(value) })}
        >
          {languageSchema.options.map((each) => (
            <option key={each} value={each}>
              {words.states.language[each]}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        className={styles.tenant}
        label={words.deviceScreen.tenantId}
        hint={words.deviceScreen.tenantIdHint}
        validationState={isMalformed ? 'error' : 'none'}
        validationMessage={isMalformed ? words.provisioningUrls.open['tenant-malformed'] : null}
      >
        <Input
          value={tenant}
          spellCheck={false}
          onChange={(_event, { value }) => onWish({ ...wish, tenant: value })}
        />
      </Field>
      <OpenChoices found={found} wish={wish} onWish={onWish} />
    </div>
  )
}

/** Fields that only some URLs need: the order of two segments, and a file name for which the sources differ. */
function OpenChoices({ found, wish, onWish }: UrlFieldsProps) {
  const suffixes = found === null ? [] : choicesIn(found.suffix)
  const both = (wish.language ?? 'en') !== 'en' && (wish.tenant ?? '').trim() !== ''
  return (
    <>
      {both ? (
        <Field label={words.provisioningUrls.order}>
          <Select
            value={wish.order ?? 'language-first'}
            onChange={(_event, { value }) => onWish({ ...wish, order: segmentOrderSchema.parse(value) })}
          >
            {segmentOrderSchema.options.map((each) => (
              <option key={each} value={each}>
                {words.provisioningUrls.orders[each]}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
      {suffixes.length > 1 ? (
        <Field label={words.provisioningUrls.suffix}>
          <Select
            value={wish.suffix ?? suffixes[0]?.value ?? ''}
            onChange={(_event, { value }) => onWish({ ...wish, suffix: value })}
          >
            {suffixes.map(({ value, provenance }) => (
              <option key={value} value={value} title={provenance.source}>
                {value === '' ? words.provisioningUrls.noSuffix : value}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
    </>
  )
}

export function BuiltUrlView({ built }: { built: BuiltUrl }) {
  const styles = useStyles()
  const [qr, setQr] = useState(false)
  const { url, parts, open } = built
  return (
    <div className={styles.built}>
      {url === null ? null : (
        <>
          <div className={styles.line}>
            <code className={styles.url} data-built-url>
              {url}
            </code>
            <CopyButton text={url} label={words.provisioningUrls.url} />
            <Button icon={<QrCode20Regular />} aria-pressed={qr} onClick={() => setQr(!qr)}>
              {qr ? words.provisioningUrls.hideQr : words.provisioningUrls.showQr}
            </Button>
          </div>
          <div className={styles.sources}>
            <Facts
              facts={parts.map(({ part, provenance }) => ({
                name: words.provisioningUrls.parts[part],
                value:
                  provenance === null
                    ? words.provisioningUrls.noSource
                    : words.provisioningUrls.sourceOf(
                        words.states.confidence[provenance.confidence],
                        provenance.source,
                      ),
              }))}
            />
            {qr ? <QrCode text={url} /> : null}
          </div>
        </>
      )}
      {open.length === 0 ? null : (
        <ul className={styles.open}>
          {open.map(({ code }) => (
            <li key={code} className={styles.point} data-open={code}>
              <ToneBadge tone="attention">{words.provisioningUrls.warning}</ToneBadge>
              <span>{words.provisioningUrls.open[code]}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
