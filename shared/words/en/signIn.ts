/** The sign-in form of a device. */
export const signIn = {
  title: 'Sign in to its web page',
  submit: 'Sign in',
  submitting: 'Signing in…',
  keptInMemory: 'Kept in memory only, tried once.',
  practicePassword: (user: string, password: string) =>
    password === ''
      ? `This practice device takes ${user} without a password.`
      : `This practice device takes ${user} / ${password}.`,
  acceptPlainHttp:
    'Send the password over plain HTTP if this device offers no HTTPS. Everyone on the way can read it.',
  acceptedBefore: 'Accepted before for this device.',
  acceptedPractice:
    'Accepted here: practice devices speak plain HTTP on this laptop, and their passwords protect nothing.',
  trustAnew: 'I have checked the device itself: it was reset or replaced. Take how it identifies itself now.',
  otherAddress: (address: string, seenBy: string, at: string) =>
    `Also seen at ${address} (${seenBy}, ${at}). Its password is sent to the address above only.`,
  seenBy: {
    scan: 'by a scan',
    'passive-discovery': 'claimed on the network, not checked',
    switch: 'by a switch',
    fetch: 'fetching its configuration',
  },
  moveThere: (address: string) => `Use ${address} and sign in there`,
}
