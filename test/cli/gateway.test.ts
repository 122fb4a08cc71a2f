/** `punchdown gateway` with devices of the practice site: every part a process of its own. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { punchdown, running } from './punchdown.ts'

describe('gateway', () => {
  it('leads a handset of the practice site to its verification code', async () => {
    using folder = temporaryFolder()
    const ports = await freePorts()
    const list = `http=${ports.http},sip=${ports.sip},snmp=${ports.snmp}`
    await using practice = running(['practice', '--pace', '0.02', '--ports', list, '--json'])
    const { handsets } = await practice.next()
    const ipei = Array.isArray(handsets) ? String(handsets[0].ipei) : ''
    await using gateway = running(['gateway', '--listen', '127.0.0.1', '--handset', ipei, '--json'], {
      PUNCHDOWN_DATA: folder.path,
    })
    const started = await gateway.next((object) => object.event === 'started')
    expect(started).toMatchObject({
      state: 'running',
      address: '127.0.0.1',
      domain: expect.stringMatching(/\.test$/),
    })
    const pushed = await punchdown(
      [
        ...['push', `127.0.0.1:${ports.http}`, '--ports', list, '--user', 'admin', '--password-stdin'],
        '--allow-http',
        ...['--url', `${started.entryUrl}/00\${IPEI}.cfg`, '--apply'],
      ],
      { input: 'admin' },
    )
    expect(pushed.code).toBe(0)
    const seen = await gateway.next(
      (object) => object.event === 'seen' && object.path === 'gateway.http.fetch',
    )
    expect(seen).toHaveProperty('facts')
    const due = await gateway.next((object) => object.event === 'endpoint' && object.dial !== null)
    expect(due).toMatchObject({ hardwareId: `00${ipei}`, state: 'onboarded' })
    expect(due.dial).toMatch(/^\*55\*\d+$/)
    expect(await gateway.stop()).toBe(0)
  })

  it.each([
    ['no address', ['gateway'], 2],
    ['a port that is none', ['gateway', '--listen', '127.0.0.1', '--sip-port', '70000'], 2],
    [
      'an IPEI with a wrong check character',
      ['gateway', '--listen', '127.0.0.1', '--handset', '14103 0790026 1'],
      2,
    ],
    ['an address that is not here', ['gateway', '--listen', '192.0.2.1'], 7],
  ])('%s is exit code', async (_, args, expected) => {
    using folder = temporaryFolder()
    const { code, stderr } = await punchdown(args, { env: { PUNCHDOWN_DATA: folder.path } })
    expect([code, stderr === '']).toEqual([expected, false])
  })

  it('a port in use is exit code 7', async () => {
    using folder = temporaryFolder()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? String(address.port) : ''
    const args = ['gateway', '--listen', '127.0.0.1', '--http-port', port]
    const { code, stderr } = await punchdown(args, { env: { PUNCHDOWN_DATA: folder.path } })
    server.close()
    expect(code).toBe(7)
    expect(stderr).toContain('port-in-use')
  })

  it('a second one on the same data folder is exit code 7', async () => {
    using folder = temporaryFolder()
    const env = { PUNCHDOWN_DATA: folder.path }
    await using first = running(['gateway', '--listen', '127.0.0.1', '--json'], env)
    await first.next((object) => object.event === 'started')
    const { code, stderr } = await punchdown(['gateway', '--listen', '127.0.0.1'], { env })
    expect(code).toBe(7)
    expect(stderr).toContain('already-running')
  })
})
