/** Measures whether a reader's time grows with the length of its text, or faster. */

/** Characters of the longest text. */
const longest = 60_000
/** Milliseconds below which a reader of the longest text is fast enough: a quadratic one takes a hundred times as long. */
const fast = 25
/** Milliseconds that a shorter text counts at least: below it, other programs decide what is measured. */
const floor = 6
/** Growth over four times the length: linear is 4, quadratic 16. */
const mostGrowth = 11

/** The least of several runs: other programs of the machine only ever add time. */
function leastMs(run: () => void, runs: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let count = 0; count < runs; count++) {
    const start = performance.now()
    run()
    least = Math.min(least, performance.now() - start)
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
