/** The configuration file of a phone: one `key=value` per line. Pure. */

/**
 * Empty for a text without a key. Sample:
 *   provisioning/method=STATIC
 *   provisioning/configuration/url=http://emea.ipp.sdg.teams.microsoft.com
 *   voip/line/0/auth_name=4f2a
 */
export function parseCfg(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const equals = line.indexOf('=')
    const key = line.slice(0, Math.max(equals, 0)).trim()
    if (/^[a-z0-9_]{1,40}(?:\/[a-z0-9_]{1,60}){1,8}$/i.test(key))
      values.set(key, line.slice(equals + 1).trim())
  }
  return values
}

export const writeCfg = (values: Iterable<readonly [string, string]>): string =>
  [...values].map(([key, value]) => `${key}=${value}\n`).join('')
