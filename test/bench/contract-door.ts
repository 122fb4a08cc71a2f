/** A browser door with an empty core; prints its link. Ends when its standard input is closed. */
import { openBrowserDoor } from '#electron/host/browser-door.ts'
import { coreFile } from '#electron/host/build.ts'
import { linkCore } from '#electron/host/core-link.ts'
import { createDoorSessions } from '#electron/host/sessions.ts'

await using core = linkCore({
  file: coreFile,
  start: {
    kind: 'start',
    dataFolder: ':memory:',
    capabilities: [],
    keyring: null,
    practice: { practice: false, practiceOffice: false, practicePorts: { http: 0, sip: 0, snmp: 0 } },
  },
})
const sessions = createDoorSessions(() => performance.now())
using door = await openBrowserDoor({ port: 0, pageFolder: import.meta.dirname, sessions, core })
const problem = await core.ready()
if (problem !== null) throw new Error(problem.code)
console.log(door.link())
for await (const _ of process.stdin);
