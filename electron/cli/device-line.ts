/** A device in the output of the command line. */
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Provenance } from '#shared/model/confidence.ts'
import type { Device } from '#shared/model/job.ts'
import { words } from '#shared/words/cli.ts'

export interface DeviceLine {
  readonly address: string
  readonly vendor: string | null
  readonly model: string | null
  readonly firmware: string | null
  readonly mac: string | null
  readonly serial: string | null
  readonly kind: string | null
  readonly verdict: Verdict['answer']
  /** The versions that the verdict compares with, and their date and source. */
  readonly catalogue: {
    readonly minimum: string | null
    readonly approved: string | null
    readonly date: string
    readonly source: string
    readonly models?: readonly string[] | undefined
    readonly rule?: Provenance | undefined
  }
  readonly level: string
  readonly evidence: Device['identity']['evidence']
  readonly contradictions: Device['identity']['contradictions']
  readonly ports: Device['ports']
  readonly driver: string | null
}

export function deviceLine({ address, identity, verdict, ports, driver }: Device): DeviceLine {
  const { vendor, model, firmware, mac, serial, kind, level, evidence, contradictions } = identity
  const { answer, ...catalogue } = verdict
  return {
    address,
    vendor,
    model,
    firmware,
    mac,
    serial,
    kind,
    verdict: answer,
    catalogue,
    level,
    evidence,
    contradictions,
    ports,
    driver,
  }
}

export function deviceWords(line: DeviceLine): string {
  const name =
    [line.vendor, line.model].filter((each) => each !== null).join(' ') || words.general.unknownDevice
  return [
    `${line.address}:${line.ports.http}`,
    name,
    line.firmware ?? words.general.firmwareNotKnown,
    line.mac ?? words.general.macNotKnown,
    words.general.verdict(line.verdict, line.catalogue.date),
    line.level,
    words.general.evidence([...new Set(line.evidence.map((each) => each.protocol))]),
  ].join('  ')
}
