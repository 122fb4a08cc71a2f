/** Reads a whole switch, for tests. */
import { accessOf } from '#electron/probes/switch/access.ts'
import { type ReadingEvent, type ReadOptions, readSwitch } from '#electron/probes/switch/read.ts'
import type { SeenNeighbour, SwitchView } from '#electron/probes/switch/view.ts'
import { type SnmpAccessInput, snmpAccessSchema } from '#shared/model/snmp.ts'

export const publicly = (version: '1' | '2c' = '2c'): SnmpAccessInput => ({ version, community: 'public' })

export interface Reading extends SwitchView {
  readonly events: readonly ReadingEvent[]
}

export type Given = Partial<Omit<ReadOptions, 'access'>> & { readonly access?: SnmpAccessInput }

export function reading(port: number, given: Given = {}): AsyncGenerator<ReadingEvent, void> {
  const { access = publicly(), ...rest } = given
  return readSwitch({
    address: '127.0.0.1',
    port,
    signal: new AbortController().signal,
    access: accessOf(snmpAccessSchema.parse(access)),
    ...rest,
  })
}

export async function readWhole(port: number, given: Given = {}): Promise<Reading> {
  const events: ReadingEvent[] = []
  for await (const event of reading(port, given)) events.push(event)
  const last = events.at(-1)
  if (last?.kind !== 'view') throw new Error('no view')
  return { ...last.view, events }
}

/** Neighbours on a port by its name. */
export const on = (view: SwitchView, port: string): SeenNeighbour[] =>
  view.neighbours.filter((each) => each.port?.name === port)

export function only<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items, not one`)
  return item
}
