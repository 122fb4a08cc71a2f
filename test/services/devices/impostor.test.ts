/** A machine that claims a signed-in base's MAC at another address is sent nothing, on real sockets. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import { Secret } from '#electron/platform/secret.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Device } from '#shared/model/job.ts'
import { startPractice } from '#test/support/practice.ts'

/** Asks for a password in clear and keeps every request it gets. */
async function impostorAt(address: string, port: number) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? ''}`)
    response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
  })
  server.listen(port, address)
  await once(server, 'listening')
  return {
    requests,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

describe('a PnP SUBSCRIBE from 127.0.0.2 with the MAC of a base that is signed in at 127.0.0.1', () => {
  it('does not move the base: it is read at its address, and the impostor gets no request', async () => {
    await using practice = await startPractice()
    await using impostor = await impostorAt('127.0.0.2', practice.httpPort)
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const { jobs, scans, devices } = core.services
    const job = jobs.create({ name: 'A', site: '', region: 'emea', language: 'en', mode: 'live' })
    const { httpPort: http, sipPort: sip, snmpPort: snmp } = practice
    let found: Device | null = null
    const request = { targets: ['127.0.0.1'], ports: { http, https: http, sip, snmp } }
    for await (const event of scans.scan(job.id, request, undefined)) {
      if (event.kind === 'devices') found = event.devices[0] ?? found
    }
    if (found === null) throw new Error('no base')
    const { id, identity } = found
    const credentials = { user: 'admin', password: new Secret('admin') }
    await expect(devices.signIn(id, credentials)).rejects.toMatchObject({ code: 'plain-http-not-accepted' })
    await devices.signIn(id, { ...credentials, acceptPlainHttp: true })

    const hex = (identity.mac ?? '').replaceAll(':', '')
    const claims: Sighting[] = ['pnp.uri', 'pnp.user_agent'].map((protocol) => ({
      ...{ address: '127.0.0.2', port: null, protocol, at: 1 },
      raw: protocol === 'pnp.uri' ? `sip:MAC%3a${hex}@224.0.1.75` : 'Poly Rove B2',
    }))
    expect(devices.upsertFromPassive(job.id, '127.0.0.2', claims)?.id).toBe(id)
    expect(await devices.read(id)).toMatchObject({ description: { model: 'Rove B2' } })
    expect(devices.get(id)).toMatchObject({
      ...{ address: '127.0.0.1', signedIn: true },
      otherAddress: { address: '127.0.0.2', source: 'passive-discovery' },
    })
    expect(impostor.requests).toEqual([])

    // moved there by the technician, it has to be signed in to again; plain Basic is refused after the base's Digest
    devices.moveToOtherAddress(id)
    await expect(devices.read(id)).rejects.toMatchObject({ code: 'sign-in-needed' })
    await expect(devices.signIn(id, credentials)).rejects.toMatchObject({ code: 'sign-in-weaker' })
    expect(impostor.requests.filter((each) => /Basic|Digest/.test(each))).toEqual([])
  })
})
