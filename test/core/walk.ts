/** The walk of one practice handset, step by step, each step named by the state it ends in. */
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { z } from 'zod'
import { gatewayStatusSchema, practiceStatusSchema } from '#shared/model/host.ts'
import {
  type Endpoint,
  type JobChange,
  type JobDevice,
  jobChangeSchema,
  jobSchema,
} from '#shared/model/job.ts'
import { scanEventSchema } from '#shared/model/scan.ts'
import { planSchema } from '#shared/model/settings.ts'
import type { ChildCore } from '../support/core.ts'

export interface Walk {
  /** The core now; a test that kills it puts the next one here. */
  core: ChildCore
  jobId: string
  readonly ipei: string
}

async function whole(walk: Walk): Promise<JobChange> {
  return jobChangeSchema.parse(await walk.core.call('jobs.watch', { jobId: walk.jobId }))
}

export async function base(walk: Walk): Promise<JobDevice> {
  const device = (await whole(walk)).devices.upserted[0]
  if (device === undefined) throw new Error('no device in the job')
  return device
}

export async function handset(walk: Walk): Promise<Endpoint> {
  const endpoint = (await whole(walk)).endpoints.upserted.find(
    (each) => each.kind === 'handset' && each.ipei === walk.ipei,
  )
  if (endpoint === undefined) throw new Error('the handset is not in the job')
  return endpoint
}

/** Looks until the handset is where it should be: the state decides, no clock does. */
async function until(walk: Walk, ...states: Endpoint['onboarding']['at'][]): Promise<Endpoint> {
  return expect
    .poll(() => handset(walk), { timeout: 60_000, interval: 50 })
    .toSatisfy((endpoint: Endpoint) => states.includes(endpoint.onboarding.at))
    .then(() => handset(walk))
}

async function signIn(walk: Walk): Promise<void> {
  const device = await base(walk)
  if (!device.signedIn)
    await walk.core.call('devices.signIn', { deviceId: device.id, user: 'admin', password: 'admin' })
}

/** Each step can be begun again after the core was killed anywhere before or inside it. */
export const steps: readonly { readonly name: string; run(walk: Walk): Promise<void> }[] = [
  {
    name: 'practice job open',
    async run(walk) {
      walk.jobId = jobSchema.parse(await walk.core.call('jobs.practice')).id
    },
  },
  {
    name: 'base found',
    async run(walk) {
      const { targets, ports } = practiceStatusSchema.parse(await walk.core.call('practice.status'))
      const events = z
        .array(scanEventSchema)
        .parse(await walk.core.call('discovery.scan', { jobId: walk.jobId, targets, ports }))
      expect(events.at(-1)?.kind).toBe('ended')
      const device = await base(walk)
      expect(device.identity).toMatchObject({ vendor: 'Poly', kind: 'dect-base' })
      expect(device.verdict.answer).toBe('below-minimum')
    },
  },
  {
    name: 'handsets read',
    async run(walk) {
      await signIn(walk)
      await walk.core.call('devices.read', { deviceId: (await base(walk)).id })
      expect((await whole(walk)).endpoints.upserted).toHaveLength(3)
    },
  },
  {
    name: 'pointed at the gateway',
    async run(walk) {
      await signIn(walk)
      const deviceId = (await base(walk)).id
      const plan = planSchema.parse(
        await walk.core.call('devices.plan', { deviceId, target: { kind: 'rehearsal' } }),
      )
      await walk.core.call('devices.apply', { deviceId, planId: plan.id })
      await until(walk, 'directed', 'fetched', 'onboarded')
    },
  },
  {
    name: 'onboarded',
    async run(walk) {
      await until(walk, 'onboarded')
    },
  },
  {
    name: 'verification code dialled',
    async run(walk) {
      await dial(walk)
      const endpoint = await until(walk, 'verified', 'signing-in')
      expect(endpoint.onboarding.at).not.toBe('stuck')
    },
  },
  {
    name: 'sign-in code running',
    async run(walk) {
      await until(walk, 'signing-in')
    },
  },
  {
    name: 'signed in on the page',
    async run(walk) {
      await typeSignInCode(walk)
    },
  },
  {
    name: 'registered with its number',
    async run(walk) {
      await until(walk, 'signed-in')
    },
  },
]

/** What a person does: waits until the handset shows that it is ready, dials, and dials again if nothing came of it. */
async function dial(walk: Walk): Promise<void> {
  for (;;) {
    const { onboarding } = await handset(walk)
    if (onboarding.at !== 'onboarded') return
    const { devices } = practiceStatusSchema.parse(await walk.core.call('practice.status'))
    const [device] = devices
    const ready = device?.handsets.some((each) => each.ipei === walk.ipei && each.registered) === true
    if (device === undefined || !ready || onboarding.verification === null) {
      await pause(50)
      continue
    }
    const digits = `*55*${onboarding.verification.code}`
    await walk.core.call('practice.dial', { deviceId: device.id, ipei: walk.ipei, digits })
  }
}

/** What a person does in the browser: opens the page, types the code, chooses an account. */
async function typeSignInCode(walk: Walk): Promise<void> {
  const { onboarding } = await until(walk, 'signing-in', 'signed-in')
  if (onboarding.at !== 'signing-in' || onboarding.account !== null) return
  const status = gatewayStatusSchema.parse(await walk.core.call('gateway.status'))
  if (status.signInPage === null) throw new Error('no sign-in page')
  await signInOnPage(status.signInPage, onboarding.signIn.code)
}

/** Fills in every form of the page as a browser does, hidden fields and all, until no form is left. */
export async function signInOnPage(page: string, code: string): Promise<void> {
  let url = page
  let reply = await fetch(url)
  for (let turn = 0; turn < 4; turn++) {
    const html = await reply.text()
    expect(reply.status, html.slice(0, 400)).toBeLessThan(400)
    const form = /<form\b[^>]*>([\s\S]*?)<\/form>/i.exec(html)
    if (form === null) return
    const action = /\baction="([^"]*)"/i.exec(form[0])?.[1] ?? url
    const fields = new URLSearchParams()
    for (const [, attributes = ''] of form[0].matchAll(/<input\b([^>]*)>/gi)) {
      const name = /\bname="([^"]*)"/i.exec(attributes)?.[1]
      const value = /\bvalue="([^"]*)"/i.exec(attributes)?.[1] ?? ''
      if (name === undefined) continue
      if (/type="radio"/i.test(attributes)) {
        if (!fields.has(name)) fields.set(name, value)
      } else fields.set(name, /type="hidden"/i.test(attributes) ? value : code)
    }
    for (const [, attributes = '', options = ''] of form[0].matchAll(
      /<select\b([^>]*)>([\s\S]*?)<\/select>/gi,
    )) {
      const name = /\bname="([^"]*)"/i.exec(attributes)?.[1]
      const values = [...options.matchAll(/<option\b[^>]*\bvalue="([^"]*)"/gi)].map((match) => match[1] ?? '')
      if (name !== undefined) fields.set(name, values.find((value) => value !== '') ?? '')
    }
    for (const [, attributes = ''] of form[0].matchAll(/<button\b([^>]*)>/gi)) {
      const name = /\bname="([^"]*)"/i.exec(attributes)?.[1]
      if (name !== undefined && !fields.has(name))
        fields.set(name, /\bvalue="([^"]*)"/i.exec(attributes)?.[1] ?? '')
    }
    const origin = new URL(page).origin
    url = new URL(action.replaceAll('&amp;', '&'), url).href
    reply = await fetch(url, { method: 'POST', body: fields, headers: { origin, referer: page } })
  }
}
