/** `punchdown facts` in a process of its own, on a data folder of its own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { punchdown } from './punchdown.ts'

const menu = '/requests/menu/path'

function inFolder() {
  const folder = temporaryFolder()
  const env = { PUNCHDOWN_DATA: join(folder.path, 'data') }
  return {
    path: folder.path,
    run: (...args: string[]) => punchdown(args, { env }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

describe('facts', () => {
  it('lists every fact with its source', async () => {
    using at = inFolder()
    const { code, objects } = await at.run('facts', 'list', '--file', 'poly-rove')
    expect(code).toBe(0)
    expect(objects.length).toBeGreaterThan(50)
    expect(objects).toContainEqual({
      file: 'poly-rove',
      pointer: menu,
      value: expect.stringMatching(/^\//),
      provenance: { source: expect.any(String), confidence: expect.any(String) },
    })
  })

  it('corrects a fact, hands the corrections on, and returns to the built-in ones', async () => {
    using at = inFolder()
    using other = inFolder()
    expect(await at.run('facts', 'set', 'poly-rove', menu, '/menu2.xml')).toMatchObject({ code: 0 })
    const changed = await at.run('facts', 'list', '--changed')
    expect(changed.objects).toMatchObject([{ file: 'poly-rove', pointer: menu, value: '/menu2.xml' }])
    const { stdout } = await at.run('facts', 'export', 'poly-rove', '--text')
    const patch = join(other.path, 'patch.json')
    writeFileSync(patch, stdout)
    expect(await other.run('facts', 'import', 'poly-rove', patch)).toMatchObject({ code: 0 })
    expect((await other.run('facts', 'list', '--changed')).objects).toEqual(changed.objects)
    expect(await other.run('facts', 'reset', 'poly-rove')).toMatchObject({ code: 0 })
    expect((await other.run('facts', 'list', '--changed')).objects).toEqual([])
  })

  it('corrects the provisioning URLs that other commands print', async () => {
    using at = inFolder()
    const build = () => at.run('url', 'build', '--vendor', 'cisco', '--model', '8851', '--region', 'emea')
    const before = await build()
    const { objects } = await at.run('facts', 'list', '--file', 'provisioning-urls')
    const suffix = objects.find(
      ({ pointer, value }) =>
        /^\/classes\/\d+\/suffix\//.test(String(pointer)) &&
        String(value) !== '' &&
        String(before.objects[0]?.url).endsWith(String(value)),
    )
    const set = await at.run('facts', 'set', 'provisioning-urls', String(suffix?.pointer), '/other.cfg')
    expect(set.code).toBe(0)
    expect(String((await build()).objects[0]?.url)).toMatch(/\/other\.cfg$/)
  })

  it.each([
    ['an unknown file', ['set', 'nobody', menu, '/x'], 6],
    ['an unknown fact', ['set', 'poly-rove', '/nothing', '/x']],
    ['a value of another form', ['set', 'poly-rove', menu, 'no-slash']],
    ['a missing value', ['set', 'poly-rove', menu]],
    ['a file that does not exist', ['import', 'poly-rove', '/nowhere/patch.json']],
    ['an option of another verb', ['reset', 'poly-rove', '--changed']],
    ['an unknown verb', ['mend']],
  ])('refuses %s', async (_, args: string[], code: number = 2) => {
    using at = inFolder()
    expect(await at.run('facts', ...args)).toMatchObject({ code })
    expect((await at.run('facts', 'list', '--changed')).objects).toEqual([])
  })
})
