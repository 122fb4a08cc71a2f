/** A PnP SUBSCRIBE with the MAC of a signed-in base, over the real multicast listener: nothing moves and no password leaves. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import { Secret } from '#electron/platform/secret.ts'
import { listen } from '#electron/platform/sockets.ts'
import { pnpListener } from '#electron/probes/pnp/listener.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Device } from '#shared/model/job.ts'
import { startPractice } from '#test/support/practice.ts'

const impostor = '127.0.0.2'

it('a SUBSCRIBE from another address moves no device, and its web server is sent nothing', async () => {
  await using practice = await startPractice()
  await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
  const requests: string[] = []
  const web = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.authorization ?? ''}`)
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="r"' }).end()
  })
  await listen(web, { address: impostor, port: practice.httpPort, protocol: 'http' })
  const { jobs, scans, devices } = core.services
  const job = jobs.create({ name: 'A', site: '', region: 'emea', language: 'en', mode: 'live' })
  const { httpPort: http, sipPort: sip, snmpPort: snmp } = practice
  const ports = { http, https: http, sip, snmp }
  let found: Device | null = null
  for await (const event of scans.scan(job.id, { targets: ['127.0.0.1'], ports }, undefined)) {
    if (event.kind === 'devices') found = event.devices[0] ?? found
  }
  if (found === null) throw new Error('no base')
  const { id, identity } = found
  const credentials = { user: 'admin', password: new Secret('admin') }
  await devices.signIn(id, { ...credentials, acceptPlainHttp: true })

  const leaving = new AbortController()
  const listening = pnpListener.listen({
    ...{ interfaceAddress: '127.0.0.1', signal: leaving.signal, now: () => 1 },
  })
  const mac = (identity.mac ?? '').replaceAll(':', '')
  const uri = `sip:MAC%3a${mac}@224.0.1.75`
  const subscribe = Buffer.from(
    `SUBSCRIBE ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP ${impostor}:5060\r\nFrom: <${uri}>;tag=1\r\nTo: <${uri}>\r\nCall-ID: 1\r\nCSeq: 1 SUBSCRIBE\r\nEvent: ua-profile;profile-type="device";vendor="poly";model="Rove B2"\r\nUser-Agent: Poly Rove B2\r\nContent-Length: 0\r\n\r\n`,
  )
  const socket = createSocket('udp4')
  socket.bind(0, impostor)
  await once(socket, 'listening')
  socket.setMulticastInterface('127.0.0.1')
  // sent again until the listener has joined the group
  const timer = setInterval(() => socket.send(subscribe, 5060, '224.0.1.75'), 20)
  const heard: Sighting[] = []
  while (heard.length < 3) {
    const next = await listening.next()
    if (next.done === true) break
    if (next.value.address === impostor) heard.push(next.value)
  }
  clearInterval(timer)
  leaving.abort()
  await listening.return()
  socket.close()
  expect(heard.map(({ protocol }) => protocol)).toContain('pnp.uri')

  devices.upsertFromPassive(job.id, impostor, heard)
  expect(devices.get(id)).toMatchObject({ address: '127.0.0.1', signedIn: true })
  expect(await devices.read(id)).toMatchObject({ description: { model: 'Rove B2' } })
  expect(requests).toEqual([])
  web.closeAllConnections()
  web.close()
})
