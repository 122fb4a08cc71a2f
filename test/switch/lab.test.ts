/** A switch made of lldpd and snmpd in network namespaces. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SwitchView } from '#electron/probes/switch/view.ts'
import { neighbourSchema, switchSchema } from '#shared/model/neighbour.ts'
import { labMissing, type SwitchLab, switchLab } from '#test/support/switch-lab.ts'
import { cliFile } from '../cli/punchdown.ts'
import { on, only } from './reading.ts'

const seen = neighbourSchema
  .omit({ id: true, jobId: true, switchId: true, switchKey: true, readAt: true })
  .extend({ localId: z.string() })
const viewSchema = z.object({
  switch: switchSchema.omit({ id: true, jobId: true, vendor: true, readAt: true }),
  neighbours: z.array(seen),
})

describe.skipIf(labMissing !== '')(`lldpd and snmpd as a switch${labMissing}`, { timeout: 60_000 }, () => {
  let lab: SwitchLab
  const read = async (version = '2c'): Promise<SwitchView> => {
    const child = `${import.meta.dirname}/read-child.ts`
    const { output, errors } = await lab.onPc(process.execPath, [child, lab.address, '161', version])
    if (output === '') throw new Error(errors)
    return viewSchema.parse(JSON.parse(output))
  }
  const readAll = async (version?: string): Promise<SwitchView> => {
    const views: SwitchView[] = []
    const neighbours = async () => {
      views.push(await read(version))
      return views.at(-1)?.neighbours.length
    }
    // a neighbour is in the table about a second after its link came up
    await expect.poll(neighbours, { timeout: 20_000 }).toBe(lab.phones.length)
    return only(views.slice(-1))
  }

  beforeAll(async () => {
    lab = await switchLab(4)
  }, 60_000)
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]()
  })

  it('lists every phone with its port, addresses, VLAN and MED inventory', async () => {
    const view = await readAll()
    expect(view.switch).toMatchObject({ name: 'lab-switch', description: 'Lab access switch, 4 ports' })
    for (const phone of lab.phones) {
      expect(only(on(view, phone.port))).toMatchObject({
        seenBy: ['lldp'],
        mac: phone.mac,
        addresses: [phone.address],
        name: phone.name,
        chassisId: { subtype: 'mac', text: phone.mac },
        portId: { subtype: 'mac', text: phone.mac },
        description: `${phone.manufacturer} ${phone.model} ${phone.firmware}`,
        medClass: 'communication',
        vlan: {
          voice: { vlan: phone.voiceVlan, tagged: true, priority: 5, dscp: 46, known: true },
          offered: { vlan: 50, tagged: true, priority: 5, dscp: 46, known: true },
        },
        inventory: {
          manufacturer: phone.manufacturer,
          model: phone.model,
          hardware: phone.hardware,
          firmware: phone.firmware,
          software: phone.software,
          serial: phone.serial,
        },
      })
      expect(only(on(view, phone.port)).capabilities?.enabled).toEqual(['bridge', 'telephone'])
    }
    const used = view.switch.tables.filter(({ state }) => state !== 'absent')
    expect(used.filter(({ state, notes }) => state !== 'read' || notes.length > 0)).toEqual([])
  })

  it('gives the same over SNMPv1, one row per request', async () => {
    const [fast, slow] = [await readAll('2c'), await readAll('1')]
    expect(slow.neighbours).toEqual(fast.neighbours)
    expect(slow.switch.ports).toEqual(fast.switch.ports)
  })

  it('is printed by `punchdown neighbours`, one phone per line', async () => {
    const { output, code } = await lab.onPc(process.execPath, [cliFile, 'neighbours', lab.address, '--json'])
    const lines = output
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line))
    expect([code, lines.map(({ port, mac }) => [port, mac])]).toEqual([
      0,
      lab.phones.map(({ port, mac }) => [port, mac]),
    ])
  })

  it('follows a phone with new facts, and one that was unplugged', async () => {
    await lab.configure(2, ['configure inventory asset "moved"', 'update'])
    const assetOf = (view: SwitchView) => on(view, 'ge2')[0]?.inventory?.asset
    await expect.poll(async () => assetOf(await read()), { timeout: 20_000 }).toBe('moved')
    await lab.unplug(4)
    await expect.poll(async () => on(await read(), 'ge4').length, { timeout: 20_000 }).toBe(0)
  })

  it('shows the port of the unplugged phone as down', async () => {
    const up = async () => {
      const { ports } = (await read()).switch
      return ['ge1', 'ge4'].map((port) => ports.find(({ name }) => name === port)?.up)
    }
    // snmpd reads its interfaces at intervals
    await expect.poll(up, { timeout: 40_000 }).toEqual([true, false])
  })
})
