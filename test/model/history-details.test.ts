import { expect, it } from 'vitest'
import { words } from '#shared/words/index.ts'

it.each([
  [
    { from: 'found', to: 'directed', fact: 'url-written', by: 'punchdown' },
    ['by Punchdown'],
    ['url-written', 'directed'],
  ],
  [
    { from: 'onboarded', to: 'onboarded', fact: 'verification-refused', problem: 'verification-code-wrong' },
    [],
    ['verification-code', 'verification-refused'],
  ],
  [{ kind: 'provisioning', url: 'http://a/b' }, ['http://a/b'], ['provisioning']],
  [
    { address: '192.0.2.1', vendor: 'Poly', model: null, __proto__: 'x' },
    ['192.0.2.1', 'Poly'],
    ['null', 'x'],
  ],
])('details of the history are words: %j', (facts, shown, hidden) => {
  const text = words.history.details(facts)
  for (const each of shown) expect(text).toContain(each)
  for (const each of hidden) expect(text).not.toContain(each)
  expect(text).not.toContain('-wrong')
})

it.each([
  [
    { stage: 4, account: 'own', language: 'en', userAgent: 'Poly Rove B2/8.0.5' },
    ['Poly Rove B2/8.0.5'],
    ['stage', 'userAgent', 'language', 'en,'],
  ],
  [
    { dialled: '*55*', accepted: false, problem: 'verification-code-wrong' },
    ['*55*'],
    ['accepted false', 'verification-code-wrong'],
  ],
  [{ status: 403, reason: 'unknown-user', __proto__: 'x' }, ['403'], ['unknown-user', 'reason', 'x']],
])('details of the gateway log are words: %j', (facts, shown, hidden) => {
  const text = words.gateway.logDetails(facts)
  for (const each of shown) expect(text).toContain(each)
  for (const each of hidden) expect(text).not.toContain(each)
})
