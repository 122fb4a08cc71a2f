/** Hand-over reports of a large job. */
import { csvOf } from '#electron/services/report/csv.ts'
import { htmlOf } from '#electron/services/report/html.ts'
import { buildReport } from '#electron/services/report/model.ts'
import { pdfOf } from '#electron/services/report/pdf.ts'
import { large } from '../services/report/report-matter.ts'
import { measure } from './figures.ts'

const matter = large(500)
await measure('report of 500 endpoints, HTML', 5, async () => htmlOf(buildReport(matter)))
await measure('report of 500 endpoints, CSV', 5, async () => csvOf(buildReport(matter)))
await measure('report of 500 endpoints, PDF', 3, () => pdfOf(buildReport(matter)))
