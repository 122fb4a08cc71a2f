/** Exceptions in socket callbacks of probes and practice devices reach the log of the process. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { request } from 'node:http'
import { expect, it, vi } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import { bugLog, logBugsTo } from '#electron/platform/bugs.ts'
import { createLog } from '#electron/platform/log.ts'
import { answerSnmp } from '#electron/practice/kit/snmp/agent.ts'
import { pageServer } from '#electron/practice/office/web.ts'

const pathsOf = (log: ReturnType<typeof createLog>): string[] => log.lines().map(({ path }) => path)
const thrown = (): never => {
  throw new Error('planted')
}

it('of a practice SNMP agent', async () => {
  const log = createLog()
  using _bugs = logBugsTo(log)
  const agent = createSocket('udp4')
  answerSnmp(agent, thrown)
  agent.bind(0, '127.0.0.1')
  await once(agent, 'listening')
  const client = createSocket('udp4')
  client.send('x', agent.address().port, '127.0.0.1')
  await expect.poll(() => pathsOf(log)).toEqual(['practice.snmp.bug'])
  expect(log.lines()[0]?.fields).toMatchObject({ error: expect.stringContaining('planted') })
  client.close()
  agent.close()
})

it('of a practice web server', async () => {
  const log = createLog()
  using _bugs = logBugsTo(log)
  const server = pageServer({
    status: 200,
    body: '',
    get headers() {
      return thrown()
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asked = request({ host: '127.0.0.1', port }).on('error', () => undefined)
  asked.end()
  await expect.poll(() => pathsOf(log)).toEqual(['practice.http.bug'])
  asked.destroy()
  server.closeAllConnections()
  server.close()
})

it('are in the log of a core, and without a core are a warning', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  {
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    bugLog.write('probe.sip.bug', { error: 'planted' })
    expect(pathsOf(core.log)).toContain('probe.sip.bug')
    expect(warned).not.toHaveBeenCalled()
  }
  bugLog.write('probe.sip.bug', { error: 'planted' })
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('probe.sip.bug'))
  warned.mockRestore()
})
