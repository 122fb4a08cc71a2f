/** In a network namespace: a phone that boots, and acknowledges a NOTIFY to the address that sent it. Prints the URL. `phone-child.ts 198.18.61.2` */
import { createSocket } from 'node:dgram'

const [address = ''] = process.argv.slice(2)
const uri = 'sip:MAC%3a000413A1B2C3@224.0.1.75'
const socket = createSocket('udp4')
socket.on('message', (octets, from) => {
  const text = octets.toString()
  if (!text.startsWith('NOTIFY')) return
  const lines = text.split('\r\n')
  const copied = lines.filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line))
  const answer = ['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\r\n')
  socket.send(answer, from.port, from.address, () => {
    console.log(lines.at(-1))
    socket.close()
  })
})
socket.bind(5062, address, () => {
  socket.setMulticastInterface(address)
  const head = [
    `SUBSCRIBE ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address}:5062;rport`,
    ...[`From: <${uri}>;tag=1`, `To: <${uri}>`, `Call-ID: 1@${address}`, 'CSeq: 1 SUBSCRIBE'],
    ...['Event: ua-profile;profile-type="device";vendor="snom";model="snomD735"', 'Expires: 0'],
    ...[`Contact: <sip:${address}:5062>`, '', ''],
  ]
  socket.send(head.join('\r\n'), 5060, '224.0.1.75')
})
