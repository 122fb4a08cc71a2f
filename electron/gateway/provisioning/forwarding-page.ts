/**
 * The page on which a device shows the forwarding of its user (A15.status): `/device/callfw.php/mmiiaacc/<token>/lang_en/`. The words `ALWAYS: +…`,
 * `SET [ALWAYS` and `RESET [*32*` were seen; the rest of the text is ours.
 */
import type { Directory } from '../directory/directory.ts'
import type { Forwarding } from '../directory/records.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import { type HttpReply, plain } from './http-reply.ts'

/** The token of a path; null for another path. */
export function forwardingToken(path: string): string | null {
  return /^\/device\/callfw\.php\/mmiiaacc\/([0-9A-Za-z]{42})\/lang_[a-z]{2}\/?$/.exec(path)?.[1] ?? null
}

export interface ForwardingPage {
  /** @param address IP address of the client; wrong tokens are counted by it */
  show(token: string, address: string): HttpReply
}

export function createForwardingPage({
  directory,
  guesses,
}: {
  readonly directory: Directory
  readonly guesses: GuessLimiter
}): ForwardingPage {
  return {
    show(token, address) {
      const guess: Guess = { kind: 'token', source: address, target: 'forwarding-page' }
      const wait = guesses.waitFor(guess, guesses.isClean('token', address))
      if (wait !== null) {
        guesses.refused(guess)
        return plain(429, 'too-many-tries', { 'Retry-After': String(wait.seconds) })
      }
      const record = directory.byToken(token)
      if (record === null) {
        guesses.wrong(guess)
        return plain(404, 'not-found')
      }
      const preferences = record.account === null ? null : directory.preferencesOf(record.account.number)
      return preferences === null ? plain(404, 'not-found') : plain(200, pageText(preferences.forwarding))
    },
  }
}

function pageText({ always, onTimeout, simultaneous }: Forwarding): string {
  const lines = [
    ...(always === null ? [] : [`ALWAYS: ${always}`]),
    ...(onTimeout === null ? [] : [`TIMEOUT: ${onTimeout}`]),
    ...(simultaneous === null ? [] : [`SIMULTANEOUS: ${simultaneous}`]),
  ]
  const help = [
    'SET [ALWAYS *33*number]',
    'SET [TIMEOUT *34*number]',
    'SET [SIMULTANEOUS *35*number]',
    'RESET [*32*]',
  ]
  return (lines.length === 0 ? help : lines).join('\n')
}
