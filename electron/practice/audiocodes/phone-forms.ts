/** The phone's forms: provisioning, upload of a configuration or firmware, restart, factory reset, dialling. */
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { parseCfg } from './cfg-file.ts'
import { configurationFile, html, methodCodes, pageNamed, periodCodes, statusXml } from './phone-pages.ts'
import { firmwareIn } from './phone-provisioning.ts'
import { keys } from './phone-settings.ts'
import type { Phone } from './phone-state.ts'

const form = '/mainform.cgi/'

/** `/mainform.cgi/Auto_Provision.htm` → auto_provision.htm; public clients spell it both ways. */
const formIn = (path: string): string => (path.startsWith(form) ? path.slice(form.length).toLowerCase() : '')

const forms: ReadonlyMap<string, (phone: Phone, request: DeviceRequest) => DeviceReply> = new Map([
  ['auto_provision.htm', storeProvisioning],
  ['auto_config.htm', storeConfiguration],
  ['reboot.htm', reboot],
  ['reset.htm', reset],
  ['dial.htm', dial],
  ['manu_firmware_upgrade.htm', (phone: Phone) => pageNamed(phone, 'Manu_Firmware_Upgrade.htm') ?? missing],
])
const missing: DeviceReply = { kind: 'not-found' }

export const isForm = (path: string): boolean => forms.has(formIn(path)) || path === '/upload.cgi'

/** Answers a request that has a session. */
export function pageAnswer(phone: Phone, request: DeviceRequest): DeviceReply {
  const { path, method, query } = request
  if (method === 'POST')
    return path === '/upload.cgi'
      ? upload(phone, request)
      : (forms.get(formIn(path))?.(phone, request) ?? missing)
  if (path === '/voip_status.cgi') return statusXml(phone)
  if (path === '/mainform.cgi') return pageNamed(phone, query.get('go') ?? 'mainframe.htm') ?? missing
  if (path.startsWith('/configuration/')) return configurationFile(phone, path) ?? missing
  return pageNamed(phone, formIn(path)) ?? missing
}

const accepted = (afterwards?: () => void): DeviceReply => ({
  ...html('<html><body>OK</body></html>'),
  ...{ kind: 'accepted' },
  ...(afterwards === undefined ? {} : { afterwards }),
})

const fieldsIn = ({ headers, body }: DeviceRequest): URLSearchParams =>
  new URLSearchParams(
    (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? body : '',
  )

/** Stores a whole form; one without method or URL changes nothing. The phone fetches at its next start. */
function storeProvisioning(phone: Phone, request: DeviceRequest): DeviceReply {
  if (!phone.data.options.provisioningPage) return missing
  const fields = fieldsIn(request)
  const method = methodCodes.get(fields.get('ASU_METHOD') ?? '')
  const url = fields.get('CFG_URL')
  if (method !== undefined && url !== null && request.keep) {
    const values: [string, string | null | undefined][] = [
      [keys.method, method],
      [keys.url, url.trim()],
      [keys.firmwareUrl, fields.get('FW_URL')?.trim()],
      [keys.dhcpOption, fields.get('OPTVAL')],
      [keys.period, periodCodes.get(fields.get('ASU_PERIOD') ?? '')],
      [keys.hours, fields.get('ASU_HOURS')],
      [keys.randomSeconds, fields.get('ASU_RANDOM')],
    ]
    phone.settings.store(values.flatMap(([key, value]) => (value == null ? [] : [[key, value] as const])))
  }
  return accepted()
}

/** `TYPE=6` and the file in `upname`. Whether a real phone answers a wrong form in another way is not published. */
function storeConfiguration(phone: Phone, { headers, bytes, keep }: DeviceRequest): DeviceReply {
  const part = (name: string) => partOf(headers['content-type'], bytes, name)?.toString('utf8') ?? null
  const file = part('upname')
  if (part('TYPE')?.trim() !== '6' || file === null) return html('<html><body>Invalid file</body></html>')
  if (keep && phone.settings.store(parseCfg(file))) phone.body.registerLines()
  return accepted()
}

/** `REBOOT=2`; one public client sends no body. */
function reboot(phone: Phone, request: DeviceRequest): DeviceReply {
  const wanted = request.body === '' || fieldsIn(request).get('REBOOT') === '2'
  return accepted(wanted && request.keep ? () => phone.body.life.restart('web') : undefined)
}

/** `CONFIG=2` */
function reset(phone: Phone, request: DeviceRequest): DeviceReply {
  const isWanted = fieldsIn(request).get('CONFIG') === '2' && request.keep
  if (!isWanted) return accepted()
  return accepted(() => {
    phone.settings.reset()
    phone.body.life.restart('factory reset')
  })
}

/** `number=<n>` calls from the phone, so that it is found by ear. */
function dial(phone: Phone, request: DeviceRequest): DeviceReply {
  const number = fieldsIn(request).get('number') ?? ''
  const [line] = phone.body.lines
  if (!/^[\d*#+]{1,40}$/.test(number) || line === undefined || !request.keep) return accepted()
  return accepted(() => phone.body.life.run(() => line.dial(number)))
}

/** `localupgrade=20` and the image in `upname`; its content is ignored, the version is that of the file name (ours). */
function upload(phone: Phone, { headers, bytes, keep }: DeviceRequest): DeviceReply {
  const isUpgrade = partOf(headers['content-type'], bytes, 'localupgrade')?.toString('utf8').trim() === '20'
  const name = /name="upname"; filename="([^"]{1,200})"/.exec(bytes.toString('latin1'))?.[1] ?? ''
  const version = firmwareIn(name)
  if (!isUpgrade || version === null) return html('<html><body>Invalid file</body></html>')
  if (!keep) return accepted()
  return accepted(() => {
    phone.settings.setFirmware(version)
    phone.body.life.restart('firmware')
  })
}
