/**
 * `npm run bench`: prints figures. With `--targets` it fails when a ratio misses its target; other figures depend on the machine. Each bench is a process of its own, so that none warms up another.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus, platform, release } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Figure, figureSchema, missesTarget } from './figures.ts'

const benches = [
  'start',
  'scan',
  'scan-peers',
  'many-devices',
  'silence',
  'memory',
  'report',
  'contract',
  'open-job',
  'window',
  'identify',
  'lldp',
  'switch',
  'catalogue',
  'looks',
  'sip',
  'sip-registrations',
  'push',
] as const

const given = process.argv.slice(2)
/** `--full` is passed to the benches. */
const flags = given.filter((each) => each.startsWith('--') && each !== '--targets')
const holdsTargets = given.includes('--targets')
const wanted = given.filter((each) => !each.startsWith('--'))

async function figuresOf(bench: string): Promise<Figure[]> {
  const file = join(import.meta.dirname, `${bench}.ts`)
  const child = spawn(process.execPath, ['--expose-gc', file, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const figures: Figure[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    figures.push(figureSchema.parse(JSON.parse(line)))
  }
  const [code] = await closed
  if (code !== 0) process.exitCode = 1
  return figures
}

console.log(
  `Node ${process.version}, ${platform()} ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}`,
)
for (const bench of benches) {
  if (wanted.length > 0 && !wanted.includes(bench)) continue
  for (const figure of await figuresOf(bench)) {
    const { name, value, unit, of } = figure
    const missed = holdsTargets && missesTarget(figure)
    if (missed) process.exitCode = 1
    console.log(
      `${name.padEnd(64)} ${value.toFixed(value < 10 && unit !== 'of' ? 2 : 0).padStart(9)} ${unit.padEnd(4)} ${of}${missed ? ' MISSED' : ''}`,
    )
  }
}
