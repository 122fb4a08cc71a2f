/** The text of docs/proofs-per-model.md. `npm run proofs` writes it; proofs.test.ts fails while it is not current. */
import { resolve } from 'node:path'
import { proofsOf } from '#electron/drivers/ways-in.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import type { ModelProof } from '#shared/model/model-proofs.ts'
import { words } from '#shared/words/index.ts'

export const proofsPath = resolve(import.meta.dirname, '../../docs/proofs-per-model.md')

const head = (date: string): string => `# What is proven, per model

Made from data by \`npm run proofs\`; do not edit. Models are those of Microsoft's list of ${date}.

- **Way in**: a *driver* writes the settings through the device's own interface and reads them back. A *guided card* leads the technician
  through the device's own page. A *generic card* is for a model of which no page is known. A handset takes its settings from its base.
- **Grade** of a driver, from the conformance suite against a practice device, which was written from the same research without shared code: *bronze*
  identifies, describes and reads; *silver* also plans, writes, reads back and restarts, and ends in a named state under every fault;
  *gold* has also replayed a recording of a real device.
- **Sources** behind the way in, by confidence.
- **Wanted**: what would prove more.
`

const cells = (cell: readonly string[]): string => `| ${cell.join(' | ')} |`

function lineOf({ model, way, by, grade, sources, wanted }: ModelProof): string {
  const { proofs, states } = { proofs: words.facts.proofs, states: words.states }
  return cells([
    model,
    by === null ? proofs.way[way] : `${proofs.way[way]} \`${by}\``,
    grade === null ? '' : proofs.grade[grade],
    sources
      .map(({ confidence, count }) => `${count} ${states.confidence[confidence].toLowerCase()}`)
      .join(', '),
    proofs.wanted[wanted],
  ])
}

export function proofsPage(): string {
  const catalogue = loadCatalogue()
  const byVendor = Map.groupBy(proofsOf(catalogue), ({ vendor }) => vendor)
  const { title } = words.facts.proofs
  const tables = [...byVendor].map(([vendor, proofs]) =>
    [
      `## ${vendor}\n`,
      cells([title.model, title.way, title.grade, title.sources, title.wanted]),
      cells(['---', '---', '---', '---', '---']),
      ...proofs.map(lineOf),
    ].join('\n'),
  )
  return `${head(catalogue.date)}\n${tables.join('\n\n')}\n`
}
