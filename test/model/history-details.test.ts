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
