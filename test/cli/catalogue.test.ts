/** `punchdown catalogue` in a process of its own, on a data folder of its own. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { of2023, of2025 } from '#test/services/catalogue/pages.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { punchdown, running } from './punchdown.ts'

function inFolder(): {
  readonly file: (name: string, content: string | Uint8Array) => string
  readonly run: (...args: string[]) => ReturnType<typeof punchdown>
  readonly data: string
} & Disposable {
  const folder = temporaryFolder()
  const data = join(folder.path, 'data')
  return {
    data,
    file(name, content) {
      const path = join(folder.path, name)
      writeFileSync(path, content)
      return path
    },
    run: (...args) => punchdown(['catalogue', ...args], { env: { PUNCHDOWN_DATA: data } }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

describe('catalogue', () => {
  it('prints the catalogue in use', async () => {
    using at = inFolder()
    const { code, objects } = await at.run()
    expect(code).toBe(0)
    expect(objects).toMatchObject([
      {
        ...{ date: '2025-02-28', rows: 211, imported: null, stale: true },
        origin: { confidence: 'seen-in-public-code' },
        builtIn: ['2025-02-28', '2024-07-15'],
      },
    ])
  })

  it('list prints rows with their notes, date and source', async () => {
    using at = inFolder()
    const { code, objects } = await at.run('list', '--vendor', 'yealink', '--search', 'w70b')
    expect(code).toBe(0)
    expect(objects.map(({ model, region }) => [model, region])).toEqual([
      ['W70B NOAM', 'noam'],
      ['W70B EMEA', 'emea'],
      ['W70B APAC', 'apac'],
    ])
    expect(objects[0]).toMatchObject({
      minimum: null,
      approved: '146.85.5.4',
      location: 'static',
      kind: { value: 'dect-base', provenance: { confidence: 'documented' } },
      date: '2025-02-28',
    })
    expect(objects[0]?.notes).toHaveLength(2)
    expect((await at.run('list')).objects).toHaveLength(211)
    expect(await at.run('list', '--search', 'nothing of the sort')).toMatchObject({ code: 0, objects: [] })
  })

  it('import prints one line per change and a summary; the next command uses the new catalogue', async () => {
    using at = inFolder()
    expect((await at.run('use', '2024-07-15')).objects).toMatchObject([{ date: '2024-07-15', rows: 183 }])
    const { code, objects } = await at.run('import', at.file('plan.md', of2025))
    expect(code).toBe(0)
    expect(objects.at(-1)).toMatchObject({
      change: 'summary',
      name: 'plan.md',
      date: '2025-02-28',
      before: '2024-07-15',
      replaced: true,
      added: 3,
      rows: 5,
    })
    const of = (change: string) => objects.filter((object) => object.change === change)
    expect(of('added').map(({ model }) => model)).toEqual(['9841', 'IP Verso', 'IP Solo'])
    expect(of('removed')).toHaveLength(180)
    expect((await at.run()).objects).toMatchObject([
      { date: '2025-02-28', imported: { name: 'plan.md' }, vendors: { Yealink: 1, Cisco: 2, '2N': 2 } },
    ])
    expect((await at.run('reset')).objects).toMatchObject([{ date: '2025-02-28', imported: null }])
  })

  it('use takes a built-in list by its date, and keeps it', async () => {
    using at = inFolder()
    expect((await at.run('use', '2024-07-15')).code).toBe(0)
    const rows = (await at.run('list')).objects
    expect([rows.length, rows[0]?.date]).toEqual([183, '2024-07-15'])
    const refused = await at.run('use', '2023-01-01')
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('bad-input')
    expect((await at.run('use')).code).toBe(2)
    expect((await at.run()).objects).toMatchObject([{ date: '2024-07-15' }])
    expect((await at.run('use', '2025-02-28')).objects).toMatchObject([{ date: '2025-02-28', rows: 211 }])
    expect(readdirSync(at.data)).not.toContain('catalogue.json')
  })

  it('import --dry-run changes nothing', async () => {
    using at = inFolder()
    const { code, objects } = await at.run('import', at.file('plan.md', of2025), '--dry-run')
    expect([code, objects.at(-1)?.replaced]).toEqual([0, false])
    expect((await at.run()).objects).toMatchObject([{ imported: null }])
  })

  it('import accepts an older page only with --older', async () => {
    using at = inFolder()
    const file = at.file('old.md', of2023)
    const refused = await at.run('import', file)
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('catalogue-older')
    expect((await at.run('import', file, '--older')).objects.at(-1)).toMatchObject({
      older: true,
      replaced: true,
    })
  })

  it('import reads standard input', async () => {
    using at = inFolder()
    const { code, objects } = await punchdown(['catalogue', 'import', '-'], {
      input: of2025,
      env: { PUNCHDOWN_DATA: at.data },
    })
    expect([code, objects.at(-1)?.name]).toEqual([0, 'standard input'])
  })

  it('import reads a page as Windows writes it', async () => {
    using at = inFolder()
    const page = Buffer.from(`\uFEFF${of2025.replaceAll('\n', '\r\n')}`, 'utf16le')
    expect((await at.run('import', at.file('plan.txt', page))).objects.at(-1)).toMatchObject({ rows: 5 })
  })

  it.each([
    ['catalogue-not-the-page', '# another page\n'],
    ['catalogue-not-the-page', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00])],
    ['catalogue-damaged', of2025.slice(0, of2025.indexOf('IP Solo'))],
  ])('import refuses a file with %s and keeps what was there', async (problem, content) => {
    using at = inFolder()
    await at.run('import', at.file('good.md', of2025))
    const kept = readFileSync(join(at.data, 'catalogue.json'))
    const { code, stdout, stderr } = await at.run('import', at.file('bad.md', content))
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(problem)
    expect(readFileSync(join(at.data, 'catalogue.json'))).toEqual(kept)
    expect(readdirSync(at.data)).toEqual(['catalogue.json'])
  })

  it.each([
    [['import']],
    [['import', 'a.md', 'b.md']],
    [['import', '/no/such/file.md']],
    [['list', 'more']],
    [['list', '--dry-run']],
    [['import', 'a.md', '--vendor', 'x']],
    [['nonsense']],
  ])('%o is exit code 2', async (args) => {
    using at = inFolder()
    expect(await at.run(...args)).toMatchObject({ code: 2, stdout: '' })
  })

  it('writes words with --text', async () => {
    using at = inFolder()
    const { objects, stdout } = await at.run('list', '--search', 'mp114-fxs-fxo', '--text')
    expect(objects).toEqual([])
    expect(stdout).toContain('3 of 4 ports')
  })

  it('that was imported is used by a scan', async () => {
    using at = inFolder()
    const page = of2025.replace('|**2N**|', '|Poly|Rove B2|8.0.1|8.0.2| | |\n|**2N**|')
    await at.run('import', at.file('plan.md', page))
    const free = await freePorts()
    const ports = `http=${free.http},sip=${free.sip},snmp=${free.snmp}`
    await using practice = running(['practice', '--ports', ports, '--json'])
    await practice.next()
    const { objects } = await punchdown(['scan', `127.0.0.1:${free.http}`, '--ports', ports, '--json'], {
      env: { PUNCHDOWN_DATA: at.data },
    })
    expect(objects).toMatchObject([
      { model: 'Rove B2', verdict: 'above-approved', catalogue: { date: '2025-02-28', approved: '8.0.2' } },
    ])
    expect(readdirSync(at.data)).toEqual(['catalogue.json'])
  })
})
