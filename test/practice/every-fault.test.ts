/** Each fault of each practice device, observed with curl. */
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { type PracticeFault, practiceFaultSchema } from '#shared/model/host.ts'
import { isHere, missing } from '#test/support/programs.ts'
import type { Started } from './kind.ts'
import { kinds } from './kinds.ts'

/** Codes of curl: nothing received, and a connection that was reset. */
const cut = [52, 55, 56]

const set = ({ practice }: Started, fault: PracticeFault, on = true): void =>
  practice.site.misbehave(practice.deviceId, fault, on)
const isSet = ({ practice }: Started, fault: PracticeFault): boolean =>
  practice.site.status().devices[0]?.faults.includes(fault) === true

describe.skipIf(!isHere('curl'))(`faults of practice devices${missing('curl')}`, () => {
  describe.each(kinds)('$name', (kind) => {
    const faults: Readonly<Record<PracticeFault, () => Promise<void>>> = {
      slow: async () => {
        await using device = await kind.start(1)
        set(device, 'slow')
        expect((await device.read('-m', '1')).exit).toBe(28)
        set(device, 'slow', false)
        expect((await device.read()).status).toBe(200)
      },
      silent: async () => {
        await using device = await kind.start()
        set(device, 'silent')
        const reply = await device.read('-m', '1')
        expect([reply.exit, reply.status]).toEqual([28, 0])
        set(device, 'silent', false)
        expect((await device.read()).status).toBe(200)
      },
      'wrong-password': async () => {
        await using device = await kind.start()
        set(device, 'wrong-password')
        expect(kind.refusal(await device.read())).toBe('wrong')
        set(device, 'wrong-password', false)
        expect(kind.refusal(await device.read())).toBeNull()
        expect((await device.read()).status).toBe(200)
      },
      'lock-out': async () => {
        await using device = await kind.start()
        set(device, 'lock-out')
        for (let attempt = 1; attempt <= 2; attempt++) {
          expect(kind.refusal(await device.guess())).toBe('wrong')
          expect(kind.refusal(await device.read())).toBeNull()
        }
        await device.guess()
        expect(['wrong', 'locked']).toContain(kind.refusal(await device.read()))
        set(device, 'lock-out', false)
        expect(kind.refusal(await device.read())).toBeNull()
      },
      'password-change': async () => {
        await using device = await kind.start()
        expect(kind.demandsPassword(await device.read())).toBe(false)
        set(device, 'password-change')
        expect(kind.demandsPassword(await device.read())).toBe(true)
        await device.write('71')
        set(device, 'password-change', false)
        expect(await device.stored()).not.toBe('71')
      },
      'interface-off': async () => {
        await using device = await kind.start()
        set(device, 'interface-off')
        expect(kind.isOff(await device.read())).toBe(true)
        set(device, 'interface-off', false)
        expect(kind.isOff(await device.read())).toBe(false)
      },
      'unknown-page': async () => {
        await using device = await kind.start()
        set(device, 'unknown-page')
        const reply = await device.read()
        expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/html'])
        expect((await device.write('72')).status).toBe(200)
        set(device, 'unknown-page', false)
        expect((await device.read()).body).not.toBe(reply.body)
        expect(await device.stored()).not.toBe('72')
      },
      'garbage-page': async () => {
        await using device = await kind.start()
        set(device, 'garbage-page')
        expect(await device.stored()).toBeNull()
        expect((await device.read()).body).toContain('\u0000')
      },
      'other-charset': async () => {
        await using device = await kind.start()
        const usual = await device.read()
        set(device, 'other-charset')
        const reply = await device.read()
        expect(reply.headers.get('content-type')).toMatch(/; charset=ISO-8859-1$/)
        expect(reply.body).not.toContain('encoding="UTF-8"')
        if (kind.foreign === null) return
        expect(usual.body).toContain(kind.foreign)
        // curl's output is read as UTF-8 here
        expect(reply.body).not.toContain(kind.foreign)
      },
      'drop-one-reply': async () => {
        await using device = await kind.start()
        set(device, 'drop-one-reply')
        expect(cut).toContain((await device.read()).exit)
        expect((await device.read()).status).toBe(200)
      },
      'drop-before-write': () => dropped('drop-before-write', false),
      'drop-during-write': () => dropped('drop-during-write', false),
      'drop-after-write': () => dropped('drop-after-write', true),
      'forget-write': async () => {
        await using device = await kind.start()
        set(device, 'forget-write')
        expect((await device.write('73')).status).toBe(200)
        set(device, 'forget-write', false)
        expect((await device.write('74')).status).toBe(200)
        await expect.poll(device.stored).toBe('74')
        set(device, 'forget-write')
        expect((await device.write('75')).status).toBe(200)
        expect(await device.stored()).toBe('74')
      },
      'reboot-in-the-middle': async () => {
        await using device = await kind.start(0.001)
        set(device, 'reboot-in-the-middle')
        expect(cut).toContain((await device.write('76')).exit)
        expect(isSet(device, 'reboot-in-the-middle')).toBe(false)
        await expect.poll(async () => (await device.read()).status).toBe(200)
      },
      'new-address': async () => {
        await using device = await kind.start()
        const port = () => device.practice.site.status().devices[0]?.ports.http
        const home = port()
        set(device, 'new-address')
        await expect.poll(port).not.toBe(home)
        expect((await device.read()).exit).toBe(7)
        set(device, 'new-address', false)
        await expect.poll(port).toBe(home)
        expect((await device.read()).status).toBe(200)
      },
      'new-certificate': async () => {
        await using device = await kind.start()
        if (!kind.secure) return
        const port = device.practice.httpPort
        const first = await certificateAt(port)
        expect((await certificateAt(port)).fingerprint256).toBe(first.fingerprint256)
        set(device, 'new-certificate')
        const second = await certificateAt(port)
        expect(second.fingerprint256).not.toBe(first.fingerprint256)
        expect(second.subject).toEqual(first.subject)
        set(device, 'new-certificate', false)
        expect((await certificateAt(port)).fingerprint256).toBe(first.fingerprint256)
      },
    }

    async function dropped(fault: PracticeFault, isStored: boolean): Promise<void> {
      await using device = await kind.start()
      set(device, fault)
      expect((await device.read()).status).toBe(200)
      expect(isSet(device, fault)).toBe(true)
      const lost = await device.write('77')
      expect(cut).toContain(lost.exit)
      expect(lost.body).toBe('')
      expect(isSet(device, fault)).toBe(false)
      if (isStored) await expect.poll(device.stored).toBe('77')
      else expect(await device.stored()).not.toBe('77')
    }

    it.each(practiceFaultSchema.options)('%s', (fault) => faults[fault]())
  })
})

function certificateAt(port: number): Promise<DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate(true))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}
