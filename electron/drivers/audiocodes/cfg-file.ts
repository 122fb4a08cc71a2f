/** The configuration file of a phone: one `key=value` a line. Pure. */

/** Model and MAC address in the name of the file, with its path. */
export interface CfgName {
  readonly path: string
  readonly model: string
  /** 12 hexadecimal digits. */
  readonly mac: string
}

/**
 * The file in the script of a page; null for a page without it. A revision behind the model is left out: `405HD-Rev1`.
 *   <script>var url='/configuration/C450HD_00908F123456.cfg';</script>
 */
export function cfgNameIn(page: string): CfgName | null {
  const path = /\bvar url ?= ?['"](\/[\w/.-]{1,128}\.cfg)['"]/.exec(page)?.[1]
  const [, model, mac] =
    /\/([A-Z]{0,3}\d{1,3}[A-Z]{0,4})(?:-Rev\d{1,2})?_([0-9a-f]{12})\.cfg$/i.exec(path ?? '') ?? []
  if (path === undefined || model === undefined || mac === undefined) return null
  return { path, model: model.toUpperCase(), mac: mac.toUpperCase() }
}

/**
 * Values by key; the last one counts. A line without `=` is left out.
 *   provisioning/method=STATIC
 *   provisioning/configuration/url=http://192.0.2.1/?a=b
 */
export function readCfg(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split(/\r\n|\n|\r/)) {
    const at = line.indexOf('=')
    const key = line.slice(0, Math.max(at, 0)).trim()
    if (key !== '') values.set(key, line.slice(at + 1))
  }
  return values
}

/** A value ends with its line. */
export const writeCfg = (values: Iterable<readonly [key: string, value: string]>): string =>
  [...values].map(([key, value]) => `${key}=${value.replaceAll(/[\r\n]+/g, ' ')}\n`).join('')
