/** The entrance of the voicemail room. README.md of the gateway describes what it does. */
export { type Counts, createMailboxes, type Mailboxes } from './mailboxes.ts'
export { openVoicemail, type Voicemail } from './voicemail.ts'
