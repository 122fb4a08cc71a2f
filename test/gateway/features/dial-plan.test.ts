import { describe, expect, it } from 'vitest'
import { toE164 } from '#electron/gateway/features/dial-plan.ts'

const uk = { countryCode: '44', trunkPrefix: '0', internationalPrefix: '00' }
const norway = { countryCode: '47', trunkPrefix: '', internationalPrefix: '00' }
const usa = { countryCode: '1', trunkPrefix: '1', internationalPrefix: '011' }
const australia = { countryCode: '61', trunkPrefix: '0', internationalPrefix: '0011' }

describe('numbers in E.164', () => {
  it.each([
    ['+442079460101', uk, '+442079460101'],
    ['02079460101', uk, '+442079460101'],
    ['00442079460101', uk, '+442079460101'],
    ['442079460101', uk, '+442079460101'],
    ['0411223344', australia, '+61411223344'],
    ['001144207946010', australia, '+44207946010'],
    ['22222222', norway, '+4722222222'],
    ['12125550100', usa, '+12125550100'],
    ['011442079460101', usa, '+442079460101'],
    ['2079460101', uk, null],
    ['1234', uk, null],
    ['+0123456789', uk, null],
    ['+1234567890123456', uk, null],
    ['0'.repeat(15), uk, null],
    ['*33*', uk, null],
    ['', uk, null],
    ['+44a079460101', uk, null],
  ])('%s', (dialled, plan, number) => {
    expect(toE164(dialled, plan)).toBe(number)
  })
})
