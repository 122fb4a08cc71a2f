/** The report as CSV: a row per device, then a row per endpoint. */
import { csvOf as csvText } from '#shared/model/spreadsheet.ts'
import { words } from '#shared/words/index.ts'
import type { ReportFirmware } from './devices.ts'
import type { Report } from './model.ts'

type Column = keyof typeof words.report.csv
const isColumn = (key: string): key is Column => key in words.report.csv
const columns = Object.keys(words.report.csv).filter(isColumn)

type Row = Partial<Record<Column, string>>

/** UTF-8 with a byte order mark, by which spreadsheets detect the encoding; CRLF as in RFC 4180. */
export function csvOf(report: Report): Buffer {
  const job: Row = {
    job: report.name,
    site: report.site,
    region: report.region,
    mode: report.rehearsal ? 'rehearsal' : 'live',
    customer: report.customer,
    technician: report.technician,
  }
  const open = Map.groupBy(report.openItems, ({ id }) => id)
  const leftOf = (id: string) => (open.get(id) ?? []).map(({ what }) => what).join(' ')
  const rows: Row[] = [
    ...report.devices.map(
      (device): Row => ({
        record: 'device',
        ...job,
        name: device.name,
        kind: device.kind ?? '',
        vendor: device.vendor ?? '',
        model: device.model ?? '',
        ...firmwareColumns(device.firmware),
        address: device.address,
        mac: device.mac ?? '',
        serial: device.serial ?? '',
        provisioningUrl: device.provisioningUrl ?? '',
        notDone: leftOf(device.id),
      }),
    ),
    ...report.endpoints.map(
      (endpoint): Row => ({
        record: 'endpoint',
        ...job,
        name: endpoint.name,
        kind: endpoint.kind,
        model: endpoint.model ?? '',
        ...firmwareColumns(endpoint.firmware),
        ipei: endpoint.ipei?.hex ?? '',
        ipeiPrinted: endpoint.ipei?.printed ?? '',
        hardwareId: endpoint.hardwareId,
        hardwareIdEnrolled: endpoint.hardwareIdPrinted,
        parent: endpoint.through ?? '',
        place: endpoint.place,
        switchPort: endpoint.switchPort ?? '',
        number: endpoint.number ?? '',
        account: endpoint.account ?? '',
        callOut: endpoint.calls.out?.iso ?? '',
        callIn: endpoint.calls.in?.iso ?? '',
        state: endpoint.state.word,
        since: endpoint.since.iso,
        details: endpoint.details.join('; '),
        problem: endpoint.problem?.code ?? '',
        status: endpoint.seenState?.text ?? '',
        statusAt: endpoint.seenState?.at.iso ?? '',
        notDone: leftOf(endpoint.id),
      }),
    ),
  ]
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''))
  return Buffer.from(csvText(Object.values(words.report.csv), cells), 'utf8')
}

function firmwareColumns(firmware: ReportFirmware): Row {
  return {
    firmware: firmware.version ?? '',
    verdict: firmware.mark.word,
    minimum: firmware.minimum ?? '',
    approved: firmware.approved ?? '',
    catalogueDate: firmware.catalogue.date,
    catalogueSource: firmware.catalogue.source,
  }
}
