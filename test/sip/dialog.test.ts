/** Dialogs (RFC 3261 §12). */
import { describe, expect, it } from 'vitest'
import { responseTo } from '#electron/sip/agent/response.ts'
import {
  confirmedBy,
  type Dialog,
  dialogId,
  dialogIdOfRequest,
  dialogOfClient,
  dialogOfServer,
  receiveWithin,
  requestWithin,
  responseWithin,
} from '#electron/sip/dialog/dialog.ts'
import type { SipRequest, SipResponse } from '#electron/sip/message/message.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { request } from './samples.ts'

function requestOf(method: string, changes: readonly string[] = []): SipRequest {
  const read = readMessage(Buffer.from(request(method, undefined, changes)))
  if (!read.ok || read.message.kind !== 'request') throw new Error('no request')
  return read.message
}
const invite = requestOf('INVITE', [
  'Contact: <sip:lobby@192.0.2.7>',
  'Record-Route: <sip:p1.test;lr>, <sip:p2.test;lr>',
])
const answer = (status: number, headers: Record<string, string | string[]> = {}): SipResponse =>
  responseTo(invite, status, { headers: { Contact: '<sip:desk@192.0.2.9>', ...headers } })

function present(dialog: Dialog | null): Dialog {
  if (dialog === null) throw new Error('no dialog')
  return dialog
}

describe('§12.1 creation', () => {
  it('§12.1.1 the server takes target, route set and numbers from the request', () => {
    const response = answer(180)
    const dialog = present(dialogOfServer(invite, response))
    expect(dialog).toEqual({
      state: 'early',
      callId: '71f0@192.0.2.7',
      local: response.headers.get('To'),
      remote: '<sip:lobby@practice.test>;tag=a31',
      localSeq: 0,
      remoteSeq: 8,
      remoteTarget: 'sip:lobby@192.0.2.7',
      routeSet: ['<sip:p1.test;lr>', '<sip:p2.test;lr>'],
    })
    expect(dialogOfServer(invite, answer(200))?.state).toBe('confirmed')
  })

  it('§12.1.2 the client reverses the route set, and takes the target from the response', () => {
    const dialog = present(
      dialogOfClient(invite, answer(200, { 'Record-Route': ['<sip:p2.test;lr>', '<sip:p1.test;lr>'] })),
    )
    expect(dialog).toMatchObject({
      state: 'confirmed',
      local: '<sip:lobby@practice.test>;tag=a31',
      localSeq: 8,
      remoteSeq: null,
      remoteTarget: 'sip:desk@192.0.2.9',
      routeSet: ['<sip:p1.test;lr>', '<sip:p2.test;lr>'],
    })
  })

  it('needs a To tag, a Contact, and a status that creates one', () => {
    expect(dialogOfClient(invite, answer(100))).toBeNull()
    expect(dialogOfClient(invite, answer(486))).toBeNull()
    expect(dialogOfClient(invite, answer(180, { To: '<sip:desk@practice.test>' }))).toBeNull()
    expect(dialogOfServer(requestOf('INVITE'), answer(180))).toBeNull()
    expect(dialogOfServer(invite, answer(100))).toBeNull()
    expect(dialogOfServer(invite, answer(300))).toBeNull()
    expect(dialogOfClient(invite, answer(200, { Contact: 'nonsense' }))?.remoteTarget).toBe(invite.uri)
  })

  it('gives each fork an id of its own, the same for the requests of its peer', () => {
    const [one, two] = ['1', '2'].map((tag) =>
      present(dialogOfClient(invite, answer(180, { To: `<sip:desk@practice.test>;tag=${tag}` }))),
    )
    expect(one && dialogId(one)).not.toBe(two && dialogId(two))
    const bye = requestOf('BYE', [
      'From: <sip:desk@practice.test>;tag=1',
      'To: <sip:lobby@practice.test>;tag=a31',
    ])
    expect(dialogIdOfRequest(bye)).toBe(one && dialogId(one))
    expect(dialogIdOfRequest(invite)).toBeNull()
  })

  it('§13.2.2.4 the 2xx confirms an early dialog and replaces its route set and target', () => {
    const early = present(dialogOfClient(invite, answer(180, { 'Record-Route': '<sip:old.test;lr>' })))
    const confirmed = confirmedBy(
      early,
      answer(200, { 'Record-Route': '<sip:new.test;lr>', Contact: '<sip:new@192.0.2.9>' }),
    )
    expect(confirmed).toMatchObject({
      state: 'confirmed',
      routeSet: ['<sip:new.test;lr>'],
      remoteTarget: 'sip:new@192.0.2.9',
    })
    expect(confirmedBy(confirmed, answer(200))).toBe(confirmed)
    expect(confirmedBy(early, answer(200, { Contact: 'x' })).remoteTarget).toBe('sip:desk@192.0.2.9')
  })
})

describe('§12.2 requests within a dialog', () => {
  const dialog = present(dialogOfClient(invite, answer(200, { 'Record-Route': '<sip:p1.test;lr>' })))

  it('§12.2.1.1 have the next CSeq, both tags, the target and the route set', () => {
    const first = requestWithin(dialog, 'INVITE')
    const second = requestWithin(first.dialog, 'BYE')
    expect(first.request.uri).toBe('sip:desk@192.0.2.9')
    expect(first.request.headers.entries()).toEqual([
      ['Max-Forwards', '70'],
      ['From', dialog.local],
      ['To', dialog.remote],
      ['Call-ID', dialog.callId],
      ['CSeq', '9 INVITE'],
      ['Route', '<sip:p1.test;lr>'],
    ])
    expect(second.request.headers.get('CSeq')).toBe('10 BYE')
  })

  it('§13.2.2.4 an ACK has the number of its INVITE and uses none', () => {
    const { dialog: after, request: ack } = requestWithin(dialog, 'ACK', 8)
    expect(ack.headers.get('CSeq')).toBe('8 ACK')
    expect(after).toBe(dialog)
  })

  it('§12.2.2 refuses a lower CSeq with 500, and takes gaps', () => {
    const served = present(dialogOfServer(invite, answer(200)))
    const info = (cseq: number) => receiveWithin(served, requestOf('INFO', [`CSeq: ${cseq} INFO`]))
    expect(info(7)).toEqual({ refused: 500 })
    expect(info(8)).toMatchObject({ dialog: { remoteSeq: 8 } })
    expect(info(90)).toMatchObject({ dialog: { remoteSeq: 90 } })
    expect(receiveWithin(dialog, requestOf('INFO', ['CSeq: 1 INFO']))).toMatchObject({
      dialog: { remoteSeq: 1 },
    })
  })

  it('§12.2 a target refresh request moves the target; others, ACK and CANCEL do not', () => {
    const moved = (method: string) => {
      const got = receiveWithin(dialog, requestOf(method, ['Contact: <sip:moved@192.0.2.8>']))
      return 'dialog' in got ? [got.dialog.remoteTarget, got.dialog.remoteSeq] : null
    }
    for (const method of ['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER'])
      expect(moved(method)).toEqual(['sip:moved@192.0.2.8', 8])
    expect(moved('INFO')).toEqual(['sip:desk@192.0.2.9', 8])
    for (const method of ['ACK', 'CANCEL']) expect(moved(method)).toEqual(['sip:desk@192.0.2.9', null])
  })

  it('§12.2.1.2 a 2xx moves the target; 481 and 408 end the dialog', () => {
    expect(responseWithin(dialog, 'UPDATE', answer(200, { Contact: '<sip:m@h>' }))).toMatchObject({
      dialog: { remoteTarget: 'sip:m@h' },
      ended: false,
    })
    expect(responseWithin(dialog, 'INFO', answer(200, { Contact: '<sip:m@h>' })).dialog).toBe(dialog)
    expect(responseWithin(dialog, 'INVITE', answer(488, { Contact: '<sip:m@h>' }))).toEqual({
      dialog,
      ended: false,
    })
    expect([481, 408].map((status) => responseWithin(dialog, 'INVITE', answer(status)).ended)).toEqual([
      true,
      true,
    ])
  })
})
