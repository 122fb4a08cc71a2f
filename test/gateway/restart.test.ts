/** The core may end at any point: every reply that was sent is still valid afterwards. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { BenchBrowser, BenchDevice, fetchConfiguration, handset, openBench } from './bench.ts'
import type { ChildCommand } from './gateway-child.ts'

const walkFacts = [
  'configuration-fetched',
  'registered-without-owner',
  'verification-accepted',
  'account-attached',
  'registered-with-number',
] as const

/** Operations of a gateway core that the walk uses, in this process or in another. */
interface WalkedGateway {
  entryUrl(): string
  enrol(): Promise<void>
  verificationCode(): Promise<string>
  signIn(): Promise<{ code: string; page: string }>
  facts(): Promise<string[]>
  registrations(): Promise<number>
}

interface Carried {
  readonly gateway: WalkedGateway
  readonly device: BenchDevice
  url: string
  account: SipAccount | null
  code: string
  signInCode: string
}

const accountOf = ({ account }: Carried): SipAccount => {
  if (account === null) throw new Error('no account yet')
  return account
}

/** Each step of a device or a person, and the facts after it. */
const steps: readonly { name: string; facts: number; take(walk: Carried): Promise<void> }[] = [
  {
    name: 'stage 1 fetched',
    facts: 1,
    async take(walk) {
      walk.url = (await fetchConfiguration(`${walk.gateway.entryUrl()}/${handset}.cfg`)).nextUrl
      await walk.gateway.enrol()
    },
  },
  {
    name: 'stage 2 fetched',
    facts: 1,
    async take(walk) {
      const { nextUrl, account } = await fetchConfiguration(walk.url)
      walk.url = nextUrl
      walk.account = account
    },
  },
  {
    name: 'temporary account registered',
    facts: 2,
    async take(walk) {
      expect((await walk.device.register(accountOf(walk))).status).toBe(200)
    },
  },
  {
    name: 'verification code issued',
    facts: 2,
    async take(walk) {
      walk.code = await walk.gateway.verificationCode()
    },
  },
  {
    name: 'verification code dialled',
    facts: 3,
    async take(walk) {
      expect(await walk.device.dial(accountOf(walk), `*55*${walk.code}`)).toEqual([100, 183, 486])
    },
  },
  {
    name: 'sign-in code issued',
    facts: 3,
    async take(walk) {
      walk.signInCode = (await walk.gateway.signIn()).code
    },
  },
  {
    name: 'signed in on the page',
    facts: 4,
    async take(walk) {
      const { code, page } = await walk.gateway.signIn()
      expect(code).toBe(walk.signInCode)
      expect((await new BenchBrowser(page).signIn(code)).step).toBe('done')
      await walk.device.checkSync()
    },
  },
  {
    name: 'final file fetched',
    facts: 4,
    async take(walk) {
      const { nextUrl, account } = await fetchConfiguration(walk.url)
      walk.url = nextUrl
      walk.account = account
    },
  },
  {
    name: 'own account registered',
    facts: 5,
    async take(walk) {
      expect((await walk.device.register(accountOf(walk))).status).toBe(200)
    },
  },
]

const start = (gateway: WalkedGateway, device: BenchDevice): Carried => ({
  gateway,
  device,
  url: '',
  account: null,
  code: '',
  signInCode: '',
})

describe('a restart after every step', () => {
  it('changes no fact', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const gateway = (): ReturnType<typeof bench.gateway> => bench.gateway()
    const walk = start(
      {
        entryUrl: () => gateway().entryUrl(),
        enrol: async () => gateway().enrol(handset),
        verificationCode: async () => gateway().issueVerificationCode(handset).code,
        signIn: async () => gateway().issueSignInCode(handset, false),
        facts: async () =>
          gateway()
            .facts()
            .map(({ fact }) => fact),
        registrations: async () => gateway().status().registrations,
      },
      device,
    )
    for (const step of steps) {
      await step.take(walk)
      await bench.restart()
      expect(await walk.gateway.facts(), step.name).toEqual(walkFacts.slice(0, step.facts))
    }
    expect(await walk.gateway.registrations()).toBe(1)
  })

  it('notifies a device that registers its temporary account although it has an account', async () => {
    await using bench = await openBench()
    await using device = await BenchDevice.open()
    const { documents } = bench.store
    const gateway = () => bench.gateway()
    const first = await fetchConfiguration(`${gateway().entryUrl()}/${handset}.cfg`)
    const { account } = await fetchConfiguration(first.nextUrl)
    if (account === null) throw new Error('no account')
    gateway().enrol(handset)
    await device.dial(account, `*55*${gateway().issueVerificationCode(handset).code}`)
    const { code, page } = gateway().issueSignInCode(handset, false)
    expect(await gateway().sendCheckSync(handset)).toBe(false)
    await new BenchBrowser(page).signIn(code)
    await bench.restart()
    expect((await device.register(account)).status).toBe(200)
    await device.checkSync(1)
    expect(await gateway().sendCheckSync(handset)).toBe(true)
    expect(documents.all('gateway.binding')).toHaveLength(1)
    bench.clock.advance(3_600_000)
    expect(gateway().status().registrations).toBe(0)
    expect(await gateway().sendCheckSync(handset)).toBe(false)
  })

  it('skips an unreadable document', async () => {
    await using bench = await openBench()
    bench.store.documents.set('gateway.endpoint', handset, { hardwareId: 7 })
    bench.store.documents.set('gateway.binding', 'x', 'nonsense')
    const gateway = await bench.restart()
    expect(gateway.facts()).toEqual([])
    expect((await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)).account).toBeNull()
  })
})

/** A gateway core in another process; after a kill it restarts on the same ports and folder. */
class KilledGateway implements WalkedGateway {
  readonly #folder: string
  #child: ChildProcess | null = null
  #entryUrl = ''

  constructor(folder: string) {
    this.#folder = folder
  }

  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'gateway-child.ts'), [this.#folder])
    this.#child = child
    const ready: { entryUrl: string } = await this.#message((message) => 'entryUrl' in message)
    if (this.#entryUrl !== '') expect(ready.entryUrl).toBe(this.#entryUrl)
    this.#entryUrl = ready.entryUrl
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  #message<Answer extends object>(isWanted: (message: object) => boolean): Promise<Answer> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      if (child === null) throw new Error('not running')
      const ended = () => reject(new Error('the gateway ended by itself'))
      const look = (message: Answer): void => {
        if (!isWanted(message)) return
        child.off('message', look)
        child.off('exit', ended)
        resolve(message)
      }
      child.on('message', look)
      child.once('exit', ended)
    })
  }

  async #ask<Answer>(command: ChildCommand): Promise<Answer> {
    const answer = this.#message<{ answer: Answer }>((message) => 'answer' in message)
    this.#child?.send({ command, hardwareId: handset })
    return (await answer).answer
  }

  entryUrl = (): string => this.#entryUrl
  enrol = (): Promise<void> => this.#ask('enrol')
  verificationCode = async (): Promise<string> => (await this.#ask<{ code: string }>('verification')).code
  signIn = (): Promise<{ code: string; page: string }> => this.#ask('sign-in')
  registrations = (): Promise<number> => this.#ask('registrations')
  facts = async (): Promise<string[]> =>
    (await this.#ask<{ fact: string }[]>('facts')).map(({ fact }) => fact)
}

describe('kill -9 after every step', () => {
  it('changes no fact', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'punchdown-gateway-'))
    const gateway = new KilledGateway(folder)
    await using device = await BenchDevice.open()
    try {
      await gateway.start()
      const walk = start(gateway, device)
      for (const step of steps) {
        await step.take(walk)
        await gateway.kill()
        await gateway.start()
        expect(await gateway.facts(), step.name).toEqual(walkFacts.slice(0, step.facts))
      }
      expect(await gateway.registrations()).toBe(1)
    } finally {
      await gateway.kill()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)
})
