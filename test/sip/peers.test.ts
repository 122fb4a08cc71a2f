/** The stack against sipp, sipsak and baresip: calls both ways through sessions, over UDP and TCP, with CANCEL and re-INVITE. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { IncomingRequest, RequestHandler } from '#electron/sip/agent/servers.ts'
import { createSipUserAgent, type SipUserAgent } from '#electron/sip/agent/user-agent.ts'
import { dialogOfClient, requestWithin } from '#electron/sip/dialog/dialog.ts'
import type { SipResponse } from '#electron/sip/message/message.ts'
import { newCallee, type Session, session } from '#electron/sip/session/session.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing, run, start } from '#test/support/programs.ts'

const opened: (() => PromiseLike<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function openAgent(handler: RequestHandler): Promise<SipUserAgent> {
  const agent = await createSipUserAgent({ address: '127.0.0.1', port: 0, handler })
  opened.push(() => agent[Symbol.asyncDispose]())
  return agent
}

const sdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n'

interface Callee {
  readonly agent: SipUserAgent
  /** Events of all sessions: `established`, `asked`, `ended bye`. */
  readonly events: string[]
}

/** Answers every call: performs the effects of a session. `answers` is false for one that only rings. */
async function openCallee(answers = true): Promise<Callee> {
  const events: string[] = []
  const sessions = new Map<string, Session>()
  const body = { body: sdp, contentType: 'application/sdp' }
  const perform = (incoming: IncomingRequest, input: Parameters<typeof session>[1]): void => {
    const callId = incoming.request.headers.get('Call-ID') ?? ''
    const state = sessions.get(callId)
    if (state === undefined) return
    const step = session(state, input)
    sessions.set(callId, step.session)
    for (const effect of step.effects) {
      if (effect.do === 'respond') {
        incoming.respond(effect.status, {
          headers: { Contact: `<sip:desk@127.0.0.1:${callee.agent.port}>` },
          ...(effect.sdp === null ? {} : body),
          onAcknowledged: (ack) =>
            perform(
              incoming,
              ack === null ? { fact: 'unacknowledged' } : { fact: 'acknowledged', sdp: null },
            ),
        })
      } else if (effect.do === 'tell') {
        const { event } = effect
        events.push('reason' in event ? `${event.event} ${event.reason}` : event.event)
        if (event.event === 'asked') perform(incoming, { wish: 'answer', sdp, timer: null })
      }
    }
  }
  const agent = await openAgent((incoming) => {
    const { request, cancelled, respond } = incoming
    const callId = request.headers.get('Call-ID') ?? ''
    const offer = request.body.length === 0 ? null : request.body.toString()
    if (request.method === 'BYE') perform(incoming, { fact: 'bye' })
    else if (request.method !== 'INVITE') respond(200)
    else if (sessions.has(callId)) {
      perform(incoming, { fact: 'change-asked', change: { method: 'INVITE', sdp: offer }, random: 0 })
    } else {
      sessions.set(callId, newCallee(offer))
      cancelled.addEventListener('abort', () => perform(incoming, { fact: 'cancelled' }))
      perform(incoming, { wish: 'ring', sdp: null })
      if (answers) perform(incoming, { wish: 'answer', sdp, timer: null })
    }
  })
  const callee: Callee = { agent, events }
  return callee
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

const head = (
  method: string,
  cseq: number,
  branch = '[branch]',
  to = '',
) => `${method} sip:desk@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
From: <sip:sipp@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:desk@[remote_ip]:[remote_port]>${to}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70`
const message = (text: string, body = '') =>
  `<send${text.startsWith('ACK') ? '' : ' retrans="500"'}><![CDATA[
${text}
${body === '' ? 'Content-Length: 0\n\n' : `Content-Type: application/sdp\nContent-Length: [len]\n\n${body}`}]]></send>`
const receive = (status: number, more = '') => `<recv response="${status}" ${more}/>`
const scenario = (...steps: string[]) =>
  `<?xml version="1.0" encoding="UTF-8" ?><scenario name="test">${steps.join('\n')}</scenario>`
const description = sdp.replaceAll('\r\n', '\n')

describe.skipIf(!isHere('sipp'))(`sipp${missing('sipp')}`, () => {
  const sipp = async (port: number, steps: string, calls: number, transport = 'u1') => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'scenario.xml'), steps)
    const options = ['-m', String(calls), '-r', '20', '-nostdin', '-timeout', '20', '-t', transport]
    return await run(
      'sipp',
      [`127.0.0.1:${port}`, '-sf', 'scenario.xml', '-i', '127.0.0.1', ...options],
      folder.path,
    )
  }

  it.each(['u1', 't1'])(
    'RFC 3261 §13, §15: calls, changes its session by re-INVITE, and hangs up (%s)',
    async (transport) => {
      const { agent, events } = await openCallee()
      const ran = await sipp(
        agent.port,
        scenario(
          message(head('INVITE', 1), description),
          receive(100, 'optional="true"'),
          receive(180),
          receive(200),
          message(head('ACK', 1, '[branch]', '[peer_tag_param]')),
          message(head('INVITE', 2, '[branch]', '[peer_tag_param]'), description),
          receive(200),
          message(head('ACK', 2, '[branch]', '[peer_tag_param]')),
          message(head('BYE', 3, '[branch]', '[peer_tag_param]')),
          receive(200),
        ),
        10,
        transport,
      )
      expect(ran.code, ran.output.slice(-3_000) + ran.errors).toBe(0)
      for (const event of ['established', 'asked', 'changed', 'ended bye']) {
        expect(events.filter((each) => each === event)).toHaveLength(10)
      }
    },
  )

  it('§9 cancels a call that rings, and gets 200 and 487', async () => {
    const { agent, events } = await openCallee(false)
    const ran = await sipp(
      agent.port,
      scenario(
        message(head('INVITE', 1, 'z9hG4bK-[call_number]-1'), description),
        receive(100, 'optional="true"'),
        receive(180),
        message(head('CANCEL', 1, 'z9hG4bK-[call_number]-1')),
        receive(200),
        receive(487),
        message(head('ACK', 1, 'z9hG4bK-[call_number]-1', '[peer_tag_param]')),
      ),
      5,
    )
    expect(ran.code, ran.output.slice(-3_000) + ran.errors).toBe(0)
    expect(events).toEqual(Array(5).fill('ended cancelled'))
  })

  it.each(['udp', 'tcp'] as const)('is called, acknowledged and hung up on (%s)', async (transport) => {
    const agent = await openAgent(() => undefined)
    using folder = temporaryFolder()
    const port = await freePort()
    const options = ['-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin', '-timeout', '20']
    const sippProcess = start(
      'sipp',
      ['-sn', 'uas', ...options, '-t', transport === 'udp' ? 'u1' : 't1'],
      folder.path,
    )
    const to = { transport, address: '127.0.0.1', port }
    await expect.poll(() => isBound(transport, port), { timeout: 10_000 }).toBe(true)
    const uri = `sip:desk@127.0.0.1:${port}`
    const invite = agent.newRequest('INVITE', uri, {
      ...{
        from: '<sip:lobby@127.0.0.1>',
        to: `<${uri}>`,
        flow: to,
        contact: `<sip:lobby@127.0.0.1:${agent.port}>`,
      },
      ...{ body: sdp, contentType: 'application/sdp' },
    })
    const statuses: number[] = []
    const answered = Promise.withResolvers<SipResponse>()
    const outgoing = agent.invite(invite, to, (event) => {
      if ('response' in event) statuses.push(event.response.status)
      if (event.kind === 'success') answered.resolve(event.response)
      else if (event.kind !== 'provisional') answered.reject(new Error(event.kind))
    })
    const response = await answered.promise
    outgoing.acknowledge(response)
    const dialog = dialogOfClient(invite, response)
    if (dialog === null) throw new Error('no dialog')
    const { request } = requestWithin(dialog, 'BYE')
    const bye = agent.newRequest('BYE', request.uri, {
      ...{ from: dialog.local, to: dialog.remote, flow: to, callId: dialog.callId, cseq: 2 },
    })
    expect((await agent.send(bye, to)).status).toBe(200)
    const ran = await sippProcess.ended
    expect(ran.code, ran.output.slice(-3_000) + ran.errors).toBe(0)
    expect(statuses).toEqual([180, 200])
  })
})

/** Whether a local port is in the table of the system: `0100007F:13C4`. */
function isBound(transport: 'udp' | 'tcp', port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return readFileSync(`/proc/net/${transport}`, 'latin1').includes(`0100007F:${hex} `)
}

describe.skipIf(!isHere('sipsak'))(`sipsak${missing('sipsak')}`, () => {
  it('gets an answer to OPTIONS', async () => {
    const agent = await openAgent(({ respond }) => void respond(200))
    const uri = `sip:desk@127.0.0.1:${agent.port}`
    const asked = await run('sipsak', ['-vv', '-s', uri])
    expect(asked.output).toContain('SIP/2.0 200 OK')
    expect(asked.code).toBe(0)
  })
})

const modules = [
  '/usr/lib/baresip/modules',
  '/usr/lib64/baresip/modules',
  '/usr/local/lib/baresip/modules',
].find(existsSync)

describe.skipIf(!isHere('baresip') || modules === undefined)(`baresip${missing('baresip')}`, () => {
  it('calls, is answered, and hangs up', async () => {
    const { agent, events } = await openCallee()
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'b'))
    const files = {
      config: [
        ...['sip_listen 127.0.0.1:0', 'net_interface 127.0.0.1', `module_path ${modules}`],
        ...['audio_player aubridge,a', 'audio_source ausine,440', 'audio_alert aubridge,b'],
        ...['ausrc_srate 48000', 'auplay_srate 48000', 'ausrc_channels 2', 'auplay_channels 2'],
        ...['module g711.so', 'module ausine.so', 'module aubridge.so', 'module_tmp account.so'],
        ...['module_app contact.so', 'module_app menu.so'],
      ],
      accounts: ['<sip:lobby@127.0.0.1;transport=udp>;regint=0;audio_codecs=PCMU/8000/1'],
      contacts: [],
    }
    for (const [name, lines] of Object.entries(files)) {
      writeFileSync(join(folder.path, 'b', name), `${lines.join('\n')}\n`)
    }
    const dial = `/dial sip:desk@127.0.0.1:${agent.port}`
    const phone = start('baresip', ['-4', '-f', join(folder.path, 'b'), '-e', dial, '-t', '4'])
    const { output, errors } = await phone.ended
    expect(events, (output + errors).slice(-3_000)).toEqual(['established', 'ended bye'])
  }, 30_000)
})
