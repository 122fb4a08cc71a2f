/** What is in a problem report, and what is hidden in it. */
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { hidePersons } from '#electron/services/problem-report/hide-persons.ts'
import { problemReport } from '#electron/services/problem-report/index.ts'

const here = { homeFolder: '/home/annaberg', userName: 'annaberg', hostName: 'berg-laptop' }
const line = (path: string, fields: Record<string, unknown> = {}) => ({ at: 1_764_560_000_000, path, fields })

const made = problemReport({
  now: Date.UTC(2026, 11, 1, 4, 30),
  about: { punchdown: '0.1.0', password: 'hunter2hunter2' },
  settings: {
    corrections: [{ file: 'corrections/two-n.json', stored: 'http://u:hunter2hunter2@10.0.0.1/' }],
  },
  lines: [
    line('core.started'),
    line('scan.started', { targets: 3 }),
    line('router.problem', { problem: 'sign-in-refused', facts: { user: 'annaberg@contoso.example' } }),
    line('core.crashed', { error: 'Error:\nannaberg@x\n at /home/annaberg/punchdown/electron/x.ts' }),
  ],
  here,
})
const textOf = (name: string) => made.files.find((file) => file.name === name)?.text ?? ''

describe('a problem report', () => {
  it('is one archive of exactly the files that are shown', () => {
    const archive = unzipSync(Buffer.from(made.bytes, 'base64'))
    expect(Object.entries(archive).map(([name, content]) => ({ name, text: strFromU8(content) }))).toEqual(
      made.files,
    )
    expect(made.fileName).toBe('punchdown-problem-report-20261201T043000Z.zip')
  })

  it('has every line in the log, and those of problems by themselves', () => {
    const paths = (name: string) =>
      textOf(name)
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each).path)
    expect(paths('log.jsonl')).toEqual(['core.started', 'scan.started', 'router.problem', 'core.crashed'])
    expect(paths('problems.jsonl')).toEqual(['router.problem', 'core.crashed'])
  })

  it('has no password of what it is told, and no name of the person', () => {
    const all = made.files.map(({ text }) => text).join('\n')
    expect(all).not.toContain('hunter2')
    expect(all).not.toContain('annaberg')
    expect(all).toContain('~/punchdown/electron/x.ts')
  })
})

describe('persons and single devices', () => {
  it.each([
    ['sip:4930901820@10.0.0.5', 'sip:••••@10.0.0.5'],
    ['anna.berg@contoso.example', '••••@contoso.example'],
    ['call to +49 30 901820', 'call to +••••'],
    ['48:25:67:0A:1B:2C', '48:25:67:••••'],
    ['48-25-67-0a-1b-2c', '48-25-67-••••'],
    ['hardware id 4825670A1B2C', 'hardware id 482567••••'],
    ['on berg-laptop in /home/annaberg/x', 'on •••• in ~/x'],
    ['10.0.0.5 answered in 1764560000 ms', '10.0.0.5 answered in 1764560000 ms'],
  ])('%s becomes %s', (text, hidden) => {
    expect(hidePersons(text, here)).toBe(hidden)
  })

  it('hide no name that is as short as a common word, nor root', () => {
    const short = { homeFolder: '/', userName: 'tom', hostName: 'root' }
    expect(hidePersons('atom root /', short)).toBe('atom root /')
  })
})
