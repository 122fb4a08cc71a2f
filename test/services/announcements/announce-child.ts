/** In a network namespace: announces a URL to one phone and prints each event. `announce-child.ts 00:04:13:A1:B2:C3 198.18.61.2` */
import { listInterfaces } from '#electron/platform/interfaces.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import { announce, openPnpLink } from '#electron/services/announcements/index.ts'
import { parseMac } from '#shared/model/mac.ts'

const [mac = '', address = ''] = process.argv.slice(2)
const devices = [{ mac: parseMac(mac), address, url: 'http://198.18.61.1/here' }]
const parts = { interfaces: listInterfaces, openLink: openPnpLink, now: systemTiming.now }
const print = (value: object): void => console.log(JSON.stringify(value))
print({ kind: 'ended', ...(await announce(parts, devices, { forMs: 30_000, onEvent: print })) })
