import { originOf } from './connection.ts'
import type { Kit } from './kit.ts'

/** Scheme, host and port of a web interface as a browser names them: `https://192.0.2.7`, `http://192.0.2.7:8080`. */
export function siteOf({ channel, address }: Pick<Kit, 'channel' | 'address'>): string {
  const used = channel() ?? { scheme: 'https', address, port: 443, fingerprint: null }
  return new URL(originOf(used)).origin
}
