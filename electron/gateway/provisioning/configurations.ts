/** Decides and stores the result of each provisioning stage (A6). */
import type { Problem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { ConfigurationWriter, SipAccount } from '../../drivers/driver.ts'
import { type Account, ownAccount, temporaryAccount } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { EndpointRecord } from '../directory/records.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Claims } from './claims.ts'
import { type StageRequest, stagePath } from './stages.ts'

/** Addresses of this gateway core, as the device reached it. */
export interface Place {
  /** `http://127.0.0.1:8080` */
  readonly http: string
  /** `127.0.0.1:5060` */
  readonly registrar: string
}

type StageAnswer =
  | {
      readonly hardwareId: HardwareId
      readonly account: 'none' | 'temporary' | 'own'
      /** A new session was opened, which makes an earlier verification invalid (A6.4). */
      readonly freshSession: boolean
      readonly mediaType: string
      readonly body: string
    }
  | { readonly hardwareId: HardwareId | null; readonly problem: Problem }

interface ProvisioningClient {
  /** IP address. */
  readonly address: string
  /** The User-Agent header; empty without one. */
  readonly userAgent: string
}

export interface Configurations {
  /** Whether the file names a hardware id without a record in the directory, for which `answer` would add one. */
  isUnknown(request: StageRequest, client: ProvisioningClient): boolean
  answer(request: StageRequest, place: Place, client: ProvisioningClient): StageAnswer
}

export interface ConfigurationsParts {
  readonly directory: Directory
  readonly writers: readonly ConfigurationWriter[]
  readonly settings: ServiceSettings
  /** The 40 hex digits of stage 2, the same for every device (A6.2). */
  readonly hash: string
  readonly claims: Claims
  readonly guesses: GuessLimiter
}

interface Asked {
  readonly request: StageRequest
  readonly place: Place
  readonly client: ProvisioningClient
  readonly writer: ConfigurationWriter
  readonly hardwareId: HardwareId
}

export function createConfigurations(parts: ConfigurationsParts): Configurations {
  return {
    isUnknown({ file }, { userAgent }) {
      const found = writerOf(parts.writers, file, userAgent)
      return found !== null && parts.directory.endpoint(found.hardwareId) === null
    },
    answer(request, place, client) {
      const found = writerOf(parts.writers, request.file, client.userAgent)
      if (found === null) return { hardwareId: null, problem: unknownFile(request.file) }
      const asked: Asked = { request, place, client, ...found }
      const record = recordFor(parts, asked)
      if (record !== null && 'problem' in record) return record
      const held = claim(parts, asked, record)
      return held ?? answerOf(parts, asked)
    },
  }
}

/**
 * The writer of the device's vendor. Vendors share file names: `0004F2112233.cfg` is requested by a Poly VVX and fits the names of a Poly
 * Rove. The User-Agent decides between them; the first writer of the name is taken when no writer knows the User-Agent.
 */
function writerOf(
  writers: readonly ConfigurationWriter[],
  file: string,
  userAgent: string,
): { writer: ConfigurationWriter; hardwareId: HardwareId } | null {
  const named = writers.flatMap((writer) => {
    const hardwareId = writer.hardwareIdOf(file, userAgent)
    return hardwareId === null ? [] : [{ writer, hardwareId }]
  })
  return named.find(({ writer }) => writer.isUserAgent(userAgent)) ?? named[0] ?? null
}

/** The record of the path: by token in stages 3 and 4, by file name in the stages before. */
function recordFor(
  { directory, hash, guesses }: ConfigurationsParts,
  { request, client, hardwareId }: Asked,
): EndpointRecord | Extract<StageAnswer, { problem: Problem }> | null {
  if (request.stage === 1) return directory.endpoint(hardwareId)
  if (request.stage === 2) {
    return request.hash === hash ? directory.endpoint(hardwareId) : unknown(hardwareId, 'hash')
  }
  const guess: Guess = { kind: 'token', source: client.address, target: hardwareId }
  const wait = guesses.waitFor(guess, guesses.isClean('token', client.address))
  if (wait !== null) {
    guesses.refused(guess)
    return { hardwareId, problem: { code: 'too-many-tries', facts: { seconds: wait.seconds } } }
  }
  const record = directory.byToken(request.token)
  if (record !== null && record.hardwareId === hardwareId) return record
  guesses.wrong(guess)
  return unknown(hardwareId, record === null ? 'token' : 'token-of-other')
}

/** Null when the client gets the file. */
function claim(
  { claims }: ConfigurationsParts,
  { request, client, writer, hardwareId }: Asked,
  record: EndpointRecord | null,
): StageAnswer | null {
  const { address, userAgent } = client
  const claimed = claims.check({
    hardwareId,
    address,
    userAgent,
    owner: record?.session?.owner ?? null,
    withAccount: request.stage > 1,
    isExpected: (record?.enrolledAt ?? null) !== null || writer.isUserAgent(userAgent),
  })
  if (claimed === 'given') return null
  return { hardwareId, problem: { code: 'fetch-held', facts: { hardwareId, address, claim: claimed } } }
}

function answerOf({ directory, settings, hash }: ConfigurationsParts, asked: Asked): StageAnswer {
  const { request, client, hardwareId, writer, place } = asked
  const { file, language } = request
  const reply = (next: string, account: Account | null, freshSession: boolean): StageAnswer => ({
    hardwareId,
    account: account?.kind ?? 'none',
    freshSession,
    ...writer.write({
      nextUrl: `${place.http}${next}`,
      account: account === null ? null : sipAccount(account, place, settings),
    }),
  })
  if (request.stage === 1) {
    directory.fetched(hardwareId, client.address)
    return reply(stagePath({ stage: 2, language, hash, file }), null, false)
  }
  if (request.stage === 2) {
    const { record, fresh } = directory.session(hardwareId, language, client.address)
    if (record.session === null) return unknown(hardwareId, 'session')
    const next = stagePath({ stage: 3, language, token: record.session.token, file })
    return reply(next, temporaryAccount(record, settings), fresh)
  }
  const { token } = request
  const record = directory.fetched(hardwareId, client.address)
  const own = ownAccount(record, settings)
  // stage 4 without an account leads back to stage 3, which waits for the sign-in
  return own === null
    ? reply(stagePath({ stage: 3, language, token, file }), temporaryAccount(record, settings), false)
    : reply(stagePath({ stage: 4, language, token, file }), own, false)
}

const sipAccount = (account: Account, place: Place, settings: ServiceSettings): SipAccount => ({
  identity: account.identity,
  user: account.user,
  authUser: account.authUser,
  password: account.password,
  displayName: account.displayName,
  registrar: place.registrar,
  transport: settings.transport,
})

const unknown = (hardwareId: HardwareId, reason: string): Extract<StageAnswer, { problem: Problem }> => ({
  hardwareId,
  problem: { code: 'hardware-id-unknown', facts: { hardwareId, reason } },
})

/** Common mistakes are a macro that the device did not expand, and a name made of a MAC address. */
function unknownFile(file: string): Problem {
  const text = file.slice(0, 80)
  if (/[${}]/.test(file)) return { code: 'hardware-id-unknown', facts: { text, reason: 'macro' } }
  const mac = /^(?!000)[0-9a-f]{12}\.\w+$/i.test(file)
  return { code: 'hardware-id-unknown', facts: { text, reason: mac ? 'mac' : 'name' } }
}
