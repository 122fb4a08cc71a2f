/** Banners of the same form with other numbers, which a rule for the form reads and a rule for one sample does not. */
import type { Line } from './scores.ts'

/** A seeded generator (mulberry32), so that a failure can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }
}

/** Other digits for digits, other hex letters for hex letters; the first of each run stays, so that 10 does not become 00. */
function other(text: string, roll: (sides: number) => number, hex: boolean): string {
  return text.replaceAll(hex ? /[0-9a-f]/gi : /(?<=\d)\d/g, (letter) => {
    if (!hex) return String(roll(10))
    const digit = roll(16).toString(16)
    return letter === letter.toUpperCase() ? digit.toUpperCase() : digit
  })
}

/** Replaces the firmware and the second half of address and serial number, in the banner and in the expected facts. */
export function otherNumbers(line: Line, seed: number): Line {
  if (line.encoding !== undefined) return line
  const roll = dice(seed * 7919 + Number.parseInt(line.id.slice(0, 6), 16))
  let { banner } = line
  const expected = { ...line.expect }
  const swap = (from: string, to: string): boolean => {
    if (from === to || !banner.includes(from)) return false
    banner = banner.replaceAll(from, to)
    return true
  }

  const { firmware, mac, serial } = line.expect
  if (firmware !== undefined && banner.includes(firmware)) {
    const changed = other(firmware, roll, false)
    if (swap(firmware, changed)) {
      expected.firmware = changed
      delete expected.firmwareAlt
    }
  }
  if (mac !== undefined) {
    const digits = mac.replaceAll(':', '')
    const tail = digits.slice(6)
    const changed = other(tail, roll, true).toLowerCase()
    for (const part of [':', '-', '']) {
      const spelled = (text: string) => (text.match(/../g) ?? []).join(part)
      for (const style of [
        (text: string) => text.toLowerCase(),
        (text: string) => text.toUpperCase(),
        (text: string) => text,
      ]) {
        if (swap(style(spelled(digits)), style(spelled(digits.slice(0, 6) + changed)))) {
          expected.mac = `${mac.slice(0, 8)}:${(changed.match(/../g) ?? []).join(':')}`
        }
      }
    }
  }
  if (serial !== undefined) {
    const changed = serial.slice(0, 6) + other(serial.slice(6), roll, false)
    if (swap(serial, changed)) expected.serial = changed
  }
  return { ...line, banner, expect: expected }
}

/** The line of a sister model, with another last digit of the model's number. Lines without a number are left out. */
export function otherModel(line: Line, seed: number): Line | null {
  const { model, modelAlt = [] } = line.expect
  if (model === undefined || line.encoding !== undefined) return null
  const shown = [model, ...modelAlt].find((name) => /\d{2}/.test(name) && line.banner.includes(name))
  if (shown === undefined) return null
  const roll = dice(seed * 104_729 + Number.parseInt(line.id.slice(0, 6), 16))
  const other = shown.replace(/(\d)(\D*)$/, (_all, digit: string, rest: string) => {
    const next = (Number(digit) + 1 + roll(9)) % 10
    return `${next}${rest}`
  })
  const expect = { ...line.expect, model: other }
  delete expect.modelAlt
  delete expect.kind
  return { ...line, banner: line.banner.replaceAll(shown, other), expect }
}
