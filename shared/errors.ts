/**
 * The error class of the project. Any other thrown error is a bug.
 * Codes are a closed list; every code has a title, a meaning and a remedy in shared/words.
 */
import { z } from 'zod'

/** When a retry may succeed: at once, after the cause was fixed, or never. */
export type Retry = 'now' | 'after-fix' | 'never'

const retryOf = {
  // reaching a device
  unreachable: 'after-fix',
  'timed-out': 'now',
  'connection-lost': 'now',
  'certificate-changed': 'after-fix',
  'sign-in-needed': 'after-fix',
  'sign-in-refused': 'after-fix',
  'sign-in-blocked': 'after-fix',
  'sign-in-weaker': 'after-fix',
  'password-change-needed': 'after-fix',
  'plain-http-not-accepted': 'after-fix',
  'device-moved': 'after-fix',
  'unexpected-page': 'after-fix',
  'interface-off': 'after-fix',
  'licence-missing': 'after-fix',
  'rights-missing': 'after-fix',
  'value-refused': 'after-fix',
  'no-driver': 'never',
  'capability-missing': 'never',
  'setting-missing': 'after-fix',
  'setting-refused': 'after-fix',
  'plan-outdated': 'after-fix',
  'push-active': 'now',
  'nothing-to-put-back': 'never',
  'device-busy': 'now',
  // reading a switch over SNMP
  'snmp-no-answer': 'after-fix',
  'snmp-community-refused': 'after-fix',
  'snmp-user-unknown': 'after-fix',
  'snmp-auth-refused': 'after-fix',
  'snmp-privacy-refused': 'after-fix',
  'snmp-level-refused': 'after-fix',
  'snmp-malformed': 'never',
  'switch-tables-missing': 'after-fix',
  // typed and pasted input
  'bad-input': 'after-fix',
  'ipei-too-short': 'after-fix',
  'ipei-too-long': 'after-fix',
  'ipei-characters': 'after-fix',
  'ipei-check-character': 'after-fix',
  'ipei-out-of-range': 'after-fix',
  'ipei-other-ipui': 'after-fix',
  'ipei-doubled-prefix': 'after-fix',
  'ipei-is-mac': 'after-fix',
  'hardware-id-is-base-mac': 'after-fix',
  'endpoint-exists': 'after-fix',
  'mac-malformed': 'after-fix',
  'cidr-malformed': 'after-fix',
  'cidr-too-wide': 'after-fix',
  'ports-malformed': 'after-fix',
  'url-not-allowed': 'after-fix',
  'region-unknown': 'after-fix',
  'banner-line-malformed': 'after-fix',
  'catalogue-not-the-page': 'after-fix',
  'catalogue-damaged': 'after-fix',
  'catalogue-older': 'after-fix',
  'correction-refused': 'after-fix',
  'update-not-trusted': 'after-fix',
  'update-not-usable': 'after-fix',
  'job-file-unknown': 'after-fix',
  'job-file-newer': 'after-fix',
  'job-file-damaged': 'after-fix',
  'job-file-passphrase': 'after-fix',
  // onboarding
  'verification-code-wrong': 'after-fix',
  'verification-code-expired': 'after-fix',
  'verification-code-used': 'after-fix',
  'verification-code-other-device': 'after-fix',
  'sign-in-code-wrong': 'after-fix',
  'sign-in-code-expired': 'after-fix',
  'too-many-tries': 'now',
  'fetch-held': 'after-fix',
  'hardware-id-unknown': 'after-fix',
  'not-onboarded': 'after-fix',
  'no-number-left': 'after-fix',
  'input-not-applicable': 'after-fix',
  // protocol peers
  'sip-malformed': 'never',
  'http-malformed': 'never',
  // captures
  'capture-malformed': 'after-fix',
  'capture-program-missing': 'after-fix',
  'capture-not-allowed': 'after-fix',
  'capture-stopped': 'after-fix',
  'interface-unknown': 'after-fix',
  'link-not-here': 'after-fix',
  // this laptop
  'port-in-use': 'after-fix',
  'address-not-here': 'after-fix',
  'gateway-off': 'after-fix',
  'gateway-stopped': 'now',
  'practice-off': 'after-fix',
  'database-newer': 'after-fix',
  'database-damaged': 'after-fix',
  'backup-not-usable': 'after-fix',
  'disk-full': 'after-fix',
  'data-folder-refused': 'after-fix',
  'folder-not-private': 'after-fix',
  'secret-unreadable': 'after-fix',
  'already-running': 'after-fix',
  'core-stopped': 'now',
  'core-keeps-stopping': 'after-fix',
  'link-needed': 'after-fix',
  'session-refused': 'after-fix',
  'signed-out': 'after-fix',
  'not-found': 'never',
  'not-available-here': 'never',
  cancelled: 'now',
  bug: 'never',
} as const satisfies Record<string, Retry>

export type ProblemCode = keyof typeof retryOf

/** All codes, for exhaustive tables and tests. */
export const problemCodes = Object.keys(retryOf) as readonly ProblemCode[]

/** Values for the texts of a problem, such as an address, a port or a setting. Never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>

/** A problem as data, for the contract and for states of machines. */
export interface Problem {
  code: ProblemCode
  facts: Facts
}

/** Its type has a name, so that the compiler does not write out every code wherever a schema has a problem. */
export const problemSchema: z.ZodType<Problem, Problem> = z.object({
  code: z.enum(problemCodes),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

export class PunchdownError extends Error {
  override readonly name = 'PunchdownError'
  readonly code: ProblemCode
  readonly facts: Facts

  constructor(code: ProblemCode, facts: Facts = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options)
    this.code = code
    this.facts = facts
  }

  get problem(): Problem {
    return { code: this.code, facts: this.facts }
  }
}

/** Converts any thrown value. A PunchdownError keeps its code; anything else becomes a bug with its message. */
export function toProblem(error: unknown): Problem {
  if (error instanceof PunchdownError) return error.problem
  return { code: 'bug', facts: { message: error instanceof Error ? error.message : String(error) } }
}
