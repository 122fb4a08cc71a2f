/**
 * A switch of 48 ports with a phone on each, in network namespaces: a complete reading by Punchdown compared with snmpbulkwalk of
 * the whole LLDP-MIB in the same run. Punchdown also reads the interfaces, and walks only the columns that it uses.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { isHere } from '../support/programs.ts'
import { labMissing, switchLab } from '../support/switch-lab.ts'
import { print } from './figures.ts'

const ours = z.object({ ms: z.number(), neighbours: z.number(), rows: z.number() })
const theirs = z.object({ ms: z.number(), rows: z.number() })
const reportSchema = z.object({
  first: ours,
  turns: z.array(z.object({ ours, theirs, start: theirs })),
})

const phones = 48
const missing =
  labMissing === '' && !isHere('snmpbulkwalk') ? ' (skipped: snmpbulkwalk is not installed)' : labMissing
if (missing !== '') {
  process.stderr.write(`switch of ${phones} ports${missing}\n`)
} else {
  await using lab = await switchLab(phones)
  const child = (rounds: number) =>
    lab.onPc(process.execPath, [join(import.meta.dirname, 'switch-peers.ts'), lab.address, String(rounds)])
  const report = async (rounds: number) => {
    const { output, errors } = await child(rounds)
    if (output === '') throw new Error(errors)
    return reportSchema.parse(JSON.parse(output))
  }
  // lldpd sends at once when a link comes up; the last of 48 is in the table seconds later
  for (let seen = 0; seen < phones; seen = (await report(0)).first.neighbours) await delay(250)
  const { first, turns } = await report(15)
  const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)
  const median = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 2)] ?? 0
  const figure = (name: string, values: readonly number[], what: string) =>
    print({
      name,
      value: median(values),
      unit: 'ms',
      of: `${what}; median of ${values.length}, ${(sorted(values)[0] ?? 0).toFixed(0)} to ${(sorted(values).at(-1) ?? 0).toFixed(0)}`,
    })
  const own = turns.map((each) => each.ours.ms)
  const walk = turns.map((each) => each.theirs.ms)
  const start = turns.map((each) => each.start.ms)
  figure('switch of 48 ports, whole view', own, `${first.neighbours} phones, ${first.rows} rows`)
  print({
    name: 'switch of 48 ports, whole view, first in its process',
    value: first.ms,
    unit: 'ms',
    of: 'once',
  })
  figure('snmpbulkwalk of its whole LLDP-MIB', walk, `${turns[0]?.theirs.rows ?? 0} values`)
  figure('snmpbulkwalk of one object: its start', start, 'one value')
  const target = 'target at least 0.9'
  print({ name: 'speed beside snmpbulkwalk', value: median(walk) / median(own), unit: 'x', of: target })
  const bare = median(walk) - median(start)
  print({
    name: 'speed beside snmpbulkwalk without its start',
    value: bare / median(own),
    unit: 'x',
    of: target,
  })
}
