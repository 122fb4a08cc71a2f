/** What each step of the walk says. A new state needs words here, not another component. */
import type { Step } from '#shared/machines/steps.ts'
import type { Mode } from '#shared/model/job.ts'

export interface StepWords {
  readonly title: string
  readonly lines: readonly string[]
  /** What will be heard or seen while the hands do it; sources: "Rove on Teams" article and the gateway's documentation. */
  readonly expect?: readonly string[]
  /** How long it usually takes, as a promise; only where somebody published it. */
  readonly usual?: string
  /** After this long, worry: milliseconds and what to do then. */
  readonly worry?: { readonly afterMs: number; readonly remedy: string }
}

const minute = 60_000

function stepWords(step: Step, mode: Mode): StepWords {
  const live = mode === 'live'
  switch (step.id) {
    case 'point-the-base':
      return {
        title: 'Point the base at the gateway',
        lines: [
          'The handset is known; its base does not fetch from the gateway yet.',
          'Open the base, look at what would change, and apply it. All its handsets follow.',
        ],
      }
    case 'first-fetch':
      return {
        title: 'Wait for the first configuration',
        lines: ['The base was told where to fetch. It asks for this handset’s configuration next.'],
        usual: 'The base asks every hour, or at once after a restart.',
        worry: {
          afterMs: 3 * minute,
          remedy: 'Restart the base, or press “Fetch now” on its page. Look whether a firewall lets it out.',
        },
      }
    case 'first-registration':
      return {
        title: 'Wait for the temporary registration',
        lines: [
          'The configuration was fetched. The base registers the handset with a temporary account next.',
        ],
        usual: 'Seconds after the configuration was fetched; a base that restarts takes minutes.',
        worry: {
          afterMs: 5 * minute,
          remedy:
            'Check that SIP over TLS and UDP is let out of this network, and that the handset is in range.',
        },
      }
    case 'verification-code':
      return step.kind === 'ask'
        ? {
            title: 'Get the verification code',
            lines: [
              'In Teams admin centre open Teams devices, SIP devices, Actions, Provision devices, “Waiting on activation”.',
              'Tick the row with this hardware id, press “Generate verification code”, and type the code here.',
            ],
          }
        : { title: 'Wait for the verification code', lines: ['The gateway on this laptop makes one.'] }
    case 'dial':
      return {
        title: 'Dial this on the handset',
        lines: ['Key in every character, then press the pick-up key.'],
        expect: [
          'A call progress tone, then a busy tone. It sounds wrong and is right: the code was taken.',
          live
            ? 'In Teams admin centre the row moves from “Waiting on activation” to “Waiting for sign in”.'
            : 'This page moves on by itself when the code was taken.',
        ],
      }
    case 'new-verification-code':
      return {
        title: 'The verification code has expired',
        lines: [
          'A code is valid for 24 hours, also when many were made at once. Get a new one and dial that.',
        ],
      }
    case 'sign-in-code':
      return {
        title: 'Get the sign-in code',
        lines: [
          'In Teams admin centre open Teams devices, SIP devices, Actions, Provision devices, “Waiting for sign in”.',
          'Press “Signed out” in this handset’s row, wait for the code, and type it here.',
        ],
      }
    case 'new-sign-in-code':
      return {
        title: 'A new sign-in code is needed',
        lines: ['The last one is over. The next one lives for minutes.'],
      }
    case 'sign-in':
      return {
        title: 'Type this on the sign-in page',
        lines: [
          live
            ? 'Open the page in a private browser window, type the code, and sign in with the account this handset shall have.'
            : 'Open the page on this laptop, type the code, and choose the account this handset shall have.',
        ],
        expect: ['Afterwards the handset shows “Searching” while its base takes the new configuration.'],
      }
    case 'second-fetch':
      return {
        title: 'Wait for its own number',
        lines: [
          'The account is attached. The base fetches the second configuration and registers the handset with its number.',
        ],
        expect: ['The handset shows “Searching” for a while, then its number.'],
        usual: 'About five minutes were reported for a desk phone that restarts on the way.',
        worry: {
          afterMs: 10 * minute,
          remedy:
            'Restart the base. If the number still does not come, check the account’s licence and its calling policy.',
        },
      }
    case 'signed-in':
      return {
        title: 'Signed in',
        lines: ['The handset has its number. Make a call in and a call out before you leave.'],
      }
    case 'start-again':
      return {
        title: 'This handset was offboarded',
        lines: ['The tenant has let it go. To use it again, start over: it is enrolled afresh.'],
      }
    case 'stuck':
      return { title: 'It cannot go on yet', lines: [] }
  }
}

export const steps = {
  of: stepWords,
}
