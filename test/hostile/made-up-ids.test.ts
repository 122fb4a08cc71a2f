/** Configurations fetched for made-up hardware ids, while an honest phone fetches its own. */
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { usualGuestLimits } from '#electron/gateway/directory/endpoint-table.ts'
import { usualHttpLimits } from '#electron/gateway/provisioning/http-limits.ts'
import { BenchDevice, fetchConfiguration, handset, openBench } from '../gateway/bench.ts'
import { fetchFrom } from '../gateway/other-address.ts'

/** Fetches ids one after another over a connection, and over new ones when it is closed; resolves with the answers by status. */
async function fetchMadeUp(
  port: number,
  source: string,
  first: number,
  count: number,
): Promise<Map<string, number>> {
  const statuses = new Map<string, number>()
  for (let done = 0; done < count; )
    done += await fetchOverOne(port, source, first + done, count - done, statuses)
  return statuses
}

/** Fetches up to `count` ids over one connection. Resolves with the number of requests once all are answered or it is closed. */
function fetchOverOne(
  port: number,
  source: string,
  first: number,
  count: number,
  statuses: Map<string, number>,
): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: source })
    let sent = 0
    const next = (): void => {
      const id = `0009${(first + sent).toString(16).padStart(8, '0')}`
      sent += 1
      socket.write(`GET /${id}.cfg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    }
    socket.setEncoding('latin1').on('data', (text: string) => {
      // a small answer comes as one piece
      const status = /HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      if (status === undefined) return
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (sent < count) next()
      else socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Math.max(1, sent)))
    next()
  })
}

it('a source may fetch as many first configurations as the table of guests keeps of it', () => {
  const { burst, perSecond } = usualHttpLimits.newIds
  const withinLife = burst + (perSecond * usualGuestLimits.lifeMs) / 1_000
  expect(withinLife).toBeLessThanOrEqual(usualGuestLimits.perSource)
})

it('5,000 made-up ids of one source and of 50, with a restart between, keep no honest phone out', async () => {
  await using bench = await openBench()
  await using phone = await BenchDevice.open()
  const entry = bench.gateway().entryUrl()
  const port = Number(new URL(entry).port)
  const { nextUrl } = await fetchConfiguration(`${entry}/${handset}.cfg`)
  const { account } = await fetchConfiguration(nextUrl)
  if (account === null) throw new Error('no account')

  const ofOne = await fetchMadeUp(port, '127.0.0.2', 0, 4_000)
  expect(ofOne.get('200')).toBeLessThanOrEqual(usualGuestLimits.perSource)
  expect((await fetchMadeUp(port, '127.0.0.2', 4_000, 1_000)).get('200') ?? 0).toBeLessThan(10)
  expect((await phone.register(account)).status).toBe(200)
  const early = await fetchFrom('127.0.0.3', `${entry}/0003717C0E10.cfg`)
  expect(early.status).toBe(200)

  await bench.restart()
  expect((await fetchFrom('127.0.0.3', `${entry}/0003717C0E11.cfg`)).status).toBe(200)
  const second = await fetchConfiguration(nextUrl)
  if (second.account === null) throw new Error('no account')
  const sources = Array.from({ length: 50 }, (_, index) => `127.0.2.${index + 1}`)
  const ofAll = Promise.all(
    sources.map((source, index) => fetchMadeUp(port, source, 10_000 + index * 100, 100)),
  )
  for (let id = 0; id < 10; id++) {
    expect((await fetchFrom('127.0.0.3', `${entry}/0003717C0E2${id}.cfg`)).status).toBe(200)
  }
  expect((await ofAll).map((statuses) => statuses.get('200'))).toEqual(sources.map(() => 100))
  expect((await fetchFrom('127.0.0.4', `${entry}/0003717C0E30.cfg`)).status).toBe(200)
  // the phone that was there before is not one of those that gave way
  expect((await phone.register(second.account)).status).toBe(200)
})
