/** The sign-in page: a person types a code and chooses a user, whose account is attached to the endpoint (A8.2). */
import { type Problem, PunchdownError, toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import { tidySignInCode } from '../directory/codes.ts'
import type { Directory } from '../directory/directory.ts'
import type { Guess, GuessLimiter } from '../guessing/guess-limiter.ts'
import { hostOf, type Journal } from '../journal.ts'
import type { FormTokens } from './form-tokens.ts'
import type { HttpReply } from './http-reply.ts'
import { codeStep, contentSecurityPolicy, doneStep, userStep } from './sign-in-html.ts'

interface Submission {
  /** application/x-www-form-urlencoded */
  readonly body: string
  readonly origin: string | null
  /** Sec-Fetch-Site */
  readonly site: string | null
  /** Host header, `address:port`. */
  readonly host: string
  readonly from: string
}

export interface SignInPage {
  form(): HttpReply
  submit(submission: Submission): HttpReply
}

export interface SignInParts {
  readonly directory: Directory
  readonly journal: Journal
  readonly tokens: FormTokens
  readonly guesses: GuessLimiter
  /** Called when an account was attached, so that the device fetches again. */
  readonly onAttached: (hardwareId: HardwareId) => void
}

const page = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
    // no-referrer would make browsers send `Origin: null` with the form
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    ...headers,
  },
  body,
})

/** RFC 6585 §4. */
const retryAfter = (problem: Problem | null): Record<string, string> =>
  problem?.code === 'too-many-tries' ? { 'Retry-After': String(problem.facts.seconds) } : {}

/** Browsers send Origin or Sec-Fetch-Site with every form. A client without both is not a browser, so no other site controls it. */
function isOwnForm({ origin, site, host }: Submission): boolean {
  if (origin !== null) return origin === `http://${host}`
  return site === null || site === 'same-origin'
}

export function createSignInPage(parts: SignInParts): SignInPage {
  const { directory, journal, tokens, guesses, onAttached } = parts

  const codeForm = (status: number, problem: Problem | null, typed = ''): HttpReply =>
    page(status, codeStep({ token: tokens.make(), problem, typed }), retryAfter(problem))

  const attach = (code: string, userId: string): HttpReply => {
    const { record, account, fresh } = directory.attach(code, userId)
    const { hardwareId } = record
    if (fresh) {
      const name = account.displayName
      journal.emitFact({ fact: 'account-attached', hardwareId, name, number: account.number })
      onAttached(hardwareId)
    }
    return page(200, doneStep({ name: account.displayName, number: account.number }))
  }

  return {
    form: () => codeForm(200, null),
    submit(submission) {
      const note = (hardwareId: HardwareId | null, problem: string | null) =>
        journal.note({
          path: 'http.sign-in',
          from: submission.from,
          hardwareId,
          facts: problem === null ? {} : { problem },
        })
      const fields = new URLSearchParams(submission.body)
      const code = tidySignInCode(fields.get('code') ?? '')
      const userId = fields.get('user')
      if (!isOwnForm(submission) || !tokens.check(fields.get('token') ?? '')) {
        note(null, 'session-refused')
        return codeForm(403, { code: 'session-refused', facts: {} }, code.slice(0, 20))
      }
      // a wrong code identifies no target, so only the source is limited
      const guess: Guess = { kind: 'sign-in-code', source: hostOf(submission.from), target: '' }
      const wait = guesses.waitFor(guess, false)
      if (wait !== null) {
        guesses.refused(guess)
        note(null, 'too-many-tries')
        return codeForm(429, { code: 'too-many-tries', facts: { seconds: wait.seconds } })
      }
      try {
        const { hardwareId, signIn } = directory.signInOf(code)
        if (userId !== null) {
          const reply = attach(code, userId)
          note(hardwareId, null)
          return reply
        }
        if (signIn?.usedAt !== null) throw new PunchdownError('sign-in-code-wrong')
        const users = directory
          .users()
          .filter((user) => user.hardwareId === null || user.hardwareId === hardwareId)
        if (users.length === 0) throw new PunchdownError('no-number-left')
        note(hardwareId, null)
        return page(200, userStep({ token: tokens.make(), code, hardwareId, users, problem: null }))
      } catch (error) {
        if (!(error instanceof PunchdownError)) throw error
        const problem = toProblem(error)
        if (problem.code === 'sign-in-code-wrong') guesses.wrong(guess)
        note(null, problem.code)
        return codeForm(problem.code === 'disk-full' ? 500 : 422, problem, code.slice(0, 20))
      }
    },
  }
}
