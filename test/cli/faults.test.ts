/** read and push against practice devices that misbehave: a code each, nothing lost, nothing written unseen. */
import { describe, expect, it } from 'vitest'
import type { PracticeFault } from '#shared/model/host.ts'
import { freePorts } from '#test/support/core.ts'
import { punchdown, running } from './punchdown.ts'

const url = `http://127.0.0.1:9/00\${IPEI}.cfg`

async function against(fault: PracticeFault) {
  const { http, sip, snmp } = await freePorts()
  const ports = `http=${http},sip=${sip},snmp=${snmp}`
  const practice = running(['practice', '--pace', '0.02', '--ports', ports, '--fault', fault, '--json'])
  const device = await practice.next()
  const run = (command: string, ...args: string[]) =>
    punchdown(
      [
        command,
        `127.0.0.1:${http}`,
        '--ports',
        ports,
        '--user',
        'admin',
        '--password-stdin',
        '--allow-http',
        '--json',
        ...args,
      ],
      { input: 'admin' },
    )
  return { device, run, [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose]() }
}

describe('a practice device with a fault', () => {
  it.each([
    ['garbage-page', 5, 'unexpected-page'],
    ['wrong-password', 4, 'sign-in-refused'],
  ] as const)('%s: exit code %i, nothing printed, nothing written', async (fault, expected, problem) => {
    await using site = await against(fault)
    expect(site.device.faults).toEqual([fault])
    for (const { code, stdout, stderr } of [
      await site.run('read'),
      await site.run('push', '--url', url, '--apply'),
    ]) {
      expect([code, stdout]).toEqual([expected, ''])
      expect(stderr).toContain(problem)
    }
  })

  it.each([['slow'], ['drop-one-reply'], ['reboot-in-the-middle']] as const)(
    '%s: every edit is written and read back nevertheless',
    async (fault) => {
      await using site = await against(fault)
      const { code, objects } = await site.run('push', '--url', url, '--apply')
      expect(code).toBe(0)
      expect(objects.length).toBeGreaterThan(0)
      for (const { result, after, found } of objects) {
        expect(['set', 'unchanged']).toContain(result)
        expect(found).toBe(after)
      }
    },
  )

  it('an unknown fault is exit code 2', async () => {
    expect((await punchdown(['practice', '--fault', 'gremlins'])).code).toBe(2)
  })
})
