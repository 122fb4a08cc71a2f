/** Access control of Debian's snmpd: each refusal has its own code, because each has its own remedy. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import snmp from 'net-snmp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '#electron/probes/switch/access.ts'
import { findAgent } from '#electron/probes/switch/agent-presence.ts'
import type { SnmpAccessInput } from '#shared/model/snmp.ts'
import { snmpAccessSchema } from '#shared/model/snmp.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { daemon } from '#test/support/daemon.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { closedPort, freeUdpPort, silentPeer } from '../probes/peers.ts'
import { publicly, readWhole } from './reading.ts'

type V3 = Extract<SnmpAccessInput, { version: '3' }>
const right = 'password1'
const privateKey = 'password2'
const users = [
  ['noauth', '', 'noauth'],
  ['md5', `MD5 ${right}`, 'auth'],
  ['sha', `SHA ${right}`, 'auth'],
  ['sha224', `SHA-224 ${right}`, 'auth'],
  ['sha256', `SHA-256 ${right}`, 'auth'],
  ['sha384', `SHA-384 ${right}`, 'auth'],
  ['sha512', `SHA-512 ${right}`, 'auth'],
  ['des', `MD5 ${right} DES ${privateKey}`, 'priv'],
  ['aes', `SHA ${right} AES ${privateKey}`, 'priv'],
] as const

const v3 = (user: string, more: Partial<V3> = {}): SnmpAccessInput => ({ version: '3', user, ...more })
const auth = (protocol: NonNullable<V3['auth']>['protocol'], password = right) => ({
  auth: { protocol, password },
})
const privacy = (protocol: NonNullable<V3['privacy']>['protocol'], password = privateKey) => ({
  privacy: { protocol, password },
})

/** snmpd's machine has interfaces and no neighbours: the code for missing tables shows that it was read. */
const wasRead = { code: 'switch-tables-missing' }

describe.skipIf(!isHere('snmpd'))(`access to snmpd${missing('snmpd')}`, () => {
  const parts = new AsyncDisposableStack()
  let port = 0
  beforeAll(async () => {
    const folder = parts.use(temporaryFolder()).path
    port = await freeUdpPort()
    const file = join(folder, 'snmpd.conf')
    const lines = [
      `[snmp] persistentDir ${folder}`,
      'rocommunity letmein',
      ...users.map(([name, keys]) => `createUser ${name} ${keys}`),
      ...users.map(([name, , level]) => `rouser ${name} ${level}`),
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    const args = ['-f', '-Lo', '-C', '-c', file, '-p', join(folder, 'pid'), `udp:127.0.0.1:${port}`]
    parts.use(await daemon('snmpd', args, /NET-SNMP version/, folder))
  })
  afterAll(() => parts.disposeAsync())

  const read = (access: SnmpAccessInput, timeoutMs = 1_000) => readWhole(port, { access, timeoutMs })
  const quick = 150

  it.each([
    ['v1', { version: '1', community: 'letmein' } as const],
    ['v2c', { version: '2c', community: 'letmein' } as const],
    ['v3 without a key', v3('noauth')],
    ['MD5', v3('md5', auth('md5'))],
    ['SHA-1', v3('sha', auth('sha'))],
    ['SHA-224', v3('sha224', auth('sha224'))],
    ['SHA-256', v3('sha256', auth('sha256'))],
    ['SHA-384', v3('sha384', auth('sha384'))],
    ['SHA-512', v3('sha512', auth('sha512'))],
    ['MD5 and DES', v3('des', { ...auth('md5'), ...privacy('des') })],
    ['SHA-1 and AES', v3('aes', { ...auth('sha'), ...privacy('aes') })],
  ])('reads over %s', async (_, access) => {
    await expect(read(access)).rejects.toMatchObject(wasRead)
  })

  it.each([
    ['a community it does not know', publicly(), 'snmp-community-refused'],
    ['the same in SNMPv1', publicly('1'), 'snmp-community-refused'],
    ['a user it does not know', v3('nobody', auth('sha')), 'snmp-user-unknown'],
    ['a user it does not know, without a key', v3('nobody'), 'snmp-user-unknown'],
    ['a wrong password', v3('sha', auth('sha', 'password0')), 'snmp-auth-refused'],
    ['the right password in another hash', v3('sha', auth('md5')), 'snmp-auth-refused'],
    ['the right password in a longer hash', v3('sha', auth('sha256')), 'snmp-auth-refused'],
    [
      'a wrong password where the key for privacy is right',
      v3('aes', { ...auth('sha', 'password0'), ...privacy('aes') }),
      'snmp-auth-refused',
    ],
    [
      'a wrong key for privacy',
      v3('aes', { ...auth('sha'), ...privacy('aes', 'password0') }),
      'snmp-privacy-refused',
    ],
    [
      'a wrong key for DES',
      v3('des', { ...auth('md5'), ...privacy('des', 'password0') }),
      'snmp-privacy-refused',
    ],
    ['another cipher', v3('aes', { ...auth('sha'), ...privacy('des') }), 'snmp-privacy-refused'],
    ['no key where one is asked for', v3('sha'), 'snmp-level-refused'],
    ['no privacy where it is asked for', v3('aes', auth('sha')), 'snmp-level-refused'],
    [
      'privacy for a user who has no key for it',
      v3('sha', { ...auth('sha'), ...privacy('aes') }),
      'snmp-level-refused',
    ],
  ])('reports %s by its own code', async (_, access, code) => {
    const failure = read(access, quick)
    await expect(failure).rejects.toMatchObject({ code, facts: { address: '127.0.0.1', port } })
    const text = await failure.catch((error: unknown) => `${String(error)} ${JSON.stringify(error)}`)
    for (const secret of [right, privateKey, 'password0', 'public']) expect(text).not.toContain(secret)
  })

  it('keeps no key that was derived from a password', async () => {
    await expect(read(v3('aes', { ...auth('sha'), ...privacy('aes') }))).rejects.toMatchObject(wasRead)
    await expect(read(v3('sha', auth('sha', 'password0')))).rejects.toMatchObject({
      code: 'snmp-auth-refused',
    })
    expect(Object.keys(snmp.Authentication.authToKeyCache)).toEqual([])
  })

  it('finds the agent without any credentials', async () => {
    expect(await findAgent('127.0.0.1', port, 1_000, new AbortController().signal)).toEqual({
      presence: 'present',
      // net-snmp's own enterprise number
      engineId: expect.stringMatching(/^80001f88/),
    })
  })
})

describe('a silent agent', () => {
  it('is reported as absent or refusing, over every version', async () => {
    await using silent = await silentPeer()
    for (const access of [publicly('1'), publicly(), v3('sha', auth('sha'))]) {
      const failure = readWhole(silent.port, { access, timeoutMs: 60 })
      await expect(failure).rejects.toMatchObject({ code: 'snmp-no-answer' })
    }
  })

  it('is distinguished at once from a host with a closed port', async () => {
    const failure = readWhole(await closedPort(), { timeoutMs: 1_000 })
    await expect(failure).rejects.toMatchObject({ code: 'unreachable', facts: { reason: 'port-closed' } })
  })
})

describe('access', () => {
  it('requires authentication for privacy', () => {
    const lone = v3('aes', privacy('aes'))
    expect(snmpAccessSchema.safeParse(lone).success).toBe(false)
  })

  it('masks every secret in every text form', () => {
    const access = accessOf(snmpAccessSchema.parse(v3('aes', { ...auth('sha'), ...privacy('aes') })))
    const community = accessOf({ version: '2c', community: 'letmein' })
    const text = `${JSON.stringify(access)} ${JSON.stringify(community)} ${String(community.version)}`
    for (const secret of [right, privateKey, 'letmein']) expect(text).not.toContain(secret)
  })
})
