/** Fields for the SNMP credentials of a scan or a switch; kept in memory only. */

import { Field, Input, Select } from '@fluentui/react-components'
import { authProtocols, privacyProtocols, type SnmpAccessInput } from '#shared/model/snmp.ts'
import { words } from '#shared/words/index.ts'

export interface SnmpForm {
  readonly version: string
  readonly community: string
  readonly user: string
  readonly auth: string
  readonly authPassword: string
  readonly privacy: string
  readonly privacyPassword: string
}

/** Accepted by most agents. */
export const usualSnmp: SnmpForm = {
  version: '2c',
  community: 'public',
  user: '',
  auth: 'sha',
  authPassword: '',
  privacy: 'aes',
  privacyPassword: '',
}

export function snmpAccessIn(form: SnmpForm): SnmpAccessInput {
  const { version, community, user, authPassword, privacyPassword } = form
  if (version !== '3') return { version: version === '1' ? '1' : '2c', community }
  const protocol = authProtocols.find((each) => each === form.auth) ?? 'sha'
  const cipher = privacyProtocols.find((each) => each === form.privacy) ?? 'aes'
  return {
    version: '3',
    user,
    auth: authPassword === '' ? null : { protocol, password: authPassword },
    privacy: privacyPassword === '' ? null : { protocol: cipher, password: privacyPassword },
  }
}

/** Whether the required fields are filled in. */
export const isSnmpWhole = ({ version, community, user }: SnmpForm): boolean =>
  version === '3' ? user.trim() !== '' : community !== ''

const authWords = {
  md5: words.parts.md5,
  sha: words.parts.sha,
  sha224: words.parts.sha224,
  sha256: words.parts.sha256,
  sha384: words.parts.sha384,
  sha512: words.parts.sha512,
} satisfies Record<(typeof authProtocols)[number], string>
const privacyWords = {
  des: words.parts.des,
  aes: words.parts.aes,
  aes256: words.parts.aes256,
  aes256c: words.parts.aes256Cisco,
} satisfies Record<(typeof privacyProtocols)[number], string>

/** Fields for a row of a form. */
export function SnmpFields({ form, onChange }: { form: SnmpForm; onChange(form: SnmpForm): void }) {
  const set = (fields: Partial<SnmpForm>) => onChange({ ...form, ...fields })
  return (
    <>
      <Field label={words.parts.snmp}>
        <Select value={form.version} onChange={(_event, { value }) => set({ version: value })}>
          <option value="2c">{words.parts.version2c}</option>
          <option value="3">{words.parts.version3}</option>
          <option value="1">{words.parts.version1}</option>
        </Select>
      </Field>
      {form.version === '3' ? (
        <>
          <Field label={words.parts.user}>
            <Input
              value={form.user}
              spellCheck={false}
              onChange={(_event, { value }) => set({ user: value })}
            />
          </Field>
          <ProtocolFields
            label={words.parts.authentication}
            names={authWords}
            value={form.auth}
            password={form.authPassword}
            onValue={(auth) => set({ auth })}
            onPassword={(authPassword) => set({ authPassword })}
          />
          <ProtocolFields
            label={words.parts.privacy}
            names={privacyWords}
            value={form.privacy}
            password={form.privacyPassword}
            onValue={(privacy) => set({ privacy })}
            onPassword={(privacyPassword) => set({ privacyPassword })}
          />
        </>
      ) : (
        <Field label={words.terms.community} hint={words.parts.communityKept}>
          <Input
            type="password"
            value={form.community}
            onChange={(_event, { value }) => set({ community: value })}
          />
        </Field>
      )}
    </>
  )
}

/** A protocol and its password. */
function ProtocolFields(props: {
  label: string
  names: Readonly<Record<string, string>>
  value: string
  password: string
  onValue(value: string): void
  onPassword(password: string): void
}) {
  return (
    <>
      <Field label={props.label}>
        <Select value={props.value} onChange={(_event, { value }) => props.onValue(value)}>
          {Object.entries(props.names).map(([protocol, name]) => (
            <option key={protocol} value={protocol}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.terms.password} hint={words.parts.emptyForNone}>
        <Input
          type="password"
          value={props.password}
          onChange={(_event, { value }) => props.onPassword(value)}
        />
      </Field>
    </>
  )
}
