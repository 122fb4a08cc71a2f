/** `punchdown identify` in a process of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { identifyBanner } from '#electron/identify/identify.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import { cliFile, punchdown } from './punchdown.ts'

const known = { protocol: 'cdp.platform', banner: 'Polycom VVX 150' }
const fields = ['vendor', 'model', 'firmware', 'mac', 'serial', 'kind', 'level']

describe('identify', () => {
  it.each(['utf8', 'utf16le'] as const)('drops a byte order mark in %s', async (encoding) => {
    const input = Buffer.from(`\ufeff${JSON.stringify(known)}\r\n`, encoding)
    const { code, objects } = await punchdown(['identify'], { input })
    expect(code).toBe(0)
    expect(objects).toEqual([identifyBanner(known)])
  })

  const file = 'cli/b01-identify-bom.jsonl'
  it.skipIf(caseMissing(file) !== '')(
    `drops the byte order mark of the field case${caseMissing(file)}`,
    async () => {
      const { code, objects } = await punchdown(['identify'], { input: readFileSync(fieldCase(file)) })
      expect(code).toBe(0)
      expect(objects).toMatchObject([{ model: 'W70B' }, { model: 'VVX411' }])
    },
  )

  it('prints one line per banner, in order, with null for unknown facts', async () => {
    const lines = [
      known,
      { protocol: 'http.title', banner: 'Welcome' },
      { ...known, banner: 'nothing at all' },
    ]
    const { code, objects } = await punchdown(['identify'], {
      input: lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''),
    })
    expect(code).toBe(0)
    expect(objects).toEqual(lines.map((line) => identifyBanner(line)))
    expect(objects[0]).toMatchObject({ model: 'VVX 150', mac: null, serial: null })
    for (const object of objects) expect(Object.keys(object)).toEqual(fields)
  })

  it('prints with --why each rule, its facts and its source', async () => {
    const { code, objects } = await punchdown(['identify', '--why', '--json'], {
      input: JSON.stringify(known),
    })
    expect(code).toBe(0)
    expect(objects[0]).toMatchObject({
      ...identifyBanner(known),
      why: expect.arrayContaining([
        expect.objectContaining({
          fact: 'model',
          value: 'VVX 150',
          rule: 'poly.cdp',
          source: expect.any(String),
          confidence: 'seen-in-public-code',
        }),
      ]),
      contradictions: [],
    })
  })

  it('answers a malformed line with its problem and continues', async () => {
    const good = JSON.stringify(known)
    const bad = [
      '{',
      '',
      '[]',
      '"text"',
      '{"protocol":"http.title"}',
      '{"banner":"x"}',
      '{"protocol":1,"banner":"x"}',
    ]
    const input = [good, ...bad, `{"protocol":"x.y","banner":"z","encoding":"hex"}`, good].join('\n')
    const { code, objects } = await punchdown(['identify', '--json'], { input })
    expect(code).toBe(2)
    expect(objects).toHaveLength(bad.length + 3)
    expect(objects.at(0)).toEqual(objects.at(-1))
    for (const [index, object] of objects.slice(1, -1).entries()) {
      expect(object).toMatchObject({
        vendor: null,
        level: 'unknown',
        problem: { code: 'banner-line-malformed', facts: { line: index + 2 } },
      })
    }
  })

  it('accepts a banner without the last line break, in base64, and with context that is not text', async () => {
    const { code, objects } = await punchdown(['identify', '--json'], {
      input: `{"protocol":"snmp.sysdescr","banner":"/wAB","encoding":"base64","context":{"sysObjectID":"1.3.6","n":1}}`,
    })
    expect(code).toBe(0)
    expect(objects).toHaveLength(1)
  })

  it('writes words with --text', async () => {
    const { objects, stdout } = await punchdown(['identify', '--text'], { input: JSON.stringify(known) })
    expect(objects).toEqual([])
    expect(stdout).toContain('VVX 150')
  })

  it('ends when its standard output is closed', async () => {
    const child = spawn(process.execPath, [cliFile, 'identify'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const exited = once(child, 'exit')
    child.stdin.on('error', () => {})
    const line = `${JSON.stringify(known)}\n`
    child.stdin.write(line)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const feed = () => {
      while (child.stdin.writable && child.stdin.write(line.repeat(1000)));
    }
    child.stdin.on('drain', feed)
    feed()
    const [code] = await exited
    expect(code).toBe(130)
  })

  const fixture = join(rootFolder, '../shared/fixtures/identify/dev.jsonl')
  it.skipIf(!existsSync(fixture))('answers a whole file of banners as the core does', async () => {
    const child = spawn(process.execPath, [cliFile, 'identify'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const closed = once(child, 'close')
    await pipeline(createReadStream(fixture), child.stdin)
    expect((await closed)[0]).toBe(0)
    const lines = readFileSync(fixture, 'utf8').trimEnd().split('\n')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(lines.map((line) => identifyBanner(JSON.parse(line))))
  })
})
