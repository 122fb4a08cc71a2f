/** The table of server transactions at its limits, and the keys of transactions. */
import { describe, expect, it } from 'vitest'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { mergeKey, serverKey } from '#electron/sip/transaction/matching.ts'
import { ServerTable } from '#electron/sip/transaction/server-table.ts'
import { request } from './samples.ts'

function tableOf(most: number, mostPerSource: number) {
  const table = new ServerTable<{ stop(): void }>({ most, mostPerSource })
  const stopped: string[] = []
  return {
    table,
    stopped,
    add(key: string, source = 'a', merge: string | null = null) {
      const stop = (): void => {
        stopped.push(key)
        table.delete(key)
      }
      table.add(key, merge, source, { stop })
    },
  }
}

describe('a server table', () => {
  it('at the limit of a source stops its own oldest answered transaction, not that of another', () => {
    const { table, stopped, add } = tableOf(10, 2)
    add('b1', 'b')
    table.answered('b1')
    add('a1')
    add('a2')
    expect([table.hasRoom('a'), table.hasRoom('b'), table.hasRoom('c')]).toEqual([false, true, true])
    table.answered('a2')
    table.answered('a1')
    expect(table.hasRoom('a')).toBe(true)
    add('a3')
    // the first that was answered, not the first that came
    expect(stopped).toEqual(['a2'])
    expect(table.size).toBe(3)
  })

  it('at the limit of all stops the oldest answered transaction of any source', () => {
    const { table, stopped, add } = tableOf(2, 2)
    add('a1')
    add('b1', 'b')
    expect(table.hasRoom('c')).toBe(false)
    table.answered('b1')
    expect(table.hasRoom('c')).toBe(true)
    add('c1', 'c')
    expect(stopped).toEqual(['b1'])
  })

  it('forgets a source with its last transaction, and ignores keys that it does not hold', () => {
    const { table, add } = tableOf(10, 1)
    add('a1')
    expect(table.hasRoom('a')).toBe(false)
    table.delete('a1')
    table.delete('a1')
    table.answered('a1')
    expect(table.hasRoom('a')).toBe(true)
    add('a2')
    expect(table.hasRoom('a')).toBe(false)
    expect(table.get('a1')).toBeUndefined()
    expect(table.get('a2')).toBeDefined()
  })

  it('knows a merged request as long as the transaction that came last with its key', () => {
    const { table, add } = tableOf(10, 10)
    expect(table.isMerged(null)).toBe(false)
    add('a1', 'a', 'm')
    add('a2', 'a', 'm')
    table.delete('a1')
    expect(table.isMerged('m')).toBe(true)
    table.delete('a2')
    expect(table.isMerged('m')).toBe(false)
  })

  it('stops all', () => {
    const { table, stopped, add } = tableOf(10, 10)
    add('a1')
    add('b1', 'b')
    table.stopAll()
    expect(stopped).toEqual(['a1', 'b1'])
    expect(table.size).toBe(0)
  })
})

describe('keys', () => {
  const requestOf = (method: string, changes: readonly string[] = []) => {
    const read = readMessage(Buffer.from(request(method, undefined, changes)))
    if (!read.ok || read.message.kind !== 'request') throw new Error('no request')
    return read.message
  }

  it('§17.2.3 an ACK has the key of its INVITE, whatever the case of the branch; CANCEL has one of its own', () => {
    const key = (method: string, as = method, changes: readonly string[] = []) =>
      serverKey(requestOf(method, changes), '192.0.2.7', as)
    expect(key('ACK')).toBe(key('INVITE'))
    expect(key('CANCEL')).not.toBe(key('INVITE'))
    expect(key('CANCEL', 'INVITE')).toBe(key('INVITE'))
    expect(key('INVITE', 'INVITE', ['Via: SIP/2.0/UDP 192.0.2.7:5061;branch=Z9HG4BKK4T9'])).toBe(
      key('INVITE'),
    )
    expect(key('INVITE', 'INVITE', ['Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKk4t9'])).not.toBe(key('INVITE'))
  })

  it('§17.2.3 without a branch, the source, From, Call-ID and the number of CSeq count', () => {
    const old = ['Via: SIP/2.0/UDP 192.0.2.7']
    const key = (changes: readonly string[] = [], source = '192.0.2.7', method = 'INVITE') =>
      serverKey(requestOf(method, [...old, ...changes]), source, method)
    expect(key([], '192.0.2.7', 'ACK')).toBe(key())
    expect(
      new Set([
        key(),
        key(['CSeq: 9 INVITE']),
        key(['Call-ID: x']),
        key(['From: <sip:x@h>']),
        key([], '192.0.2.8'),
      ]).size,
    ).toBe(5)
  })

  it('§8.2.2.2 only a request outside a dialog with a From tag can be merged', () => {
    expect(mergeKey(requestOf('INVITE'))).not.toBeNull()
    expect(mergeKey(requestOf('INVITE'))).not.toBe(mergeKey(requestOf('INVITE', ['From: <sip:x@h>;tag=b'])))
    expect(mergeKey(requestOf('INVITE', ['From: <sip:x@h>']))).toBeNull()
    expect(mergeKey(requestOf('INVITE', ['To: <sip:x@h>;tag=1']))).toBeNull()
    expect(mergeKey(requestOf('OPTIONS'))).toBeNull()
    expect(mergeKey(requestOf('REGISTER'))).toBeNull()
  })
})
