/** Texts of the gateway's own sign-in page. */
import type { ProblemCode } from '#shared/errors.ts'

const problem: Partial<Record<ProblemCode, string>> = {
  'sign-in-code-wrong': 'That code is not known here. Compare it with the one that Punchdown shows.',
  'sign-in-code-expired': 'That code has expired. Get a new one in Punchdown.',
  'session-refused': 'This page was open too long or came from elsewhere. Try again.',
  'too-many-tries': 'Too many wrong codes. Wait a few minutes, then try again.',
  'no-number-left': 'Every user has a device already. Add a user in Punchdown, then try again.',
  'bad-input': 'That user has a device already. Choose another one.',
  'not-found': 'That user no longer exists. Start again.',
}

export const signInPage = {
  problem,
  otherProblem: 'That did not work. Try again.',
  note: 'Rehearsal on a Punchdown gateway. It asks for no Microsoft account: never type one in.',
  codeTitle: 'Sign a device in',
  code: 'Sign-in code',
  next: 'Next',
  userTitle: 'Who is it for?',
  user: 'User',
  signIn: 'Sign in',
  doneTitle: 'Signed in',
  done: 'The device fetches its new settings now. You can close this page.',
}
