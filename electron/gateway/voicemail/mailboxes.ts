/** Voice messages and greetings by the number of their user. Every change is stored before it returns. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { G711 } from '../../media/index.ts'
import type { DocumentRepository } from '../../store/store.ts'
import { type OnUnreadable, openCollection } from '../directory/collection.ts'

const messageSchema = z.object({
  id: z.string(),
  /** Of the mailbox, E.164. */
  number: z.string(),
  /** Address of record of the caller. */
  from: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  seconds: z.number(),
  isSaved: z.boolean(),
})
type VoiceMessage = z.infer<typeof messageSchema>

const audioSchema = z.object({ codec: z.enum(['PCMU', 'PCMA']), base64: z.string() })

interface Audio {
  readonly codec: G711
  readonly octets: Buffer
}

export interface Counts {
  /** Messages that were not saved yet. */
  readonly fresh: number
  readonly saved: number
}

export interface Mailboxes {
  /** Fresh messages first, each in the order of arrival. */
  messages(number: string): VoiceMessage[]
  counts(number: string): Counts
  isFull(number: string): boolean
  /** Whether the mailbox ever had a message. */
  isUsed(number: string): boolean
  /** Null when the audio cannot be read. */
  audio(id: string): Audio | null
  /** @throws PunchdownError disk-full */
  add(number: string, from: string, audio: Audio): void
  save(id: string): void
  remove(id: string): void
  /** Null while the user has recorded none. */
  greeting(number: string): Audio | null
  /** @throws PunchdownError disk-full */
  setGreeting(number: string, audio: Audio): void
  /** Called after a change of the messages of a number. */
  onChange(listener: (number: string) => void): void
}

export interface MailboxesParts {
  readonly documents: DocumentRepository
  readonly now: () => number
  readonly onUnreadable: OnUnreadable
}

/** Messages of one mailbox. Ours. */
const mostMessages = 20
const octetsPerSecond = 8_000
const recordings = 'gateway.recording'
const greetings = 'gateway.greeting'

export function createMailboxes(parts: MailboxesParts): Mailboxes {
  const { documents, now, onUnreadable } = parts
  const listeners = new Set<(number: string) => void>()
  const changed = (number: string): void => {
    for (const listener of listeners) listener(number)
  }
  const stored = openCollection(documents, 'gateway.message', messageSchema, onUnreadable)
  const used = openCollection(documents, 'gateway.mailbox', z.object({ since: z.number() }), onUnreadable)
  const ofNumber = (number: string): VoiceMessage[] => stored.all().filter((each) => each.number === number)
  const changeOf = (id: string, change: (message: VoiceMessage) => void): void => {
    const message = stored.get(id)
    if (message === null) return
    change(message)
    changed(message.number)
  }
  return {
    messages: (number) =>
      ofNumber(number).sort((a, b) => Number(a.isSaved) - Number(b.isSaved) || a.at - b.at),
    counts(number) {
      const messages = ofNumber(number)
      const saved = messages.filter(({ isSaved }) => isSaved).length
      return { fresh: messages.length - saved, saved }
    },
    isFull: (number) => ofNumber(number).length >= mostMessages,
    isUsed: (number) => used.get(number) !== null,
    audio: (id) => readAudio(parts, recordings, id),
    add(number, from, audio) {
      const id = randomUUID()
      const seconds = Math.ceil(audio.octets.length / octetsPerSecond)
      // the audio first, so that every message has its audio
      documents.set(recordings, id, storedAudio(audio))
      if (used.get(number) === null) used.set(number, { since: now() })
      stored.set(id, { id, number, from, at: now(), seconds, isSaved: false })
      changed(number)
    },
    save: (id) => changeOf(id, (message) => stored.set(id, { ...message, isSaved: true })),
    remove: (id) =>
      changeOf(id, () => {
        stored.remove(id)
        documents.remove(recordings, id)
      }),
    greeting: (number) => readAudio(parts, greetings, number),
    setGreeting: (number, audio) => documents.set(greetings, number, storedAudio(audio)),
    onChange: (listener) => void listeners.add(listener),
  }
}

const storedAudio = ({ codec, octets }: Audio) => ({ codec, base64: octets.toString('base64') })

function readAudio(
  { documents, onUnreadable }: MailboxesParts,
  collection: string,
  key: string,
): Audio | null {
  const value = documents.get(collection, key)
  if (value === null || value === undefined) return null
  const read = audioSchema.safeParse(value)
  if (read.success) return { codec: read.data.codec, octets: Buffer.from(read.data.base64, 'base64') }
  onUnreadable(collection, key)
  return null
}
