/** Pages kept as evidence lose what nobody else should read. */

const secretName = String.raw`[\w .:-]*(?:pass(?:word|wd|phrase)?|pwd|secret|pin|access_?code)(?![a-z])[\w .:-]*`
const mask = '••••'

/** What may hold a value: an attribute's name. */
const valueAttribute = /\b(current|value|default)(\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s"'<>/]+)/gi

/** Elements that are named for a secret, up to the next parameter: their value stands in another element inside. */
const namedElement = new RegExp(
  String.raw`<(\w+)\b[^<>]*\b(?:name|id|type|label)\s*=\s*(["'])${secretName}\2[^<>]*>(?:(?!<\1\b)[\s\S]){0,2000}?</\1>`,
  'gi',
)
/** The same in one tag: `<input type="password" name="p" value="…">`. */
const namedTag = new RegExp(
  String.raw`<\w+\b[^<>]*\b(?:name|id|type|label)\s*=\s*(["'])${secretName}\1[^<>]*>`,
  'gi',
)
/** `<N>AuthPassword</N><V>…</V>` */
const pair = new RegExp(String.raw`(<(\w+)>${secretName}</\2>\s*<(\w+)>)[^<]*(</\3>)`, 'gi')
/** `<AdminPassword>…</AdminPassword>` */
const element = new RegExp(String.raw`(<(${secretName})>)[^<]*(</\2>)`, 'gi')
/** `"adminPassword": "…"` */
const jsonMember = new RegExp(String.raw`("${secretName}"\s*:\s*)"(?:[^"\\]|\\.)*"`, 'gi')
/** `password=…&`, `adm.password = …` at the end of a line */
const formField = /((?:^|[?&;\s])(?:[\w.%-]*(?:password|passwd|pwd|secret)\w*)\s?=\s?)(?!["'])[^&\s<>"']+/gim

export function redactPage(page: string): string {
  const unvalued = (text: string) => text.replaceAll(valueAttribute, `$1$2"${mask}"`)
  return page
    .replaceAll(namedElement, unvalued)
    .replaceAll(namedTag, unvalued)
    .replaceAll(pair, `$1${mask}$4`)
    .replaceAll(element, `$1${mask}$3`)
    .replaceAll(jsonMember, `$1"${mask}"`)
    .replaceAll(formField, `$1${mask}`)
}
