/** A device with SSDP in a network namespace: answers searches and announces itself. */
import { createSocket } from 'node:dgram'

const [address = ''] = process.argv.slice(2)
const group = '239.255.255.250'
const words = (agent: string) =>
  `SERVER: Linux UPnP/1.0 ${agent}/1\r\nLOCATION: http://${address}/d.xml\r\n\r\n`

const socket = createSocket({ type: 'udp4', reuseAddr: true })
socket.on('message', (octets, from) => {
  if (!octets.toString().startsWith('M-SEARCH')) return
  socket.send(`HTTP/1.1 200 OK\r\nST: ssdp:all\r\n${words('answer')}`, from.port, from.address)
  socket.send(`NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n${words('announcement')}`, 1900, group)
})
socket.bind(1900, () => {
  socket.addMembership(group, address)
  socket.setMulticastInterface(address)
})
