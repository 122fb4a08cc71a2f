/** Redaction is linear in the length of the page, whatever is repeated in it. */
import { describe, expect, it } from 'vitest'
import { redactPage } from '#electron/drivers/kit/redaction.ts'

describe('redaction', () => {
  it.each(['<a name="', 'a="', 'a=\'b"', 'password ', '<N>pin', '"a\\', 'x://a', 'cookie:', ' = ', '&a'])(
    'takes time in proportion to the length of a page of %j',
    (piece) => {
      const time = (length: number) => {
        const page = piece.repeat(Math.ceil(length / piece.length))
        const best = [1, 2, 3].map(() => {
          const before = process.cpuUsage()
          redactPage(page)
          return process.cpuUsage(before).user
        })
        return Math.min(...best)
      }
      time(50_000)
      // quadratic work would take 64 times as long
      expect(time(400_000)).toBeLessThan(Math.max(time(50_000), 2_000) * 32)
    },
  )
})
