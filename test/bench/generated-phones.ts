/** In the phones' namespace: a generated office, each device at an address of its own on the usual ports. Prints `ready`, and runs until it is killed. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { answerSnmp } from '#electron/practice/kit/snmp/agent.ts'
import { rowsOf } from '#electron/practice/kit/snmp/mib.ts'
import { readOffice } from '#electron/practice/office/data.ts'
import { answerSip } from '#electron/practice/office/sip.ts'
import { pageServer } from '#electron/practice/office/web.ts'
import { generateOffice, tellingForms } from './generated-office.ts'

const [network = '', count = '', seed = ''] = process.argv.slice(2)

async function bound(port: number, address: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(port, address)
  await once(socket, 'listening')
  return socket
}

const office = generateOffice(tellingForms(readOffice().devices), Number(count), Number(seed))
for (const [index, { web, sip, snmp }] of office.entries()) {
  const address = `${network}.${index + 1}`
  const server = pageServer(web)
  server.listen(80, address)
  await once(server, 'listening')
  if (sip !== null) answerSip(await bound(5060, address), sip)
  if (snmp !== null) {
    const rows = [`1.3.6.1.2.1.1.1.0|4|${snmp.sysDescr}`, `1.3.6.1.2.1.1.2.0|6|${snmp.sysObjectID}`]
    const held = rowsOf(rows)
    answerSnmp(await bound(161, address), () => held)
  }
}
process.stdout.write('ready\n')
