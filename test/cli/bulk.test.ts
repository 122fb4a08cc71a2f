/** `punchdown bulk` against a practice base, the real command in a process of its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { punchdown, type Running, running } from './punchdown.ts'

let practice: Running
let place: string[] = []
const url = ['--url', `http://127.0.0.1:9/00\${IPEI}.cfg`]
const signIn = ['--user', 'admin', '--password-stdin', '--allow-http']

beforeAll(async () => {
  const ports = await freePorts()
  const list = `http=${ports.http},sip=${ports.sip},snmp=${ports.snmp}`
  practice = running(['practice', '--pace', '0.02', '--office', 'off', '--ports', list, '--json'])
  await practice.next()
  place = [`127.0.0.1:${ports.http}`, '--ports', `sip=${ports.sip},snmp=${ports.snmp}`]
})
afterAll(async () => {
  await practice[Symbol.asyncDispose]()
})

const bulk = (more: readonly string[], password = 'admin') =>
  punchdown(['bulk', ...place, ...url, ...signIn, '--json', ...more], { input: `${password}\n` })

describe('bulk', () => {
  it('shows the changes by model, and writes nothing', async () => {
    const { code, objects, stderr } = await bulk(['--plan'])
    expect({ code, objects }).toMatchObject({ code: 0, objects: [{ result: 'planned', way: 'driver' }] })
    expect(stderr).toContain('ConfigUrl')
    expect((await bulk(['--plan'])).objects).toMatchObject([{ result: 'planned' }])
  })

  it('writes them, keeps the table, and finds them set the next time', async () => {
    using folder = temporaryFolder()
    const table = join(folder.path, 'result.csv')
    const { code, objects } = await bulk(['--apply', '--table', table])
    expect({ code, objects }).toMatchObject({ code: 0, objects: [{ result: 'done', problem: null }] })
    expect(readFileSync(table, 'utf8').split('\r\n')[1]).toContain('Rove B2')
    expect((await bulk(['--apply'])).objects).toMatchObject([{ result: 'unchanged' }])
  })

  it('ends with the exit code of a refused sign-in', async () => {
    const { code, objects } = await bulk(['--apply'], 'wrong')
    expect({ code, objects }).toMatchObject({
      code: 4,
      objects: [{ result: 'not-read', problem: 'sign-in-refused' }],
    })
  })

  it.each([
    ['neither --plan nor --apply', []],
    ['a speed that is not one', ['--plan', '--at-once', '0']],
  ])('refuses %s', async (_, more) => {
    expect((await bulk(more)).code).toBe(2)
  })
})
