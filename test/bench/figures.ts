/** One figure of a bench, as its process prints it: a line of JSON on standard output. */
import { z } from 'zod'

export const figureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.enum(['ms', 'MiB', '/s', 'x', 'of']),
  /** How the figure was measured: `median of 9, 12.1 to 14.0`. */
  of: z.string(),
})
export type Figure = z.infer<typeof figureSchema>

/** Whether a figure misses its target, which is all of `of`: `target at least 0.9`, `target at most 1.3`. */
export function missesTarget({ value, of }: Figure): boolean {
  const [, side, number] = /^target at (least|most) ([\d.]+)$/.exec(of) ?? []
  if (number === undefined) return false
  return side === 'least' ? value < Number(number) : value > Number(number)
}

export function print(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`)
}

/** Runs `work` several times and prints the median duration. */
export async function measure(name: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    await work()
    took.push(performance.now() - from)
  }
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  const range = `${at(0).toFixed(2)} to ${at(1).toFixed(2)}`
  print({ name, value: at(0.5), unit: 'ms', of: times === 1 ? 'once' : `median of ${times}, ${range}` })
}

/** Memory after a full collection, mebibytes. The bench runs with --expose-gc. */
export function printMemory(when: string): void {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const mebibytes = (bytes: number) => bytes / 2 ** 20
  print({ name: `memory of the core ${when}, resident`, value: mebibytes(rss), unit: 'MiB', of: 'after gc' })
  print({
    name: `memory of the core ${when}, heap`,
    value: mebibytes(heapUsed),
    unit: 'MiB',
    of: `after gc; external ${mebibytes(external).toFixed(1)} MiB`,
  })
}

/**
 * Processes all items repeatedly for a second, ten times, and prints the median rate of the last nine, in items per second.
 * `wanted` is the required figure.
 */
export function throughput<Item>(
  name: string,
  items: readonly Item[],
  work: (item: Item) => unknown,
  wanted: number,
): void {
  const perSecond: number[] = []
  for (let turn = 0; turn < 10; turn++) {
    const from = performance.now()
    let worked = 0
    while (performance.now() - from < 1_000) {
      for (const item of items) work(item)
      worked += items.length
    }
    // the first run warms up the engine
    if (turn > 0) perSecond.push(worked / ((performance.now() - from) / 1_000))
  }
  const sorted = perSecond.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  print({
    name,
    value: at(0.5),
    unit: '/s',
    of: `${items.length} of them, median of ${sorted.length}, ${at(0).toFixed(0)} to ${at(1).toFixed(0)}; ${(at(0.5) / wanted).toFixed(1)} × the ${wanted.toLocaleString('en')} asked for`,
  })
}
