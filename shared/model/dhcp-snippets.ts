/**
 * Configuration of DHCP servers for an offer of options, each in the server's own syntax. Pure. Values are printable ASCII without
 * spaces (checked by `dhcpOffer`); each writer escapes the special characters of its syntax.
 */
import type { DhcpOffer, DhcpOption, SnippetNote } from './dhcp-options.ts'
import { ipv4Number } from './ipv4.ts'
import type { DhcpServer, VendorClass } from './provisioning-facts.ts'

export interface Snippet {
  readonly text: string
  readonly notes: readonly SnippetNote[]
}

type Writer = (offer: DhcpOffer) => {
  readonly lines: readonly string[]
  readonly notes: readonly SnippetNote[]
}

export function dhcpSnippet(server: DhcpServer, offer: DhcpOffer): Snippet {
  const { lines, notes } = writerOf(server)(offer)
  const own = offer.vendorClasses.length === 0 ? notes.filter((note) => !aboutClasses.has(note)) : notes
  return { text: `${lines.join('\n')}\n`, notes: [...offer.notes, ...own] }
}

const aboutClasses: ReadonlySet<SnippetNote> = new Set(['server-without-classes', 'matches-anywhere'])

function writerOf(server: DhcpServer): Writer {
  switch (server) {
    case 'dnsmasq':
      return dnsmasq
    case 'kea':
      return kea
    case 'isc-dhcpd':
      return iscDhcpd
    case 'windows-server':
      return windowsServer
    case 'cisco-ios':
      return ciscoIos
    case 'mikrotik':
      return mikrotik
    case 'unifi':
      return unifi
    case 'technitium':
      return technitium
  }
}

/** Two hex digits an octet. */
function octets(option: DhcpOption): string[] {
  switch (option.kind) {
    case 'text':
      return [...option.text].map((character) => hex(character.charCodeAt(0), 2))
    case 'addresses':
      return option.addresses.flatMap((address) => pairs(hex(ipv4Number(address) ?? 0, 8)))
    case 'seconds':
      return pairs(hex(option.seconds >>> 0, 8))
  }
}
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const pairs = (digits: string): string[] => digits.match(/../g) ?? []
const textOctets = (text: string): string[] => octets({ code: 0, kind: 'text', text })

/** A number or a list of addresses without quotes. */
const plainValue = (option: Exclude<DhcpOption, { kind: 'text' }>, separator: string): string =>
  option.kind === 'seconds' ? String(option.seconds) : option.addresses.join(separator)

/**
 * dnsmasq(8). `dhcp-match` with octets matches the beginning of option 60; `dhcp-vendorclass` would match anywhere in it. Forced
 * options are sent to clients that do not ask, and option 66 does not move into the header's sname field.
 */
function dnsmasq({ name, vendorClasses, options }: DhcpOffer): ReturnType<Writer> {
  const tag = vendorClasses.length === 0 ? '' : `tag:${name},`
  const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`
  return {
    lines: [
      `# ${name}`,
      ...vendorClasses.map(({ text }) => `dhcp-match=set:${name},60,${textOctets(text).join(':')}`),
      ...options.map((option) => {
        const value = option.kind === 'text' ? quoted(option.text) : plainValue(option, ',')
        return `dhcp-option-force=${tag}${option.code},${value}`
      }),
    ],
    notes: [],
  }
}

/** Kea 2.2, "Option definitions" and "Client classification": members of the object Dhcp4. Commas in values are escaped. */
function kea({ name, vendorClasses, options }: DhcpOffer): ReturnType<Writer> {
  const standard = new Map([
    [66, 'tftp-server-name'],
    [42, 'ntp-servers'],
    [2, 'time-offset'],
  ])
  const own = 160
  const data = options.map((option) => {
    const known = standard.get(option.code) ?? (option.code === own ? 'provisioning-url' : null)
    const sent = { 'always-send': true }
    // a standard option without a name here can have any type: it is written as octets
    if (known === null)
      return { code: option.code, 'csv-format': false, data: octets(option).join(''), ...sent }
    const value = option.kind === 'text' ? option.text.replaceAll(',', '\\,') : plainValue(option, ', ')
    return { name: known, data: value, ...sent }
  })
  const test = vendorClasses
    .map(({ text, match }) => {
      const value = text.includes("'") ? `0x${textOctets(text).join('')}` : `'${text}'`
      return match === 'exact'
        ? `option[60].hex == ${value}`
        : `substring(option[60].hex, 0, ${text.length}) == ${value}`
    })
    .join(' or ')
  const members = {
    ...(options.some(({ code }) => code === own)
      ? { 'option-def': [{ name: 'provisioning-url', code: own, space: 'dhcp4', type: 'string' }] }
      : {}),
    ...(vendorClasses.length === 0
      ? { 'option-data': data }
      : { 'client-classes': [{ name, test, 'option-data': data }] }),
  }
  return { lines: [JSON.stringify(members, null, 2)], notes: [] }
}

/** dhcpd.conf(5), dhcp-options(5), dhcp-eval(5). */
function iscDhcpd({ name, vendorClasses, options }: DhcpOffer): ReturnType<Writer> {
  const standard = new Map([
    [66, 'tftp-server-name'],
    [42, 'ntp-servers'],
    [2, 'time-offset'],
  ])
  const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`
  const own = (code: number) => `provisioning-url-${code}`
  const defined = options.filter(({ code }) => !standard.has(code))
  const settings = options.map((option) => {
    const value = option.kind === 'text' ? quoted(option.text) : plainValue(option, ', ')
    return `option ${standard.get(option.code) ?? own(option.code)} ${value};`
  })
  const test = ({ text, match }: VendorClass) =>
    match === 'exact'
      ? `option vendor-class-identifier = ${quoted(text)}`
      : `substring(option vendor-class-identifier, 0, ${text.length}) = ${quoted(text)}`
  return {
    lines: [
      ...defined.map(({ code }) => `option ${own(code)} code ${code} = text;`),
      ...(vendorClasses.length === 0
        ? settings
        : [
            `class "${name}" {`,
            `  match if ${vendorClasses.map((each) => `(${test(each)})`).join(' or ')};`,
            ...settings.map((line) => `  ${line}`),
            '}',
          ]),
    ],
    notes: ['only-when-asked'],
  }
}

/** PowerShell module DhcpServer. `Name*` matches the beginning of the vendor class. */
function windowsServer({ name, vendorClasses, options }: DhcpOffer): ReturnType<Writer> {
  // PowerShell treats typographic single quotes as plain ones
  const quoted = (text: string) => `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`
  const standard = new Set([66, 42, 2])
  const policy = vendorClasses.length === 0 ? '' : ` -PolicyName ${quoted(name)}`
  const classes = vendorClasses.map(({ text, match }, i) => ({
    text,
    named: `${name}-${i + 1}`,
    matched: `${name}-${i + 1}${match === 'prefix' ? '*' : ''}`,
  }))
  const value = (option: DhcpOption) =>
    option.kind === 'text'
      ? quoted(option.text)
      : option.kind === 'seconds'
        ? `0x${octets(option).join('')}`
        : option.addresses.map(quoted).join(',')
  return {
    lines: [
      "$scope = '192.168.10.0'",
      ...options
        .filter(({ code }) => !standard.has(code))
        .map(
          ({ code }) =>
            `Add-DhcpServerv4OptionDefinition -OptionId ${code} -Name 'Provisioning URL ${code}' -Type String`,
        ),
      ...classes.map(
        ({ named, text }) =>
          `Add-DhcpServerv4Class -Name ${quoted(named)} -Type Vendor -Data ${quoted(text)}`,
      ),
      ...(classes.length === 0
        ? []
        : [
            `Add-DhcpServerv4Policy -Name ${quoted(name)} -ScopeId $scope -Condition Or -VendorClass EQ,${classes
              .map(({ matched }) => quoted(matched))
              .join(',')}`,
          ]),
      ...options.map(
        (option) =>
          `Set-DhcpServerv4OptionValue -ScopeId $scope${policy} -OptionId ${option.code} -Value ${value(option)}`,
      ),
    ],
    notes: ['own-names', 'only-when-asked'],
  }
}

/** Cisco IOS, "Configuring the Cisco IOS DHCP Server". A class of a pool chooses an address range and no options. */
function ciscoIos({ options }: DhcpOffer): ReturnType<Writer> {
  const grouped = (option: DhcpOption) =>
    octets(option)
      .join('')
      .match(/.{1,4}/g)
      ?.join('.') ?? ''
  // `?` opens the help of the console
  const value = (option: DhcpOption) =>
    option.kind === 'text'
      ? /^[^?"\\]+$/.test(option.text)
        ? `ascii "${option.text}"`
        : `hex ${grouped(option)}`
      : option.kind === 'addresses'
        ? `ip ${plainValue(option, ' ')}`
        : `hex ${grouped(option)}`
  return {
    lines: ['ip dhcp pool VOICE', ...options.map((option) => ` option ${option.code} ${value(option)}`)],
    notes: ['server-without-classes', 'own-names'],
  }
}

/** RouterOS 7.16, "DHCP Server": matching-type=substring. A text with characters that the console or the option expands is written as octets. */
function mikrotik({ name, vendorClasses, options }: DhcpOffer): ReturnType<Writer> {
  const isPlain = (text: string) => /^[\w:/.-]+$/.test(text)
  const value = (option: DhcpOption) =>
    option.kind === 'text' && isPlain(option.text) ? `"s'${option.text}'"` : `0x${octets(option).join('')}`
  const named = options.map(({ code }) => `${name}-${code}`)
  return {
    lines: [
      '/ip dhcp-server option',
      ...options.map(
        (option) => `add name=${name}-${option.code} code=${option.code} force=yes value=${value(option)}`,
      ),
      '/ip dhcp-server option sets',
      `add name=${name} options=${named.join(',')}`,
      ...(vendorClasses.length === 0
        ? ['/ip dhcp-server network', `set [find address=192.168.10.0/24] dhcp-option-set=${name}`]
        : [
            '/ip dhcp-server matcher',
            ...vendorClasses.map(({ text, match }, i) => {
              const wanted = isPlain(text) ? `"${text}"` : `0x${textOctets(text).join('')}`
              const type = match === 'exact' ? 'exact' : 'substring'
              return `add name=${name}-${i + 1} server=dhcp1 address-pool=dhcp_pool0 code=60 matching-type=${type} value=${wanted} option-set=${name}`
            }),
          ]),
    ],
    notes: [
      ...(vendorClasses.some(({ match }) => match === 'prefix') ? ['matches-anywhere' as const] : []),
      'own-names',
    ],
  }
}

/** UniFi Network: the fields of "DHCP Options" in the settings of a network. */
function unifi({ options }: DhcpOffer): ReturnType<Writer> {
  const field = (option: DhcpOption) =>
    option.kind === 'text'
      ? `${option.code}  Text  ${option.text}`
      : option.kind === 'seconds'
        ? `${option.code}  Integer (32 bit)  ${option.seconds}`
        : `${option.code}  IP Address  ${plainValue(option, ', ')}`
  return { lines: options.map(field), notes: ['server-without-classes'] }
}

/** Technitium DNS Server, "Generic DHCP Options" of a scope: code and octets. Its field "Server Host Name" fills sname, not option 66. */
function technitium({ options }: DhcpOffer): ReturnType<Writer> {
  return {
    lines: options.map((option) => `${option.code}|${octets(option).join(':').toUpperCase()}`),
    notes: ['server-without-classes'],
  }
}
