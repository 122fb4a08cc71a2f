/** An announcement to sipp playing a booting phone, over real multicast between two network namespaces. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { running } from '#test/probes/peers.ts'
import { type Cable, haveNamespaces, layCable, withoutRoot } from '#test/protocols/lldp/namespaces.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'

const mac = '00:04:13:A1:B2:C3'
const phone = '198.18.61.2'
const other = '198.18.61.3'
const laptop = '198.18.61.1'
const lacking = haveNamespaces ? '' : withoutRoot
const patiently = { timeout: 30_000 }

describe.skipIf(!haveNamespaces || !isHere('sipp'))(
  `on a link of its own${lacking}${missing('sipp')}`,
  () => {
    const parts = new AsyncDisposableStack()
    let cable: Cable
    beforeAll(async () => {
      cable = parts.use(await layCable(mac))
      for (const [space, address] of [
        [cable.phone, phone],
        [cable.phone, other],
        [cable.laptop, laptop],
      ] as const) {
        await cable.run(space, 'ip', ['addr', 'add', `${address}/24`, 'dev', 'eth0'])
        await cable.run(space, 'ip', ['link', 'set', 'lo', 'up'])
      }
      for (const space of [cable.phone, cable.laptop])
        await cable.run(space, 'ip', ['route', 'add', '224.0.0.0/4', 'dev', 'eth0'])
    })
    afterAll(() => parts.disposeAsync())

    const announcing = () => {
      const child = join(import.meta.dirname, 'announce-child.ts')
      return running(...cable.inside(cable.laptop, process.execPath, [child, mac, phone]))
    }
    /** sipp's boot with the address; true when it has taken the URL. */
    const bootSipp = async (address: string): Promise<boolean> => {
      using folder = temporaryFolder()
      const scenario = join(import.meta.dirname, 'phone.xml')
      const args = ['-sf', scenario, '-i', address, '-p', '5062', '-m', '1', '-nostdin', '224.0.1.75:5060']
      await using sipp = running(...cable.inside(cable.phone, 'sipp', args), folder.path)
      await expect.poll(() => sipp.failed() !== null, patiently).toBe(true)
      return sipp.failed()?.includes('"code":0') === true
    }

    it('sipp takes the URL at the address where the scan found it, and nothing at another', async () => {
      await using program = announcing()
      await expect.poll(() => program.output(), patiently).toContain('"listening"')
      expect(await bootSipp(other)).toBe(false)
      const refused = `"other-address","mac":"${mac}","from":"${other}"`
      await expect.poll(() => program.output(), patiently).toContain(refused)
      expect(program.output()).not.toContain('"asked"')
      // sipp acknowledges to the group, not to the address of the NOTIFY
      expect(await bootSipp(phone)).toBe(true)
    })

    it('ends when the phone has acknowledged the URL', async () => {
      await using program = announcing()
      await expect.poll(() => program.output(), patiently).toContain('"listening"')
      const child = join(import.meta.dirname, 'phone-child.ts')
      await using booted = running(...cable.inside(cable.phone, process.execPath, [child, phone]))
      await expect.poll(() => booted.output(), patiently).toBe('http://198.18.61.1/here\n')
      await expect.poll(() => program.output(), patiently).toContain('"told"')
      await expect.poll(() => program.output(), patiently).toContain('"waiting":[]')
    })
  },
)
