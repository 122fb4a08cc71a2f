/** The contract, called over the browser door's WebSocket as a page calls it. */
import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'undici'
import type { Contract } from '#shared/contract/contract.ts'

export interface ContractClient extends Disposable {
  readonly client: ContractRouterClient<Contract>
}

/** @param link the link that the door printed, with its token */
export async function openContract(link: string): Promise<ContractClient> {
  const { origin, host, hash } = new URL(link)
  const granted = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin },
    body: hash.slice('#token='.length),
  })
  const socket = new WebSocket(`ws://${host}/contract`, {
    protocols: ['punchdown', await granted.text()],
    headers: { origin },
  })
  await once(socket, 'open')
  if (!isPageSocket(socket)) throw new Error('no socket as a page has it')
  return {
    client: createORPCClient(new RPCLink({ websocket: socket })),
    [Symbol.dispose]: () => socket.close(),
  }
}

/** undici implements the WebSocket of browsers; its types are wider. */
function isPageSocket(candidate: object): candidate is globalThis.WebSocket {
  return ['addEventListener', 'removeEventListener', 'send', 'readyState'].every((name) => name in candidate)
}
