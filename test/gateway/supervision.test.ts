/** The gateway core runs in a worker. When it ends for any reason, the rest of the core is not affected and the next worker continues from its store. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BroadcastChannel } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import type { GatewayFact } from '#electron/gateway/facts.ts'
import type { Gateway } from '#electron/gateway/gateway.ts'
import { createGateway } from '#electron/gateway/supervised-gateway.ts'
import type { InheritedDocument } from '#electron/gateway/worker/contract.ts'
import { createLog } from '#electron/platform/log.ts'
import { keyringInFile, memoryKeyring } from '#electron/platform/secrets.ts'
import { BenchBrowser, BenchDevice, fetchConfiguration, handset } from './bench.ts'
import type { Death } from './mortal-worker.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'punchdown-worker-'))
  folders.push(folder)
  return folder
}

const limits = { heapMegabytes: 64, beatMs: 50, mostMissedBeats: 80, closeWithinMs: 2_000 }
const open = (folder: string, inherited?: { documents(): InheritedDocument[]; remove(): void }): Gateway =>
  createGateway({
    file: join(import.meta.dirname, 'mortal-worker.ts'),
    folder,
    keyring: keyringInFile(folder),
    log: createLog(),
    settings: { progressMs: 0 },
    limits,
    ...(inherited === undefined ? {} : { inherited }),
  })

/** Resolves when the status has `state`. */
const until = (gateway: Gateway, state: string): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (gateway.status().state !== state) return
      remove()
      resolve()
    }
    const remove = gateway.onChange(look)
    look()
  })

async function end(gateway: Gateway, death: Death): Promise<void> {
  const channel = new BroadcastChannel(`mortal-${process.pid}`)
  const gone = until(gateway, 'restarting')
  channel.postMessage(death)
  await gone
  channel.close()
}

const accountIn = async (url: string): Promise<{ nextUrl: string; account: SipAccount }> => {
  const { nextUrl, account } = await fetchConfiguration(url)
  if (account === null) throw new Error('no account')
  return { nextUrl, account }
}

describe('a worker that ends', () => {
  it('three times in one walk (error, memory, endless loop) loses no step', async () => {
    await using gateway = open(newFolder())
    await using device = await BenchDevice.open()
    const facts: GatewayFact['fact'][] = []
    gateway.onFact(({ fact }) => facts.push(fact))
    const { address, httpPort, sipPort } = await gateway.start({
      address: '127.0.0.1',
      httpPort: 0,
      sipPort: 0,
    })
    const entry = gateway.entryUrl()
    const { nextUrl } = await fetchConfiguration(`${entry}/${handset}.cfg`)
    await gateway.enrol(handset)
    const temporary = await accountIn(nextUrl)
    expect((await device.register(temporary.account)).status).toBe(200)

    await end(gateway, 'uncaught')
    expect(gateway.status().reason).toMatchObject({ code: 'gateway-stopped', facts: { reason: 'error' } })
    expect(gateway.entryUrl()).toBe(entry)
    // a call without a running worker waits for the next one
    const { code } = await gateway.issueVerificationCode(handset)
    expect(gateway.status()).toMatchObject({ state: 'running', reason: null, address, httpPort, sipPort })
    expect(await device.dial(temporary.account, `*55*${code}`)).toEqual([100, 183, 486])
    const signIn = await gateway.issueSignInCode(handset, false)

    await end(gateway, 'memory')
    expect(gateway.status().reason?.facts.reason).toBe('memory')
    await until(gateway, 'running')
    expect((await new BenchBrowser(signIn.page).signIn(signIn.code)).step).toBe('done')
    await device.checkSync()

    await end(gateway, 'loop')
    expect(gateway.status().reason?.facts.reason).toBe('unresponsive')
    await until(gateway, 'running')
    const own = await accountIn(temporary.nextUrl)
    expect((await device.register(own.account)).status).toBe(200)
    expect((await gateway.facts()).map(({ fact }) => fact)).toEqual([
      'configuration-fetched',
      'registered-without-owner',
      'verification-accepted',
      'account-attached',
      'registered-with-number',
    ])
    expect(new Set(facts)).toContain('registered-with-number')
    expect((await gateway.users()).filter(({ hardwareId }) => hardwareId === handset)).toHaveLength(1)
  }, 60_000)

  it('too often stays off with the reason until the gateway is started again', async () => {
    await using gateway = createGateway({
      file: join(import.meta.dirname, 'mortal-worker.ts'),
      ...{ folder: null, keyring: memoryKeyring(), log: createLog(), limits, pausesMs: [10] },
    })
    const where = { address: '127.0.0.1', httpPort: 0, sipPort: 0 }
    await gateway.start(where)
    await end(gateway, 'uncaught')
    await until(gateway, 'running')
    const off = until(gateway, 'off')
    const channel = new BroadcastChannel(`mortal-${process.pid}`)
    channel.postMessage('uncaught')
    await off
    channel.close()
    expect(gateway.status()).toMatchObject({ httpPort: null, reason: { code: 'gateway-stopped' } })
    expect(await gateway.start(where)).toMatchObject({ state: 'running', reason: null })
  })

  it('before it has opened its database is reported, and the gateway stays off', async () => {
    await using gateway = createGateway({
      file: join(import.meta.dirname, 'no-such-worker.ts'),
      folder: null,
      keyring: memoryKeyring(),
      log: createLog(),
      limits,
    })
    await expect(gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })).rejects.toMatchObject({
      code: 'gateway-stopped',
    })
    expect(gateway.status().state).toBe('off')
    expect(await gateway.facts()).toEqual([])
  })
})

describe('the worker’s database', () => {
  it('is not created before the gateway is used', async () => {
    const folder = newFolder()
    {
      await using gateway = open(folder)
      expect(gateway.status().state).toBe('off')
      expect(() => gateway.entryUrl()).toThrow(expect.objectContaining({ code: 'gateway-off' }))
    }
    expect(readdirSync(folder)).toEqual(['secret.key'])
  })

  it('imports the documents of an earlier version once', async () => {
    const folder = newFolder()
    const user = { id: 'u', tenantId: 't', name: 'Lee Gu', number: '+442079460999', position: 9 }
    let removals = 0
    const inherited = {
      documents: () => [{ collection: 'gateway.user', key: 'u', value: user }],
      remove() {
        removals++
      },
    }
    {
      await using gateway = open(folder, inherited)
      expect((await gateway.users()).map(({ name }) => name)).toContain('Lee Gu')
    }
    {
      await using gateway = open(folder, {
        documents: () => [{ collection: 'gateway.user', key: 'u', value: { ...user, name: 'Other' } }],
        remove() {
          removals++
        },
      })
      const names = (await gateway.users()).map(({ name }) => name)
      expect(names).toContain('Lee Gu')
      expect(names).not.toContain('Other')
    }
    expect(removals).toBe(2)
  })

  it('passes on the problem codes of the directory', async () => {
    await using gateway = open(newFolder())
    await gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
    await expect(gateway.issueVerificationCode(handset)).rejects.toMatchObject({
      code: 'hardware-id-unknown',
    })
    await expect(gateway.issueSignInCode(handset, false)).rejects.toMatchObject({ code: 'not-onboarded' })
    await expect(gateway.start({ address: '203.0.113.1', httpPort: 0, sipPort: 0 })).rejects.toMatchObject({
      code: 'address-not-here',
    })
  })
})
