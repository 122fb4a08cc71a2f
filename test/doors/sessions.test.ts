import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDoorSessions } from '#electron/host/sessions.ts'
import { temporaryFolder } from '../support/core.ts'

const day = 24 * 60 * 60_000

describe('sessions of the browser door', () => {
  it('outlive a restart; tokens do not', () => {
    using folder = temporaryFolder()
    const before = createDoorSessions(folder.path, () => 0)
    const secret = before.exchange(before.issueToken())
    const unused = before.issueToken()
    expect(secret).not.toBeNull()
    const after = createDoorSessions(folder.path, () => 1)
    expect(after.has(secret ?? '')).toBe(true)
    expect(after.exchange(unused)).toBeNull()
  })

  it('end after a working day, in this core and in the next', () => {
    using folder = temporaryFolder()
    let now = 0
    const sessions = createDoorSessions(folder.path, () => now)
    const secret = sessions.exchange(sessions.issueToken()) ?? ''
    expect(sessions.has(secret)).toBe(true)
    now = day
    expect(sessions.has(secret)).toBe(false)
    expect(createDoorSessions(folder.path, () => now).has(secret)).toBe(false)
  })

  it('are kept as hashes, for this user alone', () => {
    using folder = temporaryFolder()
    const sessions = createDoorSessions(folder.path, () => 0)
    const token = sessions.issueToken()
    const secret = sessions.exchange(token) ?? ''
    const file = join(folder.path, 'sessions.json')
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain(secret)
    expect(text).not.toContain(token)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
  })

  it.each(['', '{', '[{"hash":1}]', 'null'])(
    'a file that says %j opens nothing and breaks nothing',
    (text) => {
      using folder = temporaryFolder()
      writeFileSync(join(folder.path, 'sessions.json'), text)
      const sessions = createDoorSessions(folder.path, () => 0)
      expect(sessions.has('')).toBe(false)
      const secret = sessions.exchange(sessions.issueToken())
      expect(createDoorSessions(folder.path, () => 0).has(secret ?? '')).toBe(true)
    },
  )
})
