/** Object identifiers as dotted text and as numbers. Pure. */

/** `4.1.1.5.998707741.22.3` behind `4.1.1.5.` → [998707741, 22, 3]; null for other text. */
export function numbersOf(text: string): number[] | null {
  if (!/^\d+(\.\d+)*$/.test(text)) return null
  const numbers = text.split('.').map(Number)
  // a sub-identifier is at most 2^32 - 1 (RFC 2578, 7.1.3)
  return numbers.every((each) => each <= 0xffff_ffff) ? numbers : null
}

/** Negative when `a` precedes `b` in lexicographic order. */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
