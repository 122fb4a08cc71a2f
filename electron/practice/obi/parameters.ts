/** The pages of the adapter with their parameters, and the form key of each. */
import { formKey } from '../kit/obi-software.ts'

export interface Parameter {
  /** Full dotted name; the form key is its hash. */
  readonly name: string
  readonly label: string
  readonly factory: string
  readonly access: 'readWrite' | 'readOnly'
  readonly choices?: readonly string[]
  readonly secret?: true
  /** Published key of a parameter whose full name is not published. */
  readonly key?: string
}

interface PageObject {
  readonly title: string
  readonly parameters: readonly Parameter[]
}

export interface Page {
  readonly file: string
  readonly title: string
  /** False for a page that the menu leaves out. */
  readonly inMenu: boolean
  readonly objects: readonly PageObject[]
}

export const keyOf = ({ key, name }: Parameter): string => key ?? formKey(name)

/** Number of services of the family. */
export const services = 4
const itsp = 'X_DeviceManagement.ITSPProvisioning.'
const profile = 'VoiceService.1.VoiceProfile.1.'
export const lineName = (service: number, name: string): string => `${profile}Line.${service}.${name}`

export const names = {
  method: `${itsp}Method`,
  interval: `${itsp}Interval`,
  configUrl: `${itsp}ConfigURL`,
  adminPassword: 'X_DeviceManagement.WebServer.AdminPassword',
  acceptResync: `${profile}SIP.X_AcceptResync`,
  proxyServer: `${profile}SIP.ProxyServer`,
  proxyPort: `${profile}SIP.ProxyServerPort`,
  transport: `${profile}SIP.ProxyServerTransport`,
  registrarServer: `${profile}SIP.RegistrarServer`,
  registrarPort: `${profile}SIP.RegistrarServerPort`,
} as const

const writable = (name: string, factory: string, choices?: readonly string[]): Parameter => ({
  ...{ name, label: name.slice(name.lastIndexOf('.') + 1), factory, access: 'readWrite' },
  ...(choices === undefined ? {} : { choices }),
})
const secret = (name: string, factory: string): Parameter => ({ ...writable(name, factory), secret: true })
const shown = (name: string, label: string, factory = '', key?: string): Parameter => ({
  ...{ name, label, factory, access: 'readOnly' },
  ...(key === undefined ? {} : { key }),
})

/** Labels, keys and factory values of a published status page of an OBi200. */
const systemStatus: Page = {
  file: 'DI_S_.xml',
  title: 'System Status',
  inMenu: true,
  objects: [
    {
      title: 'WAN Status',
      parameters: [
        {
          ...shown('WAN.AddressingType', 'AddressingType', 'DHCP', '498fd365'),
          choices: ['DHCP', 'Static', 'PPPoE'],
        },
        shown('WAN.IPAddress', 'IPAddress', ' ', '18c414be'),
        shown('WAN.MACAddress', 'MACAddress', '', 'bf7d3c16'),
        shown('WAN.LLDP-MEDStatus', 'LLDP-MEDStatus', 'Disabled', '90dd1eb2'),
      ],
    },
    {
      title: 'Product Information',
      parameters: [
        shown('DeviceInfo.ModelName', 'ModelName', 'OBi100'),
        shown('DeviceInfo.MACAddress', 'MACAddress'),
        shown('DeviceInfo.SerialNumber', 'SerialNumber'),
        shown('DeviceInfo.HardwareVersion', 'HardwareVersion'),
        shown('DeviceInfo.SoftwareVersion', 'SoftwareVersion'),
        shown('DeviceInfo.UpTime', 'UpTime'),
        shown('DeviceInfo.X_CertificatesStatus', 'CertificatesStatus', 'Installed'),
      ],
    },
    ...Array.from({ length: services }, (_, at) => ({
      title: `SP${at + 1} Service Status`,
      parameters: ['Status', 'PrimaryProxyServer', 'SecondaryProxyServer', 'CallState'].map((label) =>
        shown(lineName(at + 1, label), label),
      ),
    })),
  ],
}

/** Keys of the first port are published, those of the second are ours. */
const portKeys: readonly (readonly [label: string, key: string])[] = [
  ['State', '9faa5b84'],
  ['LoopCurrent', 'afd1a780'],
  ['VBAT', '5a2cbf70'],
  ['TipRingVoltage', 'c310e3f2'],
  ['LastCallerInfo', '5729ae56'],
]
const portPage = (port: number): Page => ({
  file: `PI_FXS_${port}_Stats.xml`,
  title: `PHONE${port} Port Status`,
  inMenu: true,
  objects: [
    {
      title: 'Port Status',
      parameters: portKeys.map(([label, key]) =>
        shown(`Port.${port}.${label}`, label, ' ', port === 1 ? key : undefined),
      ),
    },
  ],
})

const autoProvisioning: Page = {
  file: 'DM_S_.xml',
  title: 'Auto Provisioning',
  inMenu: false,
  objects: [
    {
      title: 'ITSP Provisioning',
      parameters: [
        // the factory value is ours
        writable(names.method, 'System Start', ['Disabled', 'System Start', 'Periodically', 'Time Of Day']),
        writable(names.interval, '0'),
        writable(names.configUrl, ''),
        writable(`${itsp}Username`, ''),
        secret(`${itsp}Password`, ''),
      ],
    },
  ],
}

const deviceAdmin: Page = {
  file: 'DM_MISC_.xml',
  title: 'Device Admin',
  inMenu: true,
  objects: [{ title: 'Web Server', parameters: [secret(names.adminPassword, 'admin')] }],
}

const servicePage = (service: number): Page => ({
  file: `VS_1_VP_1_L_${service}_.xml`,
  title: `SP${service} Service`,
  inMenu: true,
  objects: [
    {
      title: `SP${service} Service`,
      parameters: [
        writable(lineName(service, 'Enable'), 'true', ['true', 'false']),
        writable(lineName(service, 'SIP.AuthUserName'), ''),
        secret(lineName(service, 'SIP.AuthPassword'), ''),
        writable(lineName(service, 'SIP.URI'), ''),
        writable(lineName(service, 'CallingFeatures.CallerIDName'), ''),
      ],
    },
  ],
})

const sipPage: Page = {
  file: 'VS_1_VP_1_SIP_.xml',
  title: 'ITSP Profile A SIP',
  inMenu: true,
  objects: [
    {
      title: 'SIP',
      parameters: [
        writable(names.proxyServer, ''),
        writable(names.proxyPort, '5060'),
        writable(names.transport, 'UDP', ['UDP', 'TCP', 'TLS']),
        writable(names.registrarServer, ''),
        writable(names.registrarPort, '5060'),
        writable(names.acceptResync, 'yes without authentication', [
          ...['no', 'yes with authentication', 'yes without authentication'],
        ]),
      ],
    },
  ],
}

export function pagesOf(ports: number): readonly Page[] {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
  return [
    ...[systemStatus, ...numbers(ports).map(portPage), autoProvisioning, deviceAdmin, sipPage],
    ...numbers(services).map(servicePage),
  ]
}
