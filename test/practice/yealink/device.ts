/** Practice Yealink devices with options, for tests. */

import type { YealinkData } from '#electron/practice/yealink/data.ts'
import t42s from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import t46u from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import w70b from '#resources/practice/yealink-w70b.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'

const descriptions = { t42s, t46u, w70b }

interface Given {
  readonly options?: Partial<YealinkData['options']>
  readonly password?: string
  readonly accounts?: number
  readonly pace?: number
  readonly flashFolder?: string
}

export async function startYealink(which: keyof typeof descriptions, given: Given = {}) {
  const { options, password, accounts, ...rest } = given
  const data = descriptions[which]
  const device = {
    ...data,
    password: password ?? data.password,
    accounts: accounts ?? data.accounts,
    options: { ...data.options, ...options },
  }
  const practice = await startPractice({ ...rest, devices: [device] })
  return {
    practice,
    data,
    password: device.password,
    url: `https://127.0.0.1:${practice.httpPort}`,
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}

export type StartedYealink = Awaited<ReturnType<typeof startYealink>>
