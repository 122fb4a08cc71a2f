import { describe, expect, it } from 'vitest'
import { missesTarget } from './figures.ts'

describe('the target of a ratio', () => {
  it.each([
    [0.89, 'target at least 0.9', true],
    [0.9, 'target at least 0.9', false],
    [1.31, 'target at most 1.3', true],
    [1.3, 'target at most 1.3', false],
    [99, 'of the bare responder', false],
  ])('%d with "%s" is missed: %s', (value, of, missed) => {
    expect(missesTarget({ name: 'speed', value, unit: 'x', of })).toBe(missed)
  })
})
