/** `/api/phone/status` and `/api/phone/config` (2N HTTP API manual, 5.6). */
import { z } from 'zod'
import { partOf } from '../kit/multipart.ts'
import type { DeviceReply, DeviceRequest } from '../kit/web-server.ts'
import { outOfRange, setValueAt, valueAt } from './configuration.ts'
import { accepted, done, failed } from './replies.ts'
import type { Intercom } from './state.ts'

/** Accounts of the factory configuration. */
const accountNumbers = [1, 2] as const

/** Fields of the documented reply → path in the configuration. */
const fields = new Map([
  ['displayName', 'User/DisplayName'],
  ['sipNumber', 'User/Id'],
  ['domain', 'Client/Domain'],
  ['domainPort', 'Client/Port'],
  ['authId', 'User/AuthId'],
  ['proxyAddress', 'Proxy/Address'],
  ['proxyPort', 'Proxy/Port'],
  ['registrarAddress', 'Registrar/Address'],
  ['registrarPort', 'Registrar/Port'],
  ['answerMode', 'Misc/AnswerMode'],
])
/** Boolean fields of the reply; `0` and `1` in the configuration. */
const flags = new Map([
  ['enabled', 'Enabled'],
  ['registrationEnabled', 'Registrar/Enabled'],
])

export const placeOf = (account: number, path: string): string => `Phone/Sip@${account - 1}/${path}`

/** The requested account, or all; null for an unknown one. */
function askedFor({ query }: DeviceRequest): readonly number[] | null {
  const asked = query.get('account')
  if (asked === null) return accountNumbers
  const known = accountNumbers.filter((each) => String(each) === asked)
  return known.length === 0 ? null : known
}

export function phoneStatus(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const asked = askedFor(request)
  if (asked === null) return failed('invalidValue', 'account')
  const root = intercom.configuration()
  const flag = (account: number, path: string) => valueAt(root, placeOf(account, path)) === '1'
  const since = intercom.registration.since()
  return done({
    accounts: asked.map((account) => {
      const registered = account === 1 && since !== null
      return {
        account,
        accountType: 'general',
        enabled: flag(account, 'Enabled'),
        sipNumber: valueAt(root, placeOf(account, 'User/Id')),
        registrationEnabled: flag(account, 'Registrar/Enabled'),
        registered,
        ...(registered ? { registerTime: Math.floor(since / 1000) } : {}),
      }
    }),
  })
}

/** The password is never returned (manual, 5.6.3). */
export function phoneConfig(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const asked = askedFor(request)
  if (asked === null) return failed('invalidValue', 'account')
  const root = intercom.configuration()
  return done({
    accounts: asked.map((account) => {
      const at = (path: string) => valueAt(root, placeOf(account, path))
      return {
        account,
        ...mapped(flags, (path) => at(path) === '1'),
        ...mapped(fields, at),
      }
    }),
  })
}

const mapped = <Value>(names: ReadonlyMap<string, string>, value: (path: string) => Value) =>
  Object.fromEntries([...names].map(([name, path]) => [name, value(path)] as const))

const uploadSchema = z.object({
  accounts: z.array(z.looseObject({ account: z.literal(accountNumbers) })),
})

/** `blob-json` and its fields are from the manual; its shape, that of the reply to GET, is inferred. */
export function putPhoneConfig(intercom: Intercom, request: DeviceRequest): DeviceReply {
  const part = partOf(request.headers['content-type'], request.bytes, 'blob-json')
  if (part === null) return failed('missing', 'blob-json')
  const upload = uploadSchema.safeParse(jsonIn(part.toString('utf8')))
  if (!upload.success) return failed('invalidValue', 'blob-json')
  const root = structuredClone(intercom.configuration())
  for (const { account, ...values } of upload.data.accounts) {
    for (const [name, value] of Object.entries(values)) {
      const field = name === 'password' ? 'User/PasswordString' : fields.get(name)
      const flag = flags.get(name)
      if (flag !== undefined && typeof value === 'boolean')
        setValueAt(root, placeOf(account, flag), value ? '1' : '0')
      else if (field !== undefined && typeof value === 'string')
        setValueAt(root, placeOf(account, field), value)
      else return failed('invalidValue', name)
    }
  }
  if (outOfRange(root) !== null) return failed('invalidValue', 'blob-json')
  if (request.keep) intercom.store(root)
  return accepted()
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
