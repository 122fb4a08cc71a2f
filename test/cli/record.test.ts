/** `punchdown record` against the practice base. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordingSchema } from '#shared/model/recording.ts'
import { type RunningPractice, startPractice } from '#test/support/practice.ts'
import { punchdown } from './punchdown.ts'

const folder = mkdtempSync(join(tmpdir(), 'punchdown-record-'))
let practice: RunningPractice
let target: string[]
beforeAll(async () => {
  practice = await startPractice({ pace: 0.02 })
  target = [`127.0.0.1:${practice.httpPort}`, '--ports', `sip=${practice.sipPort},snmp=${practice.snmpPort}`]
})
afterAll(async () => {
  await practice[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const recorded = (file: string) => recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')))

describe('record', () => {
  it('writes the visit of the driver, which replays', async () => {
    const output = join(folder, 'rove.json')
    const signIn = ['--user', 'admin', '--password-stdin', '--allow-http']
    const { code, objects } = await punchdown(
      ['record', ...target, '--output', output, ...signIn, '--json'],
      { input: 'admin\n' },
    )
    expect(objects).toEqual([expect.objectContaining({ file: output, source: 'practice', replays: true })])
    expect(code).toBe(0)
    expect(recorded(output).reading?.driver).toBe('poly-rove')
  })

  it('writes the visit of a person, which ends at the Enter key', async () => {
    const output = join(folder, 'browser.json')
    const { code, objects } = await punchdown(
      ['record', ...target, '--output', output, '--browser', '--json'],
      { input: '\n' },
    )
    expect(objects).toEqual([expect.objectContaining({ exchanges: 0, replays: null })])
    expect(code).toBe(0)
    expect(recorded(output).reading).toBeNull()
  })

  it.each([
    ['no file to write', [], 2],
    [
      'no consent to plain HTTP',
      ['--output', join(folder, 'x.json'), '--user', 'admin', '--password-stdin'],
      4,
    ],
    [
      'a wrong password',
      ['--output', join(folder, 'x.json'), '--user', 'admin', '--password-stdin', '--allow-http'],
      4,
    ],
  ])('ends with the exit code for %s', async (_, options, code) => {
    const finished = await punchdown(['record', ...target, ...options], { input: 'wrong\n' })
    expect(finished.code).toBe(code)
    expect(finished.objects).toEqual([])
  })
})
