/** Character references of XML (1.0, 4.1), HTML (13.5) and Markdown (CommonMark 6.2). Pure. */

/** The references of XML and those of HTML that titles and tables use. Names are case-sensitive, apart from HTML's upper-case forms of XML's. */
const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['AMP', '&'],
  ['lt', '<'],
  ['LT', '<'],
  ['gt', '>'],
  ['GT', '>'],
  ['quot', '"'],
  ['QUOT', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['copy', '\u00a9'],
  ['reg', '\u00ae'],
  ['trade', '\u2122'],
  ['deg', '\u00b0'],
  ['middot', '\u00b7'],
  ['bull', '\u2022'],
  ['hellip', '\u2026'],
  ['ndash', '\u2013'],
  ['mdash', '\u2014'],
  ['hyphen', '\u2010'],
  ['shy', '\u00ad'],
  ['lsquo', '\u2018'],
  ['rsquo', '\u2019'],
  ['ldquo', '\u201c'],
  ['rdquo', '\u201d'],
  ['laquo', '\u00ab'],
  ['raquo', '\u00bb'],
  ['sup1', '\u00b9'],
  ['sup2', '\u00b2'],
  ['sup3', '\u00b3'],
  ['vert', '|'],
  ['verbar', '|'],
  ['lowbar', '_'],
  ['ast', '*'],
  ['num', '#'],
  ['sol', '/'],
  ['colon', ':'],
  ['period', '.'],
  ['auml', '\u00e4'],
  ['ouml', '\u00f6'],
  ['uuml', '\u00fc'],
  ['Auml', '\u00c4'],
  ['Ouml', '\u00d6'],
  ['Uuml', '\u00dc'],
  ['szlig', '\u00df'],
  ['eacute', '\u00e9'],
  ['egrave', '\u00e8'],
  ['agrave', '\u00e0'],
  ['ccedil', '\u00e7'],
  ['ntilde', '\u00f1'],
])

/**
 * `AT&amp;T`, `AT&#38;T`, `AT&#x26;T` → `AT&T`. Each reference is decoded once: `&amp;lt;` → `&lt;`. Unknown names and text that only looks like
 * a reference stay as they are; a number that is not a character becomes U+FFFD.
 */
export function decodeCharacterReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,9}));/g,
    (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return named.get(name) ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      const isCharacter = code > 0 && code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}
