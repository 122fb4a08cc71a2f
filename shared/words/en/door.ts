/** Texts that the doors print, and of their windows and dialogs. */
import type { SecretsKept } from '../../model/host.ts'

/** Reasons why `npm start` opens the browser and not a window. */
const whyBrowser = {
  asked: 'you asked for it',
  'no-display': 'there is no display here',
  root: 'Electron opens no window for root',
  'no-package': 'Electron is not installed',
  'fetch-failed': 'Electron could not be fetched (--electron tries again)',
  'fetch-slow': 'Electron is still being fetched, for the next start',
  'window-failed': 'the Electron window did not open (--electron tries again)',
}

const secretsKept: Readonly<Record<SecretsKept, string>> = {
  keychain: 'Stored passwords and codes are encrypted. This computer’s keychain protects their key.',
  passphrase: 'Stored passwords and codes are encrypted. Your passphrase protects their key.',
  'key-file':
    'Stored passwords and codes are encrypted. Their key is a file in the data folder that only you can read.',
  memory: 'Passwords and codes are not stored.',
}

export const door = {
  building: 'Building the page, once…',
  openAt: (link: string): string => `Punchdown is open at ${link}`,
  newLink: (link: string): string => `New link: ${link}`,
  enterForLink: 'The link works once, for five minutes. Press Enter for a new one.',
  inBrowser: (why: keyof typeof whyBrowser): string => `Opening in the browser: ${whyBrowser[why]}.`,
  couldNotStart: 'Punchdown could not start',
  opening: 'Opening Punchdown…',
  signOut: 'Sign out',
  menu: { file: 'File', view: 'View' },
  dataFolder: (path: string): string => `Data folder: ${path}`,
  secretsKept: (how: SecretsKept): string => secretsKept[how],
}
