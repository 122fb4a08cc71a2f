/** Parameters of the practice phone and adapter. Names and factory values: the maker's guides and public provisioning templates. */
import type { Parameter } from './settings.ts'

const yesNo = ['Yes', 'No'] as const

type Row = readonly [name: string, factory: string, kind?: Parameter['kind']]
const section = (name: string, rows: readonly Row[]): Parameter[] =>
  rows.map(([each, factory, kind = 'text']) => ({ name: each, section: name, factory, kind }))

/** The account of line `line`; a phone calls it Ext 1, an adapter Line 1. */
const lineSection = (name: string, line: number): Parameter[] =>
  section(name, [
    [`Line_Enable_${line}_`, 'Yes', yesNo],
    [`SIP_Transport_${line}_`, 'UDP', ['UDP', 'TCP', 'TLS']],
    [`SIP_Port_${line}_`, String(5059 + line), 'number'],
    [`Proxy_${line}_`, ''],
    [`Register_${line}_`, 'Yes', yesNo],
    [`Display_Name_${line}_`, ''],
    [`User_ID_${line}_`, ''],
    [`Password_${line}_`, '', 'password'],
    [`Use_Auth_ID_${line}_`, 'No', yesNo],
    [`Auth_ID_${line}_`, ''],
  ])

export const phoneParameters: readonly Parameter[] = [
  ...section('System', [
    ['Enable_Web_Server', 'Yes', yesNo],
    ['Enable_Protocol', 'Http', ['Http', 'Https']],
    ['Enable_Direct_Action_Url', 'Yes', yesNo],
    ['Web_Server_Port', '80', 'number'],
    ['Enable_Web_Admin_Access', 'Yes', yesNo],
    ['Admin_Password', '', 'password'],
    ['User_Password', '', 'password'],
  ]),
  ...section('Provisioning', [
    ['Provision_Enable', 'Yes', yesNo],
    ['Resync_On_Reset', 'Yes', yesNo],
    ['Resync_Error_Retry_Delay', '3600', 'number'],
    ['Forced_Resync_Delay', '14400', 'number'],
    ['Resync_From_SIP', 'Yes', yesNo],
    ['Resync_Fails_On_FNF', 'Yes', yesNo],
    ['Profile_Rule', '/$PSN.xml'],
    ['Profile_Rule_B', ''],
    ['Profile_Rule_C', ''],
    ['Profile_Rule_D', ''],
    ['DHCP_Option_To_Use', '66,160,159,150,60,43,125'],
    ['Upgrade_Enable', 'Yes', yesNo],
    ['Upgrade_Error_Retry_Delay', '3600', 'number'],
    ['Upgrade_Rule', ''],
    ['Custom_CA_Rule', ''],
    ['Webex_Onboard_Enable', 'Yes', yesNo],
  ]),
  ...lineSection('Ext 1', 1),
]

/** Values of the adapter that differ from the phone's are those of a public template for it. */
export const adapterParameters: readonly Parameter[] = [
  ...section('Provisioning', [
    ['Provision_Enable', 'Yes', yesNo],
    ['Resync_On_Reset', 'Yes', yesNo],
    ['Resync_Error_Retry_Delay', '3600', 'number'],
    ['Resync_From_SIP', 'Yes', yesNo],
    ['Resync_Fails_On_FNF', 'Yes', yesNo],
    ['Profile_Rule', '/ata$PSN.cfg'],
    ['Profile_Rule_B', ''],
    ['DHCP_Option_To_Use', '66,160,159,150'],
    ['Upgrade_Enable', 'Yes', yesNo],
    ['Upgrade_Rule', ''],
    ['Custom_CA_URL', ''],
  ]),
  ...lineSection('Line 1', 1),
  ...lineSection('Line 2', 2),
]
