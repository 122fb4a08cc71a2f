import { describe, expect, it } from 'vitest'
import { createDoorSessions, tokenLifeMs } from '#electron/host/sessions.ts'

function clockedSessions() {
  const clock = { now: 0 }
  const sessions = createDoorSessions(() => clock.now)
  return { clock, sessions, open: () => sessions.exchange(sessions.issueToken()) ?? '' }
}

describe('a token', () => {
  it('opens one session until it expires', () => {
    const { clock, sessions } = clockedSessions()
    const [used, late] = [sessions.issueToken(), sessions.issueToken()]
    clock.now = tokenLifeMs - 1
    expect(sessions.exchange(used)).not.toBeNull()
    expect(sessions.exchange(used)).toBeNull()
    clock.now = tokenLifeMs
    expect(sessions.exchange(late)).toBeNull()
  })

  it('gives way to newer ones when many links are made', () => {
    const { sessions } = clockedSessions()
    const tokens = Array.from({ length: 17 }, () => sessions.issueToken())
    const opened = tokens.map((token) => sessions.exchange(token) !== null)
    expect(opened).toEqual([false, ...Array.from({ length: 16 }, () => true)])
  })

  it('is no secret of a session, nor the other way round', () => {
    const { sessions, open } = clockedSessions()
    expect(sessions.has(sessions.issueToken())).toBe(false)
    expect(sessions.exchange(open())).toBeNull()
  })

  it('tells the door when it was used', () => {
    let opened = 0
    const sessions = createDoorSessions(
      () => 0,
      () => opened++,
    )
    sessions.exchange('unknown')
    expect(opened).toBe(0)
    sessions.exchange(sessions.issueToken())
    expect(opened).toBe(1)
  })
})

describe('a session', () => {
  it('lasts as long as the door, however late it is', () => {
    const { clock, sessions, open } = clockedSessions()
    const secret = open()
    clock.now = 365 * 24 * 60 * 60_000
    expect(sessions.has(secret)).toBe(true)
  })

  it('is unknown to the next door', () => {
    const secret = clockedSessions().open()
    expect(clockedSessions().sessions.has(secret)).toBe(false)
  })

  it('ends once, and calls back those who asked and did not cancel', () => {
    const { sessions, open } = clockedSessions()
    const [secret, other] = [open(), open()]
    const ended: string[] = []
    sessions.onEnd(secret, () => ended.push('kept'))
    sessions.onEnd(secret, () => ended.push('cancelled'))()
    sessions.onEnd(other, () => ended.push('other'))
    expect([sessions.end(secret), sessions.end(secret), sessions.end('')]).toEqual([true, false, false])
    expect(ended).toEqual(['kept'])
    expect([sessions.has(secret), sessions.has(other)]).toEqual([false, true])
  })
})
