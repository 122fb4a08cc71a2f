/** What each stage answers (A6). Decides and stores; the server carries the answer. */
import type { Problem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { ConfigurationWriter, SipAccount } from '../../drivers/driver.ts'
import { type Account, ownAccount, temporaryAccount } from '../directory/accounts.ts'
import type { Directory } from '../directory/directory.ts'
import type { ServiceSettings } from '../service-settings.ts'
import { type StageRequest, stagePath } from './stages.ts'

/** Where a device reaches this gateway core, seen from the connection that it came over. */
export interface Place {
  /** `http://127.0.0.1:8080` */
  readonly http: string
  /** `127.0.0.1:5060` */
  readonly registrar: string
}

export type StageAnswer =
  | {
      readonly hardwareId: HardwareId
      readonly account: 'none' | 'temporary' | 'own'
      /** A session began: an earlier verification no longer counts (A6.4). */
      readonly freshSession: boolean
      readonly mediaType: string
      readonly body: string
    }
  | { readonly hardwareId: HardwareId | null; readonly problem: Problem }

export interface Configurations {
  /** Whether the file names a hardware id that the directory has no record of: answering it would add one. */
  isUnknown(request: StageRequest): boolean
  answer(request: StageRequest, place: Place): StageAnswer
}

export interface ConfigurationsParts {
  readonly directory: Directory
  readonly writers: readonly ConfigurationWriter[]
  readonly settings: ServiceSettings
  /** The 40 hex digits of stage 2, the same for every device (A6.2). */
  readonly hash: string
}

export function createConfigurations(parts: ConfigurationsParts): Configurations {
  const { directory, writers, settings, hash } = parts

  const writerOf = (file: string): { writer: ConfigurationWriter; hardwareId: HardwareId } | null => {
    for (const writer of writers) {
      const hardwareId = writer.hardwareIdOf(file)
      if (hardwareId !== null) return { writer, hardwareId }
    }
    return null
  }

  const sipAccount = (account: Account, place: Place): SipAccount => ({
    identity: account.identity,
    user: account.user,
    authUser: account.authUser,
    password: account.password,
    displayName: account.displayName,
    registrar: place.registrar,
    transport: settings.transport,
  })

  return {
    isUnknown({ file }) {
      const found = writerOf(file)
      return found !== null && directory.endpoint(found.hardwareId) === null
    },
    answer(request, place) {
      const { file, language } = request
      const found = writerOf(file)
      if (found === null) return { hardwareId: null, problem: unknownFile(file) }
      const { writer, hardwareId } = found
      if (directory.endpoint(hardwareId) === null) directory.forgetUnenrolled()
      const reply = (next: string, account: Account | null, freshSession: boolean): StageAnswer => ({
        hardwareId,
        account: account?.kind ?? 'none',
        freshSession,
        ...writer.write({
          nextUrl: `${place.http}${next}`,
          account: account === null ? null : sipAccount(account, place),
        }),
      })

      if (request.stage === 1) {
        directory.fetched(hardwareId)
        return reply(stagePath({ stage: 2, language, hash, file }), null, false)
      }
      if (request.stage === 2) {
        if (request.hash !== hash) return unknown(hardwareId, 'hash')
        const { record, fresh } = directory.session(hardwareId, language)
        if (record.session === null) return unknown(hardwareId, 'session')
        const next = stagePath({ stage: 3, language, token: record.session.token, file })
        return reply(next, temporaryAccount(record, settings), fresh)
      }
      const { token } = request
      const record = directory.byToken(token)
      if (record === null) return unknown(hardwareId, 'token')
      if (record.hardwareId !== hardwareId) return unknown(hardwareId, 'token-of-other')
      const own = ownAccount(record, settings)
      // stage 4 without an owner: the way back to stage 3, where sign-in is waited for
      return own === null
        ? reply(stagePath({ stage: 3, language, token, file }), temporaryAccount(record, settings), false)
        : reply(stagePath({ stage: 4, language, token, file }), own, false)
    },
  }
}

const unknown = (hardwareId: HardwareId, reason: string): StageAnswer => ({
  hardwareId,
  problem: { code: 'hardware-id-unknown', facts: { hardwareId, reason } },
})

/** A macro that the device left as it was, and a name made of a MAC address, are what goes wrong in practice. */
function unknownFile(file: string): Problem {
  const text = file.slice(0, 80)
  if (/[${}]/.test(file)) return { code: 'hardware-id-unknown', facts: { text, reason: 'macro' } }
  const mac = /^(?!000)[0-9a-f]{12}\.\w+$/i.test(file)
  return { code: 'hardware-id-unknown', facts: { text, reason: mac ? 'mac' : 'name' } }
}
