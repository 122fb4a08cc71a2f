/**
 * Makes `blocks.json` from the IEEE registration authority's public lists, for the firms of `firms.json`.
 *
 *     node resources/oui/make.ts <folder with oui.csv, mam.csv, oui36.csv> <date of the lists, YYYY-MM-DD>
 *
 * Debian's package ieee-data holds such a folder. A line of a list:
 *
 *     MA-L,249AD8,"YEALINK(XIAMEN) NETWORK TECHNOLOGY CO.,LTD.","309, 3th Floor, No.16, Yun Ding North Road …"
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { firms }: { firms: Record<string, string> } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'firms.json'), 'utf8'),
)
const [folder = '', date = ''] = process.argv.slice(2)
if (folder === '' || !/^\d{4}-\d\d-\d\d$/.test(date)) {
  console.error('usage: node resources/oui/make.ts <folder with oui.csv, mam.csv, oui36.csv> <YYYY-MM-DD>')
  process.exit(2)
}

/** Blocks of 24, 28 and 36 bits: 6, 7 and 9 hex digits. */
const lists = ['oui.csv', 'mam.csv', 'oui36.csv']
const found = new Map<string, Set<string>>(Object.keys(firms).map((firm) => [firm, new Set<string>()]))
const names = Object.entries(firms).map(([firm, spelled]) => ({ firm, spelled: new RegExp(spelled, 'i') }))

for (const list of lists) {
  for (const line of readFileSync(join(folder, list), 'utf8').split('\n')) {
    const match = /^MA-[LMS],([0-9A-F]{6,9}),(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line)
    const block = match?.[1]
    const name = (match?.[2] ?? match?.[3] ?? '').trim()
    if (block === undefined) continue
    const owners = names.filter(({ spelled }) => spelled.test(name)).map(({ firm }) => firm)
    const owner = owners[0]
    if (owner === undefined) continue
    if (owners.length > 1)
      throw new Error(`${name} is ${owners.join(' and ')}: make firms.json tell them apart`)
    found.get(owner)?.add(block)
  }
}

const blocks: Record<string, string> = {}
for (const [firm, own] of found) {
  if (own.size === 0) console.error(`no block of ${firm}: is it spelled so?`)
  else blocks[firm] = [...own].sort().join(' ')
}
const pack = {
  source: 'IEEE registration authority, public lists MA-L, MA-M and MA-S',
  date,
  blocks,
}
writeFileSync(join(import.meta.dirname, 'blocks.json'), `${JSON.stringify(pack, null, 2)}\n`)
console.error(
  `${Object.keys(blocks).length} firms, ${[...found.values()].reduce((sum, own) => sum + own.size, 0)} blocks`,
)
