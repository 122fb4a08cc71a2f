/** Texts about provisioning URLs: their faults, what is open about them, the stage of a device, DHCP snippets, and their screen. */
import type { SnippetNote } from '#shared/model/dhcp-options.ts'
import type { DhcpServer } from '#shared/model/provisioning-facts.ts'
import type { UrlStage } from '#shared/model/provisioning-stage.ts'
import type { OpenPoint } from '#shared/model/provisioning-url.ts'
import type { SegmentOrder } from '#shared/model/region.ts'
import type { UrlFaultCode } from '#shared/model/url-fault.ts'

const faults: Record<UrlFaultCode, string> = {
  empty: 'There is no URL in this text.',
  'too-long': 'The text is longer than any provisioning URL. It was not read.',
  'space-around': 'There are spaces or line breaks around the URL.',
  'space-inside': 'There is a space inside the URL.',
  'line-break': 'There is a line break inside the URL.',
  quote: 'Quotation marks or brackets were copied with the URL.',
  'invisible-character': 'There is an invisible character in the URL.',
  'punctuation-at-end': 'A punctuation mark was copied with the URL.',
  'character-not-ascii': 'A character is not plain ASCII. It may only look like the right letter.',
  'scheme-missing': 'http:// is missing at the beginning.',
  'scheme-malformed': 'The beginning must be http:// with a colon and two slashes.',
  'scheme-other': 'The URL must begin with http://.',
  'https-not-promised':
    'Microsoft publishes this address with http only. The device may not reach it over https.',
  backslash: 'There is a backslash where a slash belongs.',
  'user-info': 'A user name or a password stands before the host.',
  'host-missing': 'The host is missing.',
  'host-malformed': 'The host has a character that no host name may have.',
  'host-misspelt': 'The host resembles the service’s and is spelt differently.',
  'host-other': 'This is not a host of the service.',
  'region-unknown': 'There is no such region. The regions are emea, noam and apac.',
  'region-missing': 'The region is missing: emea, noam or apac, then a dot.',
  'slash-for-dot': 'There is a slash or a comma where a dot belongs in the host.',
  'port-not-expected': 'The service’s address has no port number.',
  'query-not-expected': 'The URL must end before “?” or “#”.',
  'slash-doubled': 'There is a slash too many.',
  'slash-at-end': 'There is a slash after the file name.',
  'segment-case': 'This part must be in lower case.',
  'language-unknown': 'There is no such language code. The codes are en, es, ja, de, fr and pt.',
  'language-malformed': 'The language must be written lang_ and two letters, for example lang_de.',
  'language-twice': 'There are two languages.',
  'language-not-offered': 'This device does not have this language. It shows English.',
  'tenant-malformed': 'The tenant id must be 32 hex digits in five groups with hyphens.',
  'tenant-twice': 'There are two tenant ids.',
  'tenant-name': 'tenantid/ must stand before the tenant id.',
  'suffix-missing': 'The file name that this device needs is missing at the end.',
  'suffix-unknown': 'No device is known that needs this file name.',
  'suffix-of-other-make': 'This file name is for devices of another kind.',
  'suffix-of-one-device':
    'This is the file of one device. The URL must have the placeholder that the device replaces.',
  'suffix-unconfirmed': 'It is not known which file name this device needs.',
  'later-stage':
    'This is the URL that one device received from the service. Do not set it on another device.',
  'range-malformed': 'This is not an IPv4 network: four numbers, a slash and a prefix from 0 to 32.',
  'range-host-bits': 'The address is not the first one of its network.',
  'range-not-listed': 'This network is not in Microsoft’s list for SIP Gateway.',
}

const open: Record<OpenPoint['code'], string> = {
  'suffix-choice': 'The sources give different file names. If the device does not fetch, try the other one.',
  'suffix-unknown': 'It is not known which file name this device needs. The URL has none.',
  'language-unknown': 'It is not known whether this device accepts a language in the URL.',
  'language-not-offered': 'This device does not have this language. It shows English.',
  'language-partial': 'This device shows this language in part.',
  'tenant-unknown': 'It is not known whether this device accepts a tenant id in the URL.',
  'order-choice':
    'The order of language and tenant is not published. If the device does not fetch, try the other order.',
  'tenant-malformed': 'The tenant id must be 32 hex digits in five groups with hyphens.',
}

const notes: Record<SnippetNote, string> = {
  'no-vendor-class':
    'The vendor class (option 60) of this device is not known: every client of the network gets these options.',
  'server-without-classes':
    'This server does not set options by vendor class: every client of the network gets them. Use it for a network with these devices only.',
  'matches-anywhere':
    'The server compares the text with any part of the vendor class, not only its beginning.',
  'option-unknown': 'It is not known whether this device reads the URL in this option.',
  'url-too-long': 'The device reads fewer characters than the URL has.',
  'only-when-asked': 'The server sends an option only to a device that asks for it.',
  'own-names': 'Replace the names of scope, pool, server and network by your own.',
}

const stages: Record<UrlStage, string> = {
  entry: 'Entry: the device has not fetched yet.',
  onboarding: 'Onboarding: the first fetch was answered.',
  waiting: 'Onboarded: nobody has signed in.',
  final: 'Signed in: the device has its final configuration.',
}

const servers: Record<DhcpServer, string> = {
  dnsmasq: 'dnsmasq',
  kea: 'Kea',
  'isc-dhcpd': 'ISC dhcpd',
  'windows-server': 'Windows Server (PowerShell)',
  'cisco-ios': 'Cisco IOS',
  mikrotik: 'MikroTik RouterOS',
  unifi: 'UniFi Network',
  technitium: 'Technitium DNS Server',
}

const orders: Record<SegmentOrder, string> = {
  'language-first': 'Language, then tenant',
  'tenant-first': 'Tenant, then language',
}

export const provisioningUrls = {
  faults,
  open,
  notes,
  stages,
  servers,
  orders,
  title: 'Provisioning URLs',
  lead: 'Build the URL for a device, check a URL that you received, and announce it by DHCP.',
  build: 'Build a URL',
  read: 'Check a URL',
  readLead: 'Paste a URL or firewall ranges. The text stays on this laptop.',
  pasted: 'URL or firewall ranges',
  dhcp: 'Announce it by DHCP',
  maker: 'Maker',
  anyMaker: 'Not known',
  model: 'Devices',
  anyModel: 'Not known',
  region: 'Region',
  language: 'Language',
  tenant: 'Tenant id',
  tenantHint: 'Only for bulk sign-in',
  order: 'Order',
  suffix: 'File name',
  noSuffix: 'None',
  url: 'URL',
  parts: {
    host: 'Region’s address',
    language: 'Language',
    tenant: 'Tenant',
    suffix: 'File name',
  },
  noSource: 'No source',
  sourceOf: (confidence: string, source: string) => `${confidence}: ${source}`,
  noFault: 'No fault was found.',
  noFaultInRanges: 'These are the networks in Microsoft’s list.',
  at: (start: number, end: number) =>
    end > start + 1 ? `Characters ${start + 1} to ${end}` : `Character ${start + 1}`,
  useCorrected: 'Use the corrected URL',
  corrected: 'Corrected',
  stage: 'Stage',
  error: 'Fault',
  warning: 'Note',
  server: 'DHCP server',
  option: 'Option for the URL',
  optionLabel: (code: number) => `Option ${code}`,
  optionUnknown: 'It is not known in which option this device reads the URL. Choose one to try.',
  ntp: 'Time servers (option 42)',
  ntpHint: 'IPv4 addresses, with commas',
  utcOffset: 'Offset from UTC (option 2)',
  noOffset: 'Not set',
  hours: (offset: number) =>
    `UTC${offset < 0 ? '−' : '+'}${String(Math.floor(Math.abs(offset) / 3600)).padStart(2, '0')}:${String((Math.abs(offset) % 3600) / 60).padStart(2, '0')}`,
  snippet: 'Configuration',
  syntax: (source: string) => `Syntax: ${source}`,
  held: 'URL that the device holds now',
  showQr: 'Show QR code',
  hideQr: 'Hide QR code',
}
