/** sipp as an honest phone that registers again and again, beside a flood. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, start } from '#test/support/programs.ts'
import { fetchConfiguration, handset, openBench } from '../gateway/bench.ts'

const registrations = 30

describe.skipIf(!isHere('sipp'))(`sipp beside a flood of REGISTER${missing('sipp')}`, () => {
  it('is served in 90 % of its registrations', async () => {
    await using bench = await openBench()
    using folder = temporaryFolder()
    const gateway = bench.gateway()
    gateway.enrol(handset)
    const { nextUrl } = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
    const { account } = await fetchConfiguration(nextUrl)
    if (account === null) throw new Error('no account')
    const { sipPort } = gateway.status()
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.2')
    await once(socket, 'listening')
    let sent = 0
    let isOver = false
    const flood = (async () => {
      while (!isOver) {
        const number = sent++
        const text = `REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:9;branch=z9hG4bKf${number}\r\nFrom: <sip:${account.identity}>;tag=1\r\nTo: <sip:${account.identity}>\r\nCall-ID: f${number}\r\nCSeq: 1 REGISTER\r\n\r\n`
        socket.send(text, sipPort ?? 0, '127.0.0.1')
        if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const phone = start(
      'sipp',
      [
        ...[`127.0.0.1:${sipPort}`, '-sf', join(import.meta.dirname, '../gateway/sipp/register.xml')],
        ...[
          '-i',
          '127.0.0.3',
          '-t',
          'u1',
          '-m',
          String(registrations),
          '-r',
          '10',
          '-nostdin',
          '-timeout',
          '15',
        ],
        ...['-s', account.user, '-au', account.authUser, '-ap', account.password],
        ...['-key', 'domain', account.identity.split('@')[1] ?? '', '-key', 'expected', '200'],
        ...['-trace_stat', '-stf', join(folder.path, 'stat.csv')],
      ],
      folder.path,
    )
    const { output } = await phone.ended
    isOver = true
    await flood
    socket.close()
    const successes = /Successful call\s*\|\s*\d+\s*\|\s*(\d+)/.exec(output)?.[1]
    expect(Number(successes)).toBeGreaterThanOrEqual(registrations * 0.9)
    expect(sent).toBeGreaterThan(registrations * 10)
  }, 30_000)
})
