/** Entries of the gateway's journal under noise. */
import { expect, it } from 'vitest'
import { createJournal } from '#electron/gateway/journal.ts'
import { createLog } from '#electron/platform/log.ts'
import { BenchClock } from './bench.ts'

const options = (host: number, problem: string | null = null) => ({
  path: 'sip.options',
  from: `127.0.${host >> 8}.${host & 255}:5060`,
  hardwareId: null,
  facts: { problem },
})

function openJournal() {
  const clock = new BenchClock()
  const log = createLog(5_000, clock.now)
  return { clock, log, journal: createJournal({ now: clock.now, log }) }
}

it('counts the noise of one host in one entry', () => {
  const { journal, log } = openJournal()
  for (let count = 0; count < 1_000; count++) journal.note(options(1))
  expect(journal.entries()).toHaveLength(1)
  expect(journal.entries()[0]?.facts.times).toBe(1_000)
  expect(log.lines()).toHaveLength(1)
})

it('counts the noise of many hosts in one entry of a kind after the first hundred, and has room for new hosts later', () => {
  const { journal, log, clock } = openJournal()
  for (let host = 0; host < 4_000; host++) journal.note(options(host))
  const ofSeveral = journal.entries().filter(({ from }) => from === '')
  expect(ofSeveral.map(({ facts }) => facts.times)).toEqual([3_900])
  expect(log.lines()).toHaveLength(101)
  clock.advance(1_000)
  for (let host = 5_000; host < 5_010; host++) journal.note(options(host))
  expect(journal.entries().filter(({ from }) => from !== '')).toHaveLength(105)
})

it('keeps kinds of noise apart, and every entry that is not noise', () => {
  const { journal } = openJournal()
  for (let host = 0; host < 200; host++) {
    journal.note(options(host))
    journal.note({ ...options(host), path: 'sip.malformed' })
    journal.note({ ...options(host), path: 'http.fetch' })
  }
  const entries = journal.entries()
  expect(entries.filter(({ from }) => from === '').map(({ path }) => path)).toHaveLength(2)
  expect(entries.filter(({ path }) => path === 'http.fetch')).toHaveLength(200)
})

it('announces no change of the status for noise that leaves it as it is', () => {
  const { journal } = openJournal()
  let changes = 0
  journal.onChange(() => changes++)
  for (let host = 0; host < 200; host++) journal.note(options(host))
  expect(changes).toBe(0)
  journal.note({ ...options(1), path: 'http.refused' })
  expect(changes).toBe(1)
})
