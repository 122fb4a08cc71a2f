/**
 * The settings on the practice base's pages. Page titles and attribute names are those of the Rove on Teams article; full
 * names and the hash are those of the OBi family (vendor research 1.5 and 3.4); file names other than DM_S_, DI_S_
 * and DM_MISC_ are ours.
 */

export interface Parameter {
  /** Full dotted name; the form key is its hash. */
  readonly name: string
  /** As printed on the page. */
  readonly label: string
  readonly factory: string
  readonly access: 'readWrite' | 'readOnly'
  readonly secret?: true
  /** Values of a selection list. */
  readonly options?: readonly string[]
  /** Accepts whole numbers only; ours, so that a value in the wrong row is ignored. */
  readonly numeric?: true
}

/** Shown instead of a password; submitting it leaves the password unchanged. */
export const stars = '********'

/** Whether the device stores this value; it ignores others without an error. */
export function takes({ options, numeric, secret }: Parameter, value: string): boolean {
  if (secret === true && value === stars) return false
  if (numeric === true && !/^\d{1,9}$/.test(value)) return false
  return options === undefined || options.includes(value)
}

interface ParameterGroup {
  readonly title: string
  readonly parameters: readonly Parameter[]
}

export interface Page {
  readonly file: string
  readonly menu: string
  readonly title: string
  readonly groups: readonly ParameterGroup[]
}

const itsp = 'X_DeviceManagement.ITSPProvisioning.'
const firmware = 'X_DeviceManagement.FirmwareUpdate.'
const methods = ['Disabled', 'System Start', 'Periodically', 'Time Of Day'] as const

export const names = {
  firmwareMethod: `${firmware}Method`,
  firmwareInterval: `${firmware}Interval`,
  firmwareServer: `${firmware}FirmwareServer`,
  firmwarePath: `${firmware}FirmwarePath`,
  baseFw: `${firmware}B2.BaseFw`,
  fwBranch: `${firmware}B2.FwBranch`,
  method: `${itsp}Method`,
  interval: `${itsp}Interval`,
  configUrl: `${itsp}ConfigURL`,
  provisioningOption: `${itsp}ProvisioningOption`,
  webPort: 'X_DeviceManagement.WebServer.Port',
  adminPassword: 'X_DeviceManagement.WebServer.AdminPassword',
} as const

const writable = (name: string, label: string, factory: string, options?: readonly string[]): Parameter => ({
  name,
  label,
  factory,
  access: 'readWrite',
  ...(options === undefined ? {} : { options }),
})

const number = (name: string, label: string, factory: string): Parameter => ({
  ...writable(name, label, factory),
  numeric: true,
})

const autoProvisioning: Page = {
  file: 'DM_S_.xml',
  menu: 'System Management',
  title: 'Auto Provisioning',
  groups: [
    {
      title: 'Auto Firmware Update',
      parameters: [
        writable(names.firmwareMethod, 'Method', 'Disabled', methods),
        number(names.firmwareInterval, 'Interval', '0'),
        writable(names.firmwareServer, 'FirmwareServer', ''),
        writable(names.firmwarePath, 'FirmwarePath', ''),
      ],
    },
    {
      title: 'Rove B2 Firmware',
      parameters: [writable(names.baseFw, 'BaseFw', ''), writable(names.fwBranch, 'FwBranch', '')],
    },
    {
      title: 'Rove B4 Firmware',
      parameters: [
        writable(`${firmware}B4.BaseFw`, 'BaseFw', ''),
        writable(`${firmware}B4.FwBranch`, 'FwBranch', ''),
      ],
    },
    {
      title: 'ITSP Provisioning',
      parameters: [
        writable(names.method, 'Method', 'System Start', methods),
        number(names.interval, 'Interval', '0'),
        writable(names.provisioningOption, 'Provisioning Option', 'Disabled', ['Disabled', 'Config URL']),
        writable(names.configUrl, 'ConfigUrl', ''),
        writable(`${itsp}Username`, 'Username', ''),
        { ...writable(`${itsp}Password`, 'Password', ''), secret: true },
      ],
    },
  ],
}

const deviceAdmin: Page = {
  file: 'DM_MISC_.xml',
  menu: 'System Management',
  title: 'Device Admin',
  groups: [
    {
      title: 'Web Server',
      parameters: [
        number(names.webPort, 'Port', '80'),
        { ...writable(names.adminPassword, 'AdminPassword', 'admin'), secret: true },
      ],
    },
    {
      title: 'Syslog',
      parameters: [
        writable('X_DeviceManagement.Syslog.Server', 'Server', ''),
        number('X_DeviceManagement.Syslog.Port', 'Port', '514'),
      ],
    },
  ],
}

const shown = (prefix: string, label: string): Parameter => ({
  name: `${prefix}${label}`,
  label,
  factory: '',
  access: 'readOnly',
})

const systemStatus: Page = {
  file: 'DI_S_.xml',
  menu: 'Status',
  title: 'System Status',
  groups: [
    {
      title: 'WAN Status',
      parameters: ['AddressingType', 'IPAddress', 'MACAddress'].map((label) => shown('WAN.', label)),
    },
    {
      title: 'Product Information',
      parameters: [
        'ModelName',
        'SerialNumber',
        'HardwareVersion',
        'SoftwareVersion',
        'UpTime',
        'FirmwareDownload',
      ].map((label) => shown('DeviceInfo.', label)),
    },
  ],
}

/** One group per handset. The D230 names the parameters `Handset<n>IPEI` and so on, under VoiceService.1.X_HS. */
function handsetSummary(handsets: number): Page {
  const fields = ['IPEI', 'Status', 'Type', 'FWVersion', 'Extension', 'ExtensionStatus']
  return {
    file: 'DW_HS_.xml',
    menu: 'DECT Wireless',
    title: 'Handset Summary',
    groups: Array.from({ length: handsets }, (_, index) => ({
      title: `Handset ${index + 1}`,
      parameters: fields.map((field) => shown('VoiceService.1.X_HS.', `Handset${index + 1}${field}`)),
    })),
  }
}

/** The log page: one read-only parameter per line. */
export const syslogPage = { file: 'PL_SL_.xml', menu: 'Platform', title: 'Syslog' } as const

export function pagesOf(handsets: number): readonly Page[] {
  return [systemStatus, autoProvisioning, deviceAdmin, handsetSummary(handsets)]
}
