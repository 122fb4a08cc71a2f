/** Settings of the device by their keys, in its flash memory. */
import { z } from 'zod'
import { openFlash } from '../kit/flash.ts'

export interface Settings {
  /** Null for an unknown key. */
  get(key: string): string | null
  text(key: string): string
  /** False for an unknown key and an invalid value. */
  accepts(key: string, value: string): boolean
  /** Stores the accepted ones. */
  store(values: Iterable<readonly [key: string, value: string]>): void
}

type Values = 'text' | readonly string[]
const switched: Values = ['0', '1']

/** Keys, factory values and values of public templates. */
const keys: ReadonlyMap<string, readonly [factory: string, values: Values]> = new Map([
  ['admin.web.api', ['0', switched]],
  ['api.auth.basic', ['0', switched]],
  ['api.admin.pwd', ['algo', 'text']],
  ['audio.page.vol', ['0dB', 'text']],
  ['admin.teams.use', ['0', switched]],
  ['admin.teams.region', ['', 'text']],
  ['admin.teams.num', ['1', 'text']],
  ['prov.use', ['0', switched]],
  ['prov.server.method', ['static', 'text']],
  ['prov.server.static', ['', 'text']],
  ['prov.download.method', ['http', ['tftp', 'ftp', 'http', 'https']]],
  ['prov.download.cfgpath', ['', 'text']],
  ['sip.proxy', ['', 'text']],
  ['sip.obproxy', ['', 'text']],
  ['sip.u1.user', ['', 'text']],
  ['sip.u1.auth', ['', 'text']],
  ['sip.u1.pwd', ['', 'text']],
  ['sip.u1.dname', ['', 'text']],
  ['sip.transp', ['udp', 'text']],
  ['sip.interop.checksync', ['conditional-reboot', ['conditional-reboot', 'always-reboot']]],
])

/** Longest value, characters; ours. */
const longestValue = 1024

const contentSchema = z.object({ values: z.array(z.tuple([z.string(), z.string()])) })

export function openSettings(options: {
  readonly folder: string | null
  readonly id: string
  /** Values of the description that differ from the factory's. */
  readonly initial: ReadonlyMap<string, string>
  readonly onFailure: (reason: string) => void
}): Settings {
  const flash = openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: { values: [...options.initial] },
    complete: (stored) => stored,
  })
  let stored = new Map(flash.content.values)
  const get = (key: string): string | null => stored.get(key) ?? keys.get(key)?.[0] ?? null
  const accepts = (key: string, value: string): boolean => {
    const values = keys.get(key)?.[1]
    if (values === undefined || value.length > longestValue) return false
    return values === 'text' || values.includes(value)
  }
  return {
    ...{ get, accepts },
    text: (key) => get(key) ?? '',
    store(values) {
      stored = new Map([...stored, ...[...values].filter(([key, value]) => accepts(key, value))])
      flash.content.values = [...stored]
      flash.save()
    },
  }
}
