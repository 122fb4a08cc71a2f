/** The files around the code: each is where people look for it, its links lead somewhere, and the commands that it names exist. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { version } from '#electron/app/version.ts'
import { rootFolder } from '#electron/platform/folders.ts'

const textOf = (path: string) => readFileSync(join(rootFolder, path), 'utf8')
const documents = globSync(['*.md', 'docs/*.md', '{electron,resources,test}/**/README.md'], {
  cwd: rootFolder,
  exclude: ['**/node_modules/**'],
})
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(textOf('package.json')))

describe('the files of a project', () => {
  it.each([
    ...['CHANGELOG.md', 'CITATION.cff', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'LICENSE', 'PRIVACY.md'],
    ...['README.md', 'SECURITY.md', '.node-version', '.github/pull_request_template.md'],
    ...['architecture', 'debugging', 'first-hour', 'install', 'packaging', 'privacy', 'proofs-per-model'].map(
      (name) => `docs/${name}.md`,
    ),
    ...['docs/regulatory-scope.md', 'docs/updates.md'],
  ])('%s is there', (path) => expect(existsSync(join(rootFolder, path))).toBe(true))

  it('cite the version of package.json', () => {
    const citation = z.object({ 'cff-version': z.literal('1.2.0'), version: z.string() })
    expect(citation.parse(parse(textOf('CITATION.cff'))).version).toBe(version)
  })

  it('date the regulatory scope', () => {
    expect(textOf('docs/regulatory-scope.md')).toMatch(/^As of \d{4}-\d{2}-\d{2}\./m)
  })
})

describe.each(documents)('%s', (path) => {
  const text = textOf(path)

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '')
    const relative = targets.filter((target) => !/^[a-z]+:/.test(target))
    expect(relative.filter((target) => !existsSync(join(rootFolder, dirname(path), target)))).toEqual([])
  })

  it('names scripts that exist', () => {
    const named = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script]) => script ?? '')
    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })
})
