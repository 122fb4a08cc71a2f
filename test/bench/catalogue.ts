/** The catalogue: parsing its page, building its index, verdicts of 10,000 devices, a search while typing. */

import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { indexRows } from '#electron/services/catalogue/row-index.ts'
import { verdictFor } from '#electron/services/catalogue/verdict.ts'
import { searchRows } from '#shared/model/catalogue-search.ts'
import { measure } from './figures.ts'

const catalogue = loadCatalogue()
const page = [
  'ms.date: 07/15/2024',
  '|Vendor|Model|Minimum firmware version|Approved firmware version|Remarks|Links|',
  '|-|-|-|-|-|-|',
  ...catalogue.rows.map(
    ({ vendor, model, minimum, approved, remarks }) =>
      `|${vendor}|${model}|${minimum ?? ''}|${approved ?? ''}|${remarks}| |`,
  ),
  '',
  '> [!NOTE]',
  '> end',
].join('\n')
const devices = Array.from({ length: 10_000 }, (_, index) => {
  const row = catalogue.rows[index % catalogue.rows.length]
  const model = index % 7 === 0 ? `SIP-${row?.model ?? ''}X` : (row?.model ?? '')
  return { vendor: row?.vendor ?? '', model, firmware: `${index % 120}.86.5.${index % 10}` }
})

await measure('page of 211 rows, read', 50, async () => readPlanPage(page))
await measure('index of 211 rows, made', 50, async () => indexRows(catalogue.rows))
await measure('verdicts of 10,000 devices', 20, async () =>
  devices.map((each) => verdictFor(each, catalogue)),
)
await measure('search of the catalogue, one more letter typed', 200, async () =>
  searchRows(catalogue.rows, { text: 'yealink w7' }),
)
