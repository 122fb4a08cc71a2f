/** The JSON interface of newer firmware: `/api/…`, with a password in RSA and a token in each later request. */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Description, HandsetList, Setting } from '#shared/model/settings.ts'
import { jsonIn, memberAt, textAt } from '../kit/json.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { siteOf } from '../kit/site.ts'
import type { SignInKey } from '../kit/strategies.ts'
import { yealinkData } from './data.ts'
import { handsetsIn } from './handsets.ts'
import { accountSettings, descriptionOf, provisioningSettings } from './settings.ts'
import { fieldsOf, formOf } from './sign-in-form.ts'
import type { YealinkWeb } from './web.ts'

export type DeviceKindInUse = 'phone' | 'base'

interface JsonWeb {
  readonly kit: Kit
  readonly kind: DeviceKindInUse
  /** False after a restart, which ends the session. */
  isSignedIn: boolean
}

/** Null for a device without this interface. @throws PunchdownError the codes of `signIn` */
export async function openJsonWeb(kit: Kit, kind: DeviceKindInUse): Promise<YealinkWeb | null> {
  const key = await signInKey(kit)
  if (key === null) return null
  await signIn(kit, key)
  const web: JsonWeb = { kit, kind, isSignedIn: true }
  return {
    describe: () => describe(web),
    read: () => read(web),
    values: () => values(web),
    write: (changes) => write(web, changes),
    restart: () => restart(web),
    fetchNow: () => fetchNow(web),
    handsets: () => handsets(web),
    signOut: () => signOut(web),
  }
}

/** Headers of a page in a browser, and a body. */
function posted(kit: Kit, path: string, value: object | null, more: Partial<WebRequest> = {}): WebRequest {
  const site = kit.channel() === null ? null : siteOf(kit)
  return {
    ...{ method: 'POST', path, idempotent: true },
    ...(site === null ? {} : { headers: { origin: site, referer: `${site}/` } }),
    ...(value === null ? {} : { body: { kind: 'json', value } }),
    ...more,
  }
}

/**
 * The device's key; null when the device has no such interface.
 *   {"ret":"ok","data":{"wui.common.rsaN":"d966…","wui.common.rsaE":"010001"}}
 */
async function signInKey(kit: Kit): Promise<SignInKey | null> {
  const { path, modulus: n, exponent: e } = yealinkData.json.key
  const reply = await kit.request(
    posted(kit, path, { idlist: [n, e] }, { refusal: (refused) => kit.unexpectedPage(refused, path, n) }),
  )
  const data = dataIn(reply)
  const [modulus, exponent] = [textAt(data, n), textAt(data, e)]
  return modulus === null || exponent === null ? null : { modulus, exponent, session: null }
}

/**
 * Sends the password once, then reads the token.
 * @throws PunchdownError sign-in-refused | sign-in-blocked | device-busy | password-change-needed | unexpected-page and the codes of
 *   Kit.signIn
 */
async function signIn(kit: Kit, key: SignInKey): Promise<void> {
  const facts = yealinkData.json.signIn
  const { ids, path, header, token } = yealinkData.json.session
  await kit.signIn({
    ...{ kind: 'encrypted', key, path: facts.path, form: formOf(facts), fields: fieldsOf(facts) },
    headers: { origin: siteOf(kit), referer: `${siteOf(kit)}/` },
    isSignedIn: (reply) => isAccepted(kit, reply),
    csrf: { header, withGet: true, from: { json: `data.${token}` } },
  })
  await askOnce(kit, posted(kit, path, { idlist: ids }), token).catch(async (error: unknown) => {
    await endSession(kit)
    throw error
  })
}

/**
 *   {"ret":"ok","data":true}
 *   {"ret":"failed","data":false,"error":{"webStatus":"error","msg":"error_username_or_password_is_wrong"}}
 *   {"ret":"failed","data":false,"error":{"webStatus":"lock","lockTime":"3"}}
 */
function isAccepted(kit: Kit, reply: WebReply): boolean {
  if (dataIn(reply) !== undefined) return true
  const { locked, busy, wrongPassword } = yealinkData.json.refusals
  const error = memberAt(jsonIn(reply.body), 'error')
  const { address } = kit
  if (textAt(error, 'webStatus') === locked) throw new PunchdownError('sign-in-blocked', { address })
  const message = textAt(error, 'msg')
  if (message === busy) throw new PunchdownError('device-busy', { address })
  if (message === wrongPassword) return false
  throw kit.unexpectedPage(reply, yealinkData.json.signIn.path, 'ret')
}

/** `data` of an accepted request; undefined for another reply. */
function dataIn({ status, body }: WebReply): unknown {
  const reply = status === 200 ? jsonIn(body) : undefined
  return textAt(reply, 'ret')?.toLowerCase() === 'ok' ? memberAt(reply, 'data') : undefined
}

interface Answered {
  readonly reply: WebReply
  readonly data: unknown
}

/** @throws PunchdownError password-change-needed | unexpected-page and the codes of Kit.request */
async function askOnce(kit: Kit, request: WebRequest, expected: string): Promise<Answered> {
  const reply = await kit.request(request)
  const data = dataIn(reply)
  if (data !== undefined) return { reply, data }
  if (reply.status === yealinkData.json.passwordChange.status) {
    throw new PunchdownError('password-change-needed', { address: kit.address })
  }
  throw kit.unexpectedPage(reply, request.path, expected)
}

/**
 * Sends a request that writes nothing. When the device refuses it, signs in again with the password that was accepted before: a session
 * ends after five minutes without a request, and with a restart.
 */
async function ask(web: JsonWeb, request: WebRequest, expected: string): Promise<Answered> {
  const { kit } = web
  const reply = await kit.request(request)
  const data = dataIn(reply)
  if (data !== undefined) return { reply, data }
  const key = jsonIn(reply.body) === undefined ? null : await signInKey(kit)
  if (key === null) throw kit.unexpectedPage(reply, request.path, expected)
  // the session may still be open, and a second one would be refused
  await signOut(web)
  await signIn(kit, key)
  web.isSignedIn = true
  return await askOnce(kit, request, expected)
}

const get = (path: string): WebRequest => ({ method: 'GET', path })

async function info(web: JsonWeb, path: string, ids: readonly string[], expected: string): Promise<unknown> {
  const { data } = await ask(web, posted(web.kit, path, { idlist: ids }), expected)
  return data
}

/**
 *   {"ret":"ok","data":{"wui":{"common":{"token":"17055e2b…"},"device":{"phoneName":"SIP-T46U","firmware":"108.86.5.1"}}}}
 *   {"ret":"ok","data":{"system":{"version":{"firmware":"108.86.5.1","hardware":"108.1.0.0.3.1.0"}},
 *     "network":{"common":{"mac":"80:5E:C0:0A:1B:2C","machineid":"3100120010000001"}}}}
 */
async function describe(web: JsonWeb): Promise<Description> {
  const { session, identity, status } = yealinkData.json
  const wui = await info(web, session.path, session.ids, identity.model)
  const more = await info(web, status.path, status.ids, status.firmware)
  return descriptionOf({
    model: textAt(wui, identity.model),
    firmware: textAt(more, status.firmware) ?? textAt(wui, identity.firmware),
    hardware: textAt(more, status.hardware),
    mac: textAt(more, status.mac) ?? textAt(wui, identity.mac),
    serial: textAt(more, status.serial),
  })
}

const read = async (web: JsonWeb): Promise<Setting[]> => [
  ...provisioningSettings(await values(web)),
  ...accountSettings(await accounts(web)),
]

/**
 * Sample of an account, with 0 for not registered, 1 for registering, 2 for registered, 3 for failed:
 *   {"id":1,"userName":"1001","registerName":"1001","label":"","displayName":"","sipServer":"pbx.example","status":2}
 */
async function accounts(web: JsonWeb): Promise<[string, string][][]> {
  const { accounts: facts, status } = yealinkData.json
  const list =
    web.kind === 'phone'
      ? memberAt(await info(web, status.path, [facts.member], facts.member), facts.member)
      : (await ask(web, get(facts.path), facts.member)).data
  if (!Array.isArray(list)) return []
  return list.map((account) =>
    facts.fields.flatMap((name): [string, string][] => {
      const value = memberAt(account, name)
      return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
    }),
  )
}

/** {"ret":"ok","data":{"formData":{"AutoProvisionServerURL":"http://192.0.2.1","AutoProvisionUser":""}}} */
async function values(web: JsonWeb): Promise<ReadonlyMap<string, string>> {
  const { path } = yealinkData.json.read
  const names = yealinkData.shown.filter((each) => each.web === 'both').map(({ name }) => name)
  const { data } = await ask(web, posted(web.kit, path, { formData: names }), 'formData')
  const form = memberAt(data, 'formData')
  return new Map(
    names.flatMap((name) => {
      const value = textAt(form, name)
      return value === null ? [] : [[name, value]]
    }),
  )
}

/** The device answers `change` or `nochange`, and may accept a name that it does not know. */
async function write({ kit }: JsonWeb, changes: readonly (readonly [string, string])[]): Promise<boolean> {
  const { path } = yealinkData.json.write
  const value = { formData: Object.fromEntries(changes) }
  const reply = await kit.request(posted(kit, path, value, { idempotent: false }))
  if (dataIn(reply) !== undefined) return true
  if (reply.status === 200 && textAt(jsonIn(reply.body), 'ret') !== null) {
    throw new PunchdownError('value-refused', { address: kit.address })
  }
  return false
}

/** @throws PunchdownError device-busy during a call */
async function restart(web: JsonWeb): Promise<void> {
  const { kit } = web
  const { talking, restart: facts } = yealinkData.json
  const { data: isTalking } = await ask(web, get(talking.path), 'data')
  if (isTalking === true) throw new PunchdownError('device-busy', { address: kit.address })
  const reply = await kit.request(posted(kit, facts.path, null, { idempotent: false, dropIsSuccess: true }))
  if (reply.status !== 0 && dataIn(reply) === undefined) throw kit.unexpectedPage(reply, facts.path, 'ret')
  web.isSignedIn = false
}

async function fetchNow(web: JsonWeb): Promise<void> {
  const { path } = yealinkData.json.fetchNow
  // renews the session, because this request is not repeated
  await values(web)
  const reply = await web.kit.request(posted(web.kit, path, null, { idempotent: false }))
  if (dataIn(reply) === undefined) throw web.kit.unexpectedPage(reply, path, 'ret')
}

async function handsets(web: JsonWeb): Promise<HandsetList> {
  const { path, ipei } = yealinkData.json.handsets
  const { kit } = web
  const { reply, data } = await ask(web, get(path), 'data')
  const list = handsetsIn(data)
  if (list === null) throw kit.unexpectedPage(reply, path, ipei.join(', '))
  return list
}

async function signOut(web: JsonWeb): Promise<void> {
  if (!web.isSignedIn) return
  web.isSignedIn = false
  await endSession(web.kit)
}

/** The device allows one session at a time, and keeps it for five minutes. A failure changes nothing. */
async function endSession(kit: Kit): Promise<void> {
  const { path } = yealinkData.json.signOut
  await kit.request(posted(kit, path, {}, { idempotent: false })).catch((error: unknown) => {
    if (toProblem(error).code === 'bug') throw error
  })
}
