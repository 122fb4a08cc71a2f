/**
 * The status document of the adapter, in the form of a published capture of an SPA112. The elements of a line stand in the order of the
 * lines; Registration_State and its neighbours have no number.
 */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { PhoneLine } from '../kit/phone-line.ts'
import type { Adapter } from './adapter-state.ts'
import { registrationStates } from './state.ts'

/** `4/20/2017 14:17:53` */
function dateText(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().slice(0, 19).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `${Number(month)}/${Number(day)}/${year} ${time}`
}

/** `22:39:05` */
function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((each) => String(each).padStart(2, '0')).join(':')
}

/** A registration is refreshed after half an hour; the remaining time is counted from the first one (ours). */
const refreshSeconds = 1800

function lineElements(adapter: Adapter, line: PhoneLine, at: number): Markup {
  const number = at + 1
  const since = line.registration.since()
  const elapsed = since === null ? 0 : Math.floor((adapter.now() - since) / 1000)
  const next = since === null ? '' : `${refreshSeconds - (elapsed % refreshSeconds)} s`
  return markup`<Hook_State_${number}_>${line.calling() ? 'Off' : 'On'}</Hook_State_${number}_>
<Registration_State>${registrationStates(adapter.body)[at] ?? ''}</Registration_State>
<Last_Registration_At>${since === null ? '' : dateText(since)}</Last_Registration_At>
<Next_Registration_In>${next}</Next_Registration_In>
<Message_Waiting>No</Message_Waiting>
<Mapped_SIP_Port></Mapped_SIP_Port>
<Call_Back_Active_${number}_>No</Call_Back_Active_${number}_>
<Last_Called_Number_${number}_>${line.lastCalled()}</Last_Called_Number_${number}_>
<Last_Caller_Number_${number}_></Last_Caller_Number_${number}_>
<Call_1_State_${number}_>${line.calling() ? 'Calling' : 'Idle'}</Call_1_State_${number}_>
<Call_2_State_${number}_>Idle</Call_2_State_${number}_>
`
}

export function statusXml(adapter: Adapter, session: string): string {
  const { data, settings, body, address, now } = adapter
  return markup`<?xml version="1.0"?>
<flat-status>
<Product_Name>${data.model}</Product_Name>
<Serial_Number>${data.serial}</Serial_Number>
<Software_Version>${settings.firmware()}</Software_Version>
<Hardware_Version>${data.hardware}</Hardware_Version>
<Client_Certificate>Installed</Client_Certificate>
<Customization>${data.options.customization}</Customization>
<Current_Time>${dateText(now())}</Current_Time>
<Elapsed_Time>${durationText(body.life.upMs())}</Elapsed_Time>
<External_IP></External_IP>
${body.lines.map((line, at) => lineElements(adapter, line, at))}<Custom_CA_Provisioning_Status></Custom_CA_Provisioning_Status>
<Custom_CA_Info>Not Installed</Custom_CA_Info>

<router-status>
<WAN_Interface>
<IP>${address}</IP>
<Netmask>255.0.0.0</Netmask>
<Gateway></Gateway>
<Manufacture_MAC_Address>${data.mac}</Manufacture_MAC_Address>
<MAC_Address>${data.mac}</MAC_Address>
</WAN_Interface>
<Login_User_Name>${data.user}</Login_User_Name>
<Session_ID>${session}</Session_ID>
</router-status>
</flat-status>
`.text
}
