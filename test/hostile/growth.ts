/** Measures whether a reader's time grows with the length of its text, or faster. */

/** Characters of the longest text by default. */
const usualLongest = 24_000
/** Milliseconds of processor time below which a reader of the longest text is fast enough; a quadratic one takes far longer. */
const fast = 15
/** Milliseconds that a shorter text counts at least: below it, garbage collection and compilation decide what is measured. */
const floor = 4
/** Growth over four times the length: linear is 4, quadratic 16. */
const mostGrowth = 11

/** The least processor time of several runs, milliseconds: other programs of the machine add to elapsed time, not to this. */
function leastMs(run: () => void, runs: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let count = 0; count < runs; count++) {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1_000)
    if (least < fast) break
  }
  return least
}

/**
 * Null: time grows with the length, at most a little faster. Otherwise what was measured, at the shortest length that shows it.
 */
export function superlinear(
  read: (text: string) => unknown,
  textOf: (length: number) => string,
  longest = usualLongest,
): string | null {
  const leastFor = (length: number): number => {
    const text = textOf(length)
    const run = (): void => {
      try {
        read(text)
      } catch {
        // a refusal is an answer
      }
    }
    const once = leastMs(run, 1)
    return once < fast ? once : Math.min(once, leastMs(run, 4))
  }
  let before = floor
  for (const length of [longest / 16, longest / 4, longest]) {
    const least = leastFor(length)
    const growth = least / Math.max(before, floor)
    if (least >= fast && growth > mostGrowth) {
      return `${before.toFixed(1)} ms, then ${least.toFixed(1)} ms for the ${length} characters of four times the length`
    }
    before = least
  }
  return null
}
