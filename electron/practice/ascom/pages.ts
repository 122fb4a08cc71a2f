/**
 * Pages for a person. Published: the menus, the limits of the fields, the value With System AC, the registration of anonymous handsets.
 * The requests are not, nor how the base takes the URL of Teams, so the forms are those of kit/manual-pages.ts.
 */
import { parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { ManualPage } from '../kit/manual-pages.ts'
import { createManualWeb, type ManualWeb, restartPage } from '../kit/manual-web.ts'
import { subscriptionModes, type User } from './settings.ts'
import { addUsers, type Base, change } from './state.ts'
import { readUsersFile, userOf } from './users-file.ts'

/** Behind the published address of the sign-in. */
export const homePath = '/admin.xml'

export const basePages = (base: Base): ManualWeb =>
  createManualWeb({
    ...{ core: base.core, heading: `Ascom ${base.data.model}`, user: base.data.user },
    scheme: base.data.options.scheme,
    passwordOf: (name) => (name === base.data.user ? base.flash.content.password : null),
    setPassword: (password) => change(base, { password }),
    // not published
    server: null,
    commonName: base.data.serial,
    pages: () => [
      usersPage(base),
      anonymousPage(base),
      newUserPage(base),
      importPage(base),
      settingsPage(base),
      provisioningPage(base),
      restartPage(base.core),
    ],
    gate: () => null,
    silent: () => false,
  })

const printed = (ipei: string): string =>
  ipei === '' ? '' : printedIpei(parseIpei(ipei).ipei).replaceAll(' ', '')

const usersPage = ({ flash: { content }, lines }: Base): ManualPage => ({
  path: homePath,
  title: 'Users',
  table: {
    columns: ['Long Name', 'Name', 'Number', 'IPEI/IPDI', 'DECT', 'SIP'],
    rows: content.users.map(({ longName, name, number, ipei }) => {
      const line = lines.find(({ id }) => id === ipei)
      const isSubscribed = content.subscribed.includes(ipei)
      return [
        ...[longName, name, number, printed(ipei), isSubscribed ? 'Subscribed' : 'Not Subscribed'],
        line?.registration.registered() === true ? 'Registered' : '',
      ]
    }),
  },
  fields: [],
  button: null,
})

/** Subscribed handsets without a user. */
const anonymousPage = ({ flash: { content } }: Base): ManualPage => ({
  path: '/anonymous',
  title: 'Anonymous',
  table: {
    columns: ['IPEI/IPDI'],
    rows: content.subscribed
      .filter((ipei) => content.users.every((user) => user.ipei !== ipei))
      .map((ipei) => [printed(ipei)]),
  },
  fields: [],
  button: null,
})

const userFields: readonly (readonly [key: keyof User, label: string])[] = [
  ['longName', 'Long Name'],
  ['name', 'Name'],
  ['number', 'Number'],
  ['ipei', 'IPEI/IPDI'],
  ['idleDisplay', 'Idle Display'],
]

const newUserPage = (base: Base): ManualPage => ({
  path: '/user',
  title: 'New',
  fields: userFields.map(([key, label]) => ({ key, label, value: '', kind: 'text' })),
  button: 'OK',
  submit(values, keep) {
    const of = (key: keyof User): string => values.get(key) ?? ''
    const user = userOf({
      ...{ longName: of('longName'), name: of('name'), number: of('number') },
      ...{ ipei: of('ipei'), idleDisplay: of('idleDisplay') },
    })
    if (typeof user === 'string') return user
    if (keep) addUsers(base, [user])
    return null
  },
})

const importPage = (base: Base): ManualPage => ({
  path: '/import',
  title: 'Import users',
  fields: [{ key: 'users file', label: 'File', value: '', kind: 'file' }],
  button: 'Import',
  submit(values, keep) {
    const file = readUsersFile(values.get('users file') ?? '')
    if (!file.ok) return `Line ${file.line}: ${file.why}`
    if (keep) addUsers(base, file.users)
    return null
  },
})

/** The labels of the SIP server are ours. */
const settingsPage = (base: Base): ManualPage => {
  const { content } = base.flash
  const choices = subscriptionModes
  return {
    path: '/system',
    title: 'DECT System',
    fields: [
      { key: 'subscriptions', label: 'Subscriptions', value: content.subscriptions, kind: 'text', choices },
      { key: 'proxy', label: 'Proxy', value: content.proxy, kind: 'text' },
      { key: 'password', label: 'Registration password', value: '', kind: 'password' },
    ],
    button: 'OK',
    submit(values, keep) {
      const mode = choices.find((each) => each === values.get('subscriptions'))
      const password = values.get('password') ?? ''
      if (mode === undefined) return 'The form is not complete'
      if (keep)
        change(base, {
          ...{ subscriptions: mode, proxy: values.get('proxy') ?? '' },
          ...(password === '' ? {} : { registrationPassword: password }),
        })
      return null
    },
  }
}

/** The label is ours. The URL is used at the next start (ours). */
const provisioningPage = (base: Base): ManualPage => ({
  path: '/provisioning',
  title: 'Provisioning',
  fields: [
    {
      ...{ key: 'provisioning url', label: 'Provisioning URL', kind: 'text' as const },
      value: base.flash.content.provisioningUrl,
    },
  ],
  button: 'OK',
  submit(values, keep) {
    if (keep) change(base, { provisioningUrl: values.get('provisioning url') ?? '' })
    return null
  },
})
