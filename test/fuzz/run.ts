/**
 * `npm run fuzz`: every target for a while, longer than the suite can. `npm run fuzz -- identify --seconds 600` runs one.
 * Each target is a process of its own; one that breaks its promise does not stop the others.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Files of this folder; a new target is a file and its name here. */
const targets = ['identify', 'lldp', 'probes'] as const

const args = process.argv.slice(2)
const from = args.findIndex((arg) => arg.startsWith('--'))
const names = from < 0 ? args : args.slice(0, from)
const options = from < 0 ? [] : args.slice(from)
const unknown = names.filter((name) => !targets.some((target) => target === name))
if (unknown.length > 0) {
  console.error(`no such target: ${unknown.join(', ')}; there are ${targets.join(', ')}`)
  process.exit(2)
}

for (const target of targets) {
  if (names.length > 0 && !names.includes(target)) continue
  console.log(`== ${target}`)
  const child = spawn(process.execPath, [join(import.meta.dirname, `${target}.ts`), ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'close')
  if (code !== 0) process.exitCode = 1
}
