/** baresip with 20 accounts registers from 127.0.0.3 beside a flood of REGISTER from 127.0.0.2. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { type HardwareId, parseHardwareId } from '#shared/model/hardware-id.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, start } from '#test/support/programs.ts'
import { type Bench, fetchConfiguration, openBench } from '../gateway/bench.ts'

const modules = ['/usr/lib/baresip/modules', '/usr/lib64/baresip/modules', '/usr/local/lib/baresip/modules']
const moduleFolder = modules.find((folder) => existsSync(folder))
const handsets = Array.from({ length: 20 }, (_, index) =>
  parseHardwareId(`0003717C0E${(0x10 + index).toString(16)}`),
)

async function accountOf(bench: Bench, handset: HardwareId): Promise<SipAccount> {
  const gateway = bench.gateway()
  gateway.enrol(handset)
  const { nextUrl } = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
  const { account } = await fetchConfiguration(nextUrl)
  if (account === null) throw new Error('no account')
  return account
}

function writeConfiguration(folder: string, accounts: readonly SipAccount[]): void {
  const config = [
    ...['sip_listen 127.0.0.3:0', 'net_interface 127.0.0.3', `module_path ${moduleFolder ?? ''}`],
    ...['module_app account.so', 'module_app menu.so'],
    ...['module ausine.so', 'module aufile.so', 'module g711.so', 'module stdio.so', ''],
  ]
  writeFileSync(join(folder, 'config'), config.join('\n'))
  const lines = accounts.map(
    ({ identity, authUser, password, registrar }) =>
      `<sip:${identity};transport=udp>;auth_user=${authUser};auth_pass=${password};outbound="sip:${registrar};transport=udp";regint=60\n`,
  )
  writeFileSync(join(folder, 'accounts'), lines.join(''))
}

describe.skipIf(!isHere('baresip') || moduleFolder === undefined)(
  `baresip beside a flood${missing('baresip')}`,
  () => {
    it('registers at least 18 of its 20 accounts', async () => {
      await using bench = await openBench()
      using folder = temporaryFolder()
      const accounts = await Promise.all(handsets.map((handset) => accountOf(bench, handset)))
      writeConfiguration(folder.path, accounts)
      const socket = createSocket('udp4')
      socket.bind(0, '127.0.0.2')
      await once(socket, 'listening')
      const { sipPort } = bench.gateway().status()
      const over = new AbortController()
      const flooded = Promise.withResolvers<void>()
      let sent = 0
      const flood = (async () => {
        while (!over.signal.aborted) {
          const number = sent++
          const { identity } = accounts[number % accounts.length] ?? { identity: '' }
          const text = `REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:9;branch=z9hG4bKf${number}\r\nFrom: <sip:${identity}>;tag=1\r\nTo: <sip:${identity}>\r\nCall-ID: f${number}\r\nCSeq: 1 REGISTER\r\n\r\n`
          socket.send(text, sipPort ?? 0, '127.0.0.1')
          if (number === 8_000) flooded.resolve()
          if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
      })()
      await flooded.promise
      const phone = start('baresip', ['-4', '-v', '-f', folder.path, '-t', '20'])
      const registered = () =>
        new Set(
          bench.facts
            .filter(({ fact }) => fact === 'registered-without-owner')
            .map((each) => each.hardwareId),
        ).size
      // baresip ends by itself after 20 seconds
      await Promise.race([phone.ended, expect.poll(registered, { timeout: 20_000 }).toBe(handsets.length)])
      over.abort()
      await flood
      phone.stop()
      const { output } = await phone.ended
      socket.close()
      expect(registered(), output.slice(-2_000)).toBeGreaterThanOrEqual(handsets.length * 0.9)
      expect(sent).toBeGreaterThan(8_000)
    }, 60_000)
  },
)
