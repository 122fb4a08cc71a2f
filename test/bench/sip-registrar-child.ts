/** A server for sip-registrations.ts: `bare`, `agent`, `memory` or `disk`. Tells its port, then its processor time when asked. */
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createSipUserAgent } from '#electron/sip/agent/user-agent.ts'
import { registeredContact } from '#electron/sip/registrar/contact.ts'
import { GroupCommit } from '#electron/sip/registrar/group-commit.ts'
import { Registrar } from '#electron/sip/registrar/registrar.ts'

const kind = process.argv[2]
const report = (value: unknown): void => void process.send?.(value)

async function openBare(): Promise<number> {
  const socket = createSocket('udp4')
  socket.on('message', (octets, from) => {
    const lines = octets.toString('latin1').split('\r\n')
    const kept = lines.filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line))
    socket.send(
      `SIP/2.0 200 OK\r\n${kept.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`,
      from.port,
      from.address,
    )
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket.address().port
}

/** Registers in memory, and on disk with the settings of the gateway's database. */
async function openAgent(): Promise<number> {
  const registrar = new Registrar({ least: 60, usual: 3_600, most: 3_600, mostContacts: 5 })
  const folder = kind === 'disk' ? mkdtempSync(join(tmpdir(), 'sip-bench-')) : null
  const database = new Database(folder === null ? ':memory:' : join(folder, 'bindings.db'))
  process.on('exit', () => folder !== null && rmSync(folder, { recursive: true }))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE binding (aor TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID')
  const save = database.prepare(
    'INSERT INTO binding VALUES (?, ?) ON CONFLICT (aor) DO UPDATE SET body = excluded.body',
  )
  const commits = new GroupCommit((work) => database.transaction(work)())
  const agent = await createSipUserAgent({
    address: '127.0.0.1',
    port: 0,
    async handler({ request, flow, respond }) {
      if (kind === 'agent') {
        respond(200)
        return
      }
      const aor = request.headers.get('To') ?? ''
      const result = registrar.register(aor, request, flow, Date.now())
      if (result.status !== 200) {
        respond(result.status)
        return
      }
      await commits.run(() => void save.run(aor, JSON.stringify(result.bindings)))
      respond(200, {
        headers: { Contact: result.bindings.map((each) => registeredContact(each, Date.now())) },
      })
    },
  })
  return agent.port
}

process.on('message', () => report(process.cpuUsage()))
process.on('disconnect', () => process.exit())
report(await (kind === 'bare' ? openBare() : openAgent()))
