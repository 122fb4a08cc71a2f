/** Reads a capture with tshark: the fields of every TLV by its offset in the packet. */
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { run } from '../../support/programs.ts'

export interface SharkPacket {
  /** By the offset of the TLV's header in the packet; the values of a field in their order, as tshark shows them. */
  readonly tlvs: ReadonlyMap<number, ReadonlyMap<string, readonly string[]>>
  /** Fields outside of TLVs. */
  readonly fields: ReadonlyMap<string, readonly string[]>
}

interface Field {
  readonly name?: string | undefined
  readonly show?: string | undefined
  readonly pos?: string | undefined
  readonly field?: Field[] | undefined
}
const fieldSchema: z.ZodType<Field> = z.object({
  name: z.string().optional(),
  show: z.string().optional(),
  pos: z.string().optional(),
  get field() {
    return z.array(fieldSchema).optional()
  },
})
const pdmlSchema = z.object({
  pdml: z.object({
    packet: z.array(z.object({ proto: z.array(fieldSchema) })),
  }),
})

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => name === 'packet' || name === 'proto' || name === 'field',
})

/** The packets of a file; null for one without the protocol. */
export async function readWithTshark(
  file: string,
  protocol: 'lldp' | 'cdp',
): Promise<(SharkPacket | null)[]> {
  const { output, errors, code } = await run('tshark', ['-r', file, '-T', 'pdml', '-n'])
  if (code !== 0) throw new Error(errors)
  const { packet } = pdmlSchema.parse(parser.parse(output)).pdml
  return packet.map(({ proto }) => {
    const found = proto.find(({ name }) => name === protocol)
    return found === undefined ? null : packetOf(found, protocol)
  })
}

function packetOf(proto: Field, protocol: string): SharkPacket {
  const tlvs = new Map<number, Map<string, string[]>>()
  const fields = new Map<string, string[]>()
  for (const each of proto.field ?? []) {
    const inside = new Map<string, string[]>()
    collect(each.field ?? [], inside)
    if (inside.has(`${protocol}.tlv.type`)) tlvs.set(Number(each.pos), inside)
    else collect([each], fields)
  }
  return { tlvs, fields }
}

function collect(fields: readonly Field[], into: Map<string, string[]>): void {
  for (const { name, show, field } of fields) {
    if (name !== undefined && name !== '' && show !== undefined) {
      into.set(name, [...(into.get(name) ?? []), show])
    }
    collect(field ?? [], into)
  }
}
