/** Pages kept as evidence lose what nobody else should read. */

/** Values beside a name that speaks of a secret, in XML attributes, JSON and forms. */
const secretValue =
  /((?:password|passwd|secret|pin|accesscode)[^<>\n]{0,120}?(?:current|value|default)\s*=\s*")([^"]*)(")|("(?:[^"]*(?:password|passwd|secret))"\s*:\s*")([^"]*)(")/gi

export function redactPage(page: string): string {
  return page.replaceAll(
    secretValue,
    (_whole, before?: string, _value?: string, after?: string, key?: string, _json?: string, end?: string) =>
      `${before ?? key ?? ''}••••${after ?? end ?? ''}`,
  )
}
