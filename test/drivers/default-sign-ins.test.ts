import { expect, it } from 'vitest'
import { defaultSignInOf } from '#electron/drivers/default-sign-ins.ts'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import rows from '#resources/vendors/default-sign-ins.json' with { type: 'json' }

it('each published default sign-in is of a class of devices, and of one only', () => {
  const classes = new Set(provisioningFacts.classes.map(({ id }) => id))
  expect(rows.filter((row) => !classes.has(row.class))).toEqual([])
  expect(new Set(rows.map((row) => row.class)).size).toBe(rows.length)
})

it.each([
  ['Poly', 'VVX 411', { user: 'Polycom', password: '456' }],
  ['Poly', 'Rove B2', { user: 'admin', password: 'admin' }],
  ['Cisco', 'ATA191-MPP', { user: 'admin', password: 'admin' }],
  ['Cisco', '8851', null],
  ['Nobody', 'X1', null],
  [null, null, null],
])('the default sign-in of %s %s is %j', (vendor, model, signIn) => {
  expect(defaultSignInOf(vendor, model)).toEqual(signIn)
})
