/** `npm start` opens the browser: a program called xdg-open stands for it and writes down what it was given. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isBuilt } from '#electron/host/build.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { temporaryFolder } from '../support/core.ts'

const runs = isBuilt() && process.platform === 'linux'
if (!runs) console.log('The page is not built, or this is not Linux: no browser is opened')

/** Resolves once the file is there. */
async function appeared(folder: string, name: string): Promise<void> {
  const seen = Promise.withResolvers<void>()
  const watcher = watch(folder, () => {
    if (existsSync(join(folder, name))) seen.resolve()
  })
  if (existsSync(join(folder, name))) seen.resolve()
  await seen.promise
  watcher.close()
}

/** The arguments of every process that this test started, and theirs. */
const argumentsBelow = (pid: number): string[] => {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [
    readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
    ...children.flatMap((each) => argumentsBelow(Number(each))),
  ]
}

it.skipIf(!runs)('gives the browser a file for this user alone, and no token in any argument', async () => {
  using folder = temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  mkdirSync(at('home'))
  mkdirSync(at('bin'))
  writeFileSync(
    at('bin/xdg-open'),
    `#!/bin/sh\nprintf '%s' "$*" > ${at('part')} && mv ${at('part')} ${at('given')}\n`,
    {
      mode: 0o755,
    },
  )
  const child = spawn(process.execPath, [join(rootFolder, 'electron/serve.ts'), '--port', '0'], {
    env: {
      ...process.env,
      PUNCHDOWN_DATA: at('data'),
      HOME: at('home'),
      PATH: `${at('bin')}:${process.env.PATH ?? ''}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    const lines = createInterface({ input: child.stdout })
    const [line]: string[] = await once(lines, 'line')
    const printed = /http:\S+/.exec(line ?? '')?.[0] ?? ''
    await appeared(folder.path, 'given')
    const given = readFileSync(at('given'), 'utf8')
    expect(given).toMatch(/^file:\/\/\S+\.html$/)
    const file = fileURLToPath(given)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const page = readFileSync(file, 'utf8')
    const link = /url=([^"]+)"/.exec(page)?.[1] ?? ''
    const token = /#token=([\w-]+)$/.exec(link)?.[1] ?? ''
    expect(token).toMatch(/^[\w-]{32}$/)
    for (const text of [...argumentsBelow(child.pid ?? 0), given]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain('#token=')
    }

    const { origin } = new URL(link)
    const gone = Promise.withResolvers<void>()
    const watcher = watch(at('home'), () => {
      if (!existsSync(file)) gone.resolve()
    })
    const post = { method: 'POST', headers: { Origin: origin }, body: token }
    expect((await fetch(`${origin}/session`, post)).status).toBe(200)
    await gone.promise
    watcher.close()
    expect(readdirSync(at('home')).filter((name) => name.endsWith('.html'))).toEqual([])
    // the printed link is another one, which still works
    const other = { ...post, body: /#token=([\w-]+)$/.exec(printed)?.[1] ?? '' }
    expect((await fetch(`${origin}/session`, other)).status).toBe(200)
  } finally {
    child.kill('SIGTERM')
    await exited
  }
})
