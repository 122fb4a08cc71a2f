/** In a network namespace: runs a listener and prints each sighting until it is stopped. `listen-child.ts mdns 198.18.61.1` */
import { listeners } from '#electron/probes/index.ts'

const [name, interfaceAddress = ''] = process.argv.slice(2)
const listener = listeners.find((each) => each.name === name)
if (listener === undefined) throw new Error(`no listener ${name}`)
const signal = new AbortController().signal
for await (const sighting of listener.listen({ interfaceAddress, signal, now: () => 1 })) {
  console.log(JSON.stringify(sighting))
}
