/** The file of users that the base imports. */
import { parseIpei } from '#shared/model/ipei.ts'
import type { User } from './settings.ts'

/** Longest texts, characters, of a public client. */
const longest = { longName: 30, name: 30, number: 30, idleDisplay: 47 } as const
/** Number of users; ours. */
const mostUsers = 1000

type UsersFile =
  | { readonly ok: true; readonly users: readonly User[] }
  /** Counts from 1. */
  | { readonly ok: false; readonly line: number; readonly why: string }

/**
 * One user in a line of nine fields: the first and third are the number, the seventh is the IPEI of thirteen characters or empty. The file
 * is taken whole or not at all (ours). Sample (form of a public generator):
 *   201;;201;;;;0079403117286;;
 *   202;;202;;;;;;
 */
export function readUsersFile(text: string): UsersFile {
  const users: User[] = []
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  for (const [at, line] of lines.entries()) {
    const user = userIn(line)
    const refused = (why: string): UsersFile => ({ ok: false, line: at + 1, why })
    if (typeof user === 'string') return refused(user)
    if (users.some(({ number }) => number === user.number)) return refused('the number is in use')
    if (user.ipei !== '' && users.some(({ ipei }) => ipei === user.ipei)) return refused('the IPEI is in use')
    if (users.length >= mostUsers) return refused('too many users')
    users.push(user)
  }
  return { ok: true, users }
}

/** A text says what is wrong. */
function userIn(line: string): User | string {
  const fields = line.split(';')
  if (fields.length !== 9) return 'nine fields are expected'
  const [longName = '', , number = '', , , , printed = ''] = fields
  return userOf({ longName, name: '', number, ipei: printed, idleDisplay: '' })
}

/** Checks a user that was entered or imported; its IPEI may have any written form. A text says what is wrong. */
export function userOf(given: User): User | string {
  if (given.number === '') return 'the number is missing'
  const { longName, name, number, idleDisplay } = longest
  const isLong =
    given.longName.length > longName ||
    given.name.length > name ||
    given.number.length > number ||
    given.idleDisplay.length > idleDisplay
  if (isLong) return 'a text is too long'
  if (given.ipei === '') return given
  try {
    return { ...given, ipei: parseIpei(given.ipei).ipei }
  } catch {
    return 'this is no IPEI'
  }
}
