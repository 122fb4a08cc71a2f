import { describe, expect, it } from 'vitest'
import { createMailboxes } from '#electron/gateway/voicemail/mailboxes.ts'
import { openStore } from '#electron/store/open.ts'

const audio = (text: string) => ({ codec: 'PCMU', octets: Buffer.from(text) }) as const

function opened() {
  const { documents } = openStore(':memory:')
  const unreadable: string[] = []
  let now = 0
  const open = () =>
    createMailboxes({
      documents,
      now: () => ++now,
      onUnreadable: (collection) => unreadable.push(collection),
    })
  return { documents, open, unreadable, mailboxes: open() }
}

describe('mailboxes', () => {
  it('count fresh and saved messages of one number, and report each change', () => {
    const { mailboxes } = opened()
    const changes: string[] = []
    mailboxes.onChange((number) => changes.push(number))
    mailboxes.add('+1', 'a@x', audio('one'))
    mailboxes.add('+1', 'b@x', audio('two'))
    mailboxes.add('+2', 'c@x', audio('x'.repeat(8_001)))
    const [first, second] = mailboxes.messages('+1')
    expect([first?.from, second?.from]).toEqual(['a@x', 'b@x'])
    expect(mailboxes.messages('+2')[0]?.seconds).toBe(2)
    mailboxes.save(first?.id ?? '')
    expect(mailboxes.counts('+1')).toEqual({ fresh: 1, saved: 1 })
    // fresh ones first
    expect(mailboxes.messages('+1').map(({ from }) => from)).toEqual(['b@x', 'a@x'])
    mailboxes.remove(second?.id ?? '')
    mailboxes.remove('unknown')
    expect(mailboxes.counts('+1')).toEqual({ fresh: 0, saved: 1 })
    expect(mailboxes.audio(second?.id ?? '')).toBeNull()
    expect(changes).toEqual(['+1', '+1', '+2', '+1', '+1'])
  })

  it('are the same after a restart', () => {
    const { mailboxes, open } = opened()
    mailboxes.add('+1', 'a@x', audio('one'))
    mailboxes.setGreeting('+1', audio('hello'))
    const again = open()
    expect(again.messages('+1')).toEqual(mailboxes.messages('+1'))
    expect(again.audio(again.messages('+1')[0]?.id ?? '')).toEqual(audio('one'))
    expect(again.greeting('+1')).toEqual(audio('hello'))
    expect([again.greeting('+2'), again.isUsed('+1'), again.isUsed('+2')]).toEqual([null, true, false])
  })

  it('are full after twenty messages', () => {
    const { mailboxes } = opened()
    for (let count = 0; count < 19; count++) mailboxes.add('+1', 'a@x', audio('x'))
    expect(mailboxes.isFull('+1')).toBe(false)
    mailboxes.add('+1', 'a@x', audio('x'))
    expect([mailboxes.isFull('+1'), mailboxes.isFull('+2')]).toEqual([true, false])
  })

  it('report audio that cannot be read', () => {
    const { mailboxes, documents, unreadable } = opened()
    documents.set('gateway.recording', 'broken', { codec: 'GSM' })
    expect(mailboxes.audio('broken')).toBeNull()
    expect(unreadable).toEqual(['gateway.recording'])
  })
})
