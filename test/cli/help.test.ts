/** Help, and arguments that are not understood. */
import { describe, expect, it } from 'vitest'
import { commands } from '#electron/cli/commands.ts'
import { exitCodeFor, exitMeanings } from '#electron/cli/exit-codes.ts'
import { commandHelp } from '#electron/cli/help.ts'
import { problemCodes } from '#shared/errors.ts'
import { punchdown } from './punchdown.ts'

describe('help', () => {
  it('lists every command and every exit code', async () => {
    const { code, stdout } = await punchdown(['--help'])
    expect(code).toBe(0)
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    for (const exit of Object.keys(exitMeanings)) expect(stdout).toMatch(new RegExp(`^ +${exit} `, 'm'))
  })

  it.each(commands.map(({ name }) => name))(
    'of %s has examples, its options and the exit codes',
    async (name) => {
      const entry = commands.find((each) => each.name === name)
      const command = await entry?.load()
      if (command === undefined) throw new Error('no command')
      expect(command.name).toBe(name)
      expect(command.summary).toBe(entry?.summary)
      expect(command.examples.length).toBeGreaterThanOrEqual(1)
      for (const { line } of command.examples) expect(line).toContain(`punchdown ${name}`)
      for (const option of ['json', 'help']) expect(Object.keys(command.options)).toContain(option)
      const help = commandHelp(command)
      for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`)
      expect(Object.keys(command.options).filter((option) => option === 'password')).toEqual([])
    },
  )

  it('is printed by the command itself', async () => {
    const { code, stdout, stderr } = await punchdown(['identify', '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('Examples:')
  })
})

describe('arguments', () => {
  it.each([
    ['no command', []],
    ['a command that is not there', ['scna']],
    ['an option that is not there', ['identify', '--banner', 'x']],
    ['a positional where none is taken', ['identify', 'file.jsonl']],
  ])('%s is exit code 2, and nothing is on standard output', async (_, args) => {
    const { code, stdout, stderr } = await punchdown(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).not.toBe('')
  })

  it('every problem has an exit code with a meaning', () => {
    for (const code of problemCodes) expect(exitMeanings).toHaveProperty(String(exitCodeFor(code)))
    expect(problemCodes.filter((code) => exitCodeFor(code) === 0)).toEqual([])
  })
})
