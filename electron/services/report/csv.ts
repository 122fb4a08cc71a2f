/** The report as a table for a spreadsheet: a line a device, a line an endpoint. Pure. */
import { csvOf as csvText } from '#shared/model/spreadsheet.ts'
import type { Report, ReportFirmware } from './model.ts'

const columns = [
  'record',
  'job',
  'site',
  'region',
  'mode',
  'name',
  'kind',
  'vendor',
  'model',
  'firmware',
  'firmware verdict',
  'firmware minimum',
  'firmware approved',
  'catalogue date',
  'catalogue source',
  'address',
  'mac',
  'serial',
  'ipei',
  'ipei printed',
  'hardware id',
  'hardware id as enrolled',
  'base',
  'state',
  'state since',
  'details',
  'problem',
  "base's own word",
  "base's own word at",
  'not done',
] as const

type Row = Partial<Record<(typeof columns)[number], string>>

/** UTF-8 with a byte order mark, so that spreadsheets read names rightly; CRLF as RFC 4180 has it. */
export function csvOf(report: Report): Buffer {
  const job: Row = {
    job: report.name,
    site: report.site,
    region: report.region,
    mode: report.rehearsal ? 'rehearsal' : 'live',
  }
  const leftOf = (id: string) =>
    report.notDone
      .filter((each) => each.id === id)
      .map((each) => each.what)
      .join(' ')
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
        'not done': leftOf(device.id),
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
        'ipei printed': endpoint.ipei?.printed ?? '',
        'hardware id': endpoint.hardwareId,
        'hardware id as enrolled': endpoint.hardwareIdPrinted,
        base: endpoint.base ?? '',
        state: endpoint.state.word,
        'state since': endpoint.since.iso,
        details: endpoint.details.join('; '),
        problem: endpoint.problem ?? '',
        "base's own word": endpoint.seenState?.text ?? '',
        "base's own word at": endpoint.seenState?.at.iso ?? '',
        'not done': leftOf(endpoint.id),
      }),
    ),
  ]
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''))
  return Buffer.from(csvText(columns, cells), 'utf8')
}

function firmwareColumns(firmware: ReportFirmware): Row {
  return {
    firmware: firmware.version ?? '',
    'firmware verdict': firmware.mark.word,
    'firmware minimum': firmware.minimum ?? '',
    'firmware approved': firmware.approved ?? '',
    'catalogue date': firmware.catalogue.date,
    'catalogue source': firmware.catalogue.source,
  }
}
