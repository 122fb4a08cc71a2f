/** An SNMP agent for the practice base. That a Rove answers SNMP is published nowhere: the agent is ours, for practice. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import snmp from 'net-snmp'
import { PunchdownError } from '#shared/errors.ts'

export interface SnmpAgent extends Disposable {
  readonly port: number
  /** What sysDescr says from now on. */
  describe(text: string): void
}

/** The part of net-snmp's agent that is used here; its published types leave it open. */
interface LibraryAgent {
  getMib(): {
    registerProvider(provider: object): void
    setScalarValue(name: string, value: string | number): void
    addTableRow(name: string, row: readonly (number | string | Buffer)[]): void
  }
  getAuthorizer(): { addCommunity(name: string): void }
  close(): void
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openSnmpAgent(options: {
  address: string
  port: number
  description: string
  name: string
  mac: string
  /** While true nothing is answered. */
  silent: () => boolean
}): Promise<SnmpAgent> {
  const socket = await bound(options.address, options.port)
  const { port } = socket.address()
  const agent: LibraryAgent = snmp.createAgent(
    { port, address: options.address, dgramModule: { createSocket: () => lent(socket, options.silent) } },
    () => undefined,
  )
  agent.getAuthorizer().addCommunity('public')
  const mib = agent.getMib()
  for (const [name, oid] of [
    ['sysDescr', '1.3.6.1.2.1.1.1'],
    ['sysName', '1.3.6.1.2.1.1.5'],
  ] as const) {
    mib.registerProvider({
      name,
      type: snmp.MibProviderType.Scalar,
      oid,
      scalarType: snmp.ObjectType.OctetString,
      maxAccess: snmp.MaxAccess['read-only'],
    })
  }
  mib.setScalarValue('sysDescr', options.description)
  mib.setScalarValue('sysName', options.name)
  mib.registerProvider({
    name: 'ifEntry',
    type: snmp.MibProviderType.Table,
    oid: '1.3.6.1.2.1.2.2.1',
    maxAccess: snmp.MaxAccess['read-only'],
    tableColumns: [
      { number: 1, name: 'ifIndex', type: snmp.ObjectType.Integer, maxAccess: snmp.MaxAccess['read-only'] },
      {
        number: 6,
        name: 'ifPhysAddress',
        type: snmp.ObjectType.OctetString,
        maxAccess: snmp.MaxAccess['read-only'],
      },
    ],
    tableIndex: [{ columnName: 'ifIndex' }],
  })
  mib.addTableRow('ifEntry', [1, Buffer.from(options.mac.replaceAll(':', ''), 'hex')])
  return {
    port,
    describe: (text) => mib.setScalarValue('sysDescr', text),
    [Symbol.dispose]: () => agent.close(),
  }
}

async function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4')
  try {
    const listening = once(socket, 'listening')
    socket.bind(port, address)
    await listening
    return socket
  } catch (cause) {
    socket.close()
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    throw new PunchdownError(
      code === 'EADDRNOTAVAIL' ? 'address-not-here' : 'port-in-use',
      { address, port },
      { cause },
    )
  }
}

/** The library binds sockets itself and cannot take any free port: it is lent one that is bound already. */
function lent(socket: Socket, silent: () => boolean) {
  return {
    on: (event: string, listener: (...parts: unknown[]) => void) =>
      socket.on(event, (...parts: unknown[]) => {
        if (event !== 'message' || !silent()) listener(...parts)
      }),
    bind: () => undefined,
    address: () => socket.address(),
    close: () => socket.close(),
    send(
      bytes: Buffer,
      offset: number,
      length: number,
      port: number,
      address: string,
      done: (error: Error | null, sent: number) => void,
    ) {
      socket.send(bytes, offset, length, port, address, done)
    },
  } satisfies Record<string, unknown>
}
