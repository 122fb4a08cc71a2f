/** Configuration files of the maker: one `name = value` per line. Pure. */

/**
 * Empty for a file without the version line. Sample:
 *   #!version:1.0.0.1
 *   static.auto_provision.server.url = https://…/device/ob/…/lang_en/
 *   account.1.user_name = 4f2a@onboarding.org
 */
export function parseCfg(text: string): Map<string, string> {
  const values = new Map<string, string>()
  const [first = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (!first.trim().toLowerCase().startsWith('#!version:')) return values
  for (const line of lines) {
    const equals = line.indexOf('=')
    if (line.trimStart().startsWith('#') || equals < 1) continue
    values.set(line.slice(0, equals).trim(), unquoted(line.slice(equals + 1).trim()))
  }
  return values
}

const unquoted = (text: string): string =>
  text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text

export const writeCfg = (values: Iterable<readonly [string, string]>): string =>
  `#!version:1.0.0.1\n${[...values].map(([name, value]) => `${name} = ${value}\n`).join('')}`
