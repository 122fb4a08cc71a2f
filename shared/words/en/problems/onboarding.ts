/** Problems of codes, numbers and onboarding. */
import { fact, type Words } from './words.ts'

/** ` It was wrong 3 times.`; empty for the first time. */
const triesWord = (tries: unknown): string =>
  typeof tries === 'number' && tries > 1 ? ` It was wrong ${tries} times.` : ''

export const onboarding = {
  'verification-code-wrong': (f) => ({
    title: 'Another verification code was dialled',
    meaning: `The code that arrived is not the one of this handset.${triesWord(f.tries)}`,
    remedy: 'Dial again, slowly, exactly as shown.',
  }),
  'verification-code-expired': {
    title: 'The verification code had expired',
    meaning: 'A code is valid for 24 hours.',
    remedy: 'Take the new code shown here and dial it.',
  },
  'verification-code-used': {
    title: 'This verification code was used before',
    meaning: 'Each code works once.',
    remedy: 'Take the new code shown here and dial it.',
  },
  'verification-code-other-device': {
    title: 'That code belongs to another handset',
    meaning: 'Two handsets were mixed up, or two codes.',
    remedy: 'Compare the IPEI under the battery with the one shown here.',
  },
  'sign-in-code-wrong': {
    title: 'The sign-in code was not accepted',
    meaning: 'It is not one that is running.',
    remedy: 'Type the code exactly as shown, or get a new one.',
  },
  'sign-in-code-expired': {
    title: 'The sign-in code has expired',
    meaning: 'It lives for minutes only.',
    remedy: 'Get a new code.',
  },
  'too-many-tries': (f) => ({
    title: 'Too many wrong tries',
    meaning: `The next one is looked at in ${fact(f, 'seconds', 'a few')} seconds.`,
    remedy: 'Wait, then type or dial the code exactly as shown.',
  }),
  'fetch-held': (f) => ({
    title: `The configuration of ${fact(f, 'hardwareId', 'a device')} is held back`,
    meaning: `${fact(f, 'address', 'Another address')} asked for it, and it was given to another address before.`,
    remedy: 'Allow or refuse it under Gateway.',
  }),
  'hardware-id-unknown': (f) => ({
    title: `${fact(f, 'hardwareId', 'This hardware id')} is not enrolled`,
    meaning: 'The gateway on this laptop has no endpoint with this hardware id.',
    remedy: 'Add the handset to the job, then try again.',
  }),
  'not-onboarded': {
    title: 'This handset is not onboarded yet',
    meaning: 'It has to fetch its configuration and register before it can be verified.',
    remedy: 'Wait for its registration, or restart the base.',
  },
  'no-number-left': {
    title: 'No number is left',
    meaning: 'Every user of the rehearsal directory is signed in somewhere.',
    remedy: 'Add a user under Gateway.',
  },
  'input-not-applicable': (f) => ({
    title: 'That does not fit here',
    meaning: `The handset stands at “${fact(f, 'state', 'another step')}”.`,
    remedy: 'Follow the step that is shown.',
  }),
} satisfies Record<string, Words>
