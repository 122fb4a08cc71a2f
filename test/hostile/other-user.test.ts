/** Another user of the same computer, as `nobody`, against a served door and its data folder. */
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDoor, startCore } from '../doors/open-door.ts'
import { temporaryFolder } from '../support/core.ts'
import { isHere, missing, run } from '../support/programs.ts'

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
const isRoot = process.getuid?.() === 0
const lacking = isRoot ? missing('setpriv') : ' (skipped: changing the user needs root)'
const asNobody = (program: string, ...args: string[]) => run('setpriv', [...nobody, program, ...args])

describe.skipIf(!isRoot || !isHere('setpriv'))(`another user${lacking}`, () => {
  it('reads no file of the data folder', async () => {
    using above = temporaryFolder()
    chmodSync(above.path, 0o755)
    const folder = join(above.path, 'data')
    await using core = startCore(folder)
    expect(await core.ready()).toBeNull()
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(files.length).toBeGreaterThan(0)
    expect((await asNobody('ls', folder)).code).not.toBe(0)
    for (const file of files) {
      const { code, output } = await asNobody('cat', join(folder, file))
      expect([file, code === 0, output]).toEqual([file, false, ''])
    }
    // and no file is readable where the folder alone is opened up again
    chmodSync(folder, 0o755)
    for (const file of files) {
      const { code, output } = await asNobody('cat', join(folder, file))
      expect([file, code === 0, output]).toEqual([file, false, ''])
    }
  })

  it('finds no token in the arguments of a process, and gets no session without the link', async () => {
    await using here = await openDoor()
    const token = here.door.link().split('#token=')[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    const ownArguments = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        try {
          return readFileSync(join('/proc', name, 'cmdline'), 'utf8')
        } catch {
          return ''
        }
      })
    expect(ownArguments.filter((each) => each.includes(token))).toEqual([])
    const ask = `
      const { origin } = new URL(process.argv[1])
      const session = (method, body, authorization) =>
        fetch(origin + '/session', { method, body, headers: { Origin: origin, ...(authorization ? { authorization } : {}) } }).then((reply) => reply.status)
      Promise.all([session('GET'), session('POST', ''), session('POST', 'guess'), session('DELETE'), session('GET', undefined, 'Bearer x')])
        .then((statuses) => console.log(JSON.stringify(statuses)))`
    const { output } = await asNobody(process.execPath, '-e', ask, here.door.origin)
    expect(JSON.parse(output)).toEqual([401, 401, 401, 401, 401])
    // the link still opens its session: it was not used up
    expect(here.sessions.exchange(token)).not.toBeNull()
  })
})
