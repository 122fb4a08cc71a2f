/** The peer of the looks bench: prints its ports, then answers until it is killed. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'

const web = createServer((request, response) => {
  if (request.url === '/') response.writeHead(302, { location: '/login.htm', server: 'snom embedded' }).end()
  else response.writeHead(401, { 'www-authenticate': 'Basic realm="snom"' }).end('<title>x</title>')
})
web.listen(0, '127.0.0.1')
await once(web, 'listening')
const address = web.address()
const sip = createSocket('udp4')
sip.bind(0, '127.0.0.1')
await once(sip, 'listening')
sip.on('message', (octets, from) => {
  const text = octets.toString()
  const back = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
    (name) => new RegExp(`^${name}: .*$`, 'm').exec(text)?.[0],
  )
  sip.send(
    ['SIP/2.0 200 OK', ...back, 'User-Agent: snomD735/10.1.141.13', '', ''].join('\r\n'),
    from.port,
    from.address,
  )
})
const gone = createServer()
gone.listen(0, '127.0.0.1')
await once(gone, 'listening')
const was = gone.address()
gone.close()
await once(gone, 'close')
const closed = was === null || typeof was === 'string' ? 0 : was.port
const http = address === null || typeof address === 'string' ? 0 : address.port
console.log(JSON.stringify({ http, sip: sip.address().port, closed }))
