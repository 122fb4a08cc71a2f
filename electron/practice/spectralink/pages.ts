/**
 * The web interface. Published: devices with IPEI and access code, users with name and extension, the columns of the user list of a
 * KWS8000. Its requests and the form for the provisioning URL are not, so the forms are those of kit/manual-pages.ts.
 */
import { parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { ManualPage } from '../kit/manual-pages.ts'
import { createManualWeb, type ManualWeb, restartPage } from '../kit/manual-web.ts'
import type { User } from './settings.ts'
import { change, type Server } from './state.ts'

/** Number of users; ours. */
const mostUsers = 400

export const serverWeb = (server: Server): ManualWeb =>
  createManualWeb({
    ...{ core: server.core, heading: server.data.model, user: server.data.user },
    passwordOf: (name) => (name === server.data.user ? server.flash.content.password : null),
    setPassword: (password) => change(server, { password }),
    // SDK example of 2009; the value of today is not published
    server: 'KirkHTTPServer/1.0',
    commonName: server.data.serial,
    pages: () => [
      usersPage(server),
      newUserPage(server),
      subscriptionPage(server),
      provisioningPage(server),
      sipPage(server),
      restartPage(server.core),
    ],
    gate: () => null,
    silent: () => false,
  })

/** Columns of the KWS8000. PPID is the row; Standby text and PBX connection are empty. */
const usersPage = ({ flash: { content }, lines }: Server): ManualPage => ({
  path: '/',
  title: 'Users',
  table: {
    columns: [
      ...['PPID', 'IPEI', 'Local Number', 'Name', 'Standby text', 'SIP username', 'PBX connection'],
      ...['SIP status', 'Access code'],
    ],
    rows: content.users.map(({ ipei, accessCode, name, userName, extension }, row) => {
      const line = lines.find(({ id }) => id === ipei)
      const isRegistered = line?.registration.registered() === true
      return [
        ...[String(row + 1), printedIpei(parseIpei(ipei).ipei), extension, name, '', userName, ''],
        ...[isRegistered ? 'registered' : 'not registered', accessCode],
      ]
    }),
  },
  fields: [],
  button: null,
})

/** Documented: a user with an IPEI that is in use takes the handset from the earlier user. */
function newUserPage(server: Server): ManualPage {
  const text = (key: keyof User, label: string) => ({ key, label, value: '', kind: 'text' as const })
  return {
    path: '/user',
    title: 'New user',
    fields: [
      text('ipei', 'IPEI'),
      text('accessCode', 'Access code'),
      text('name', 'Name'),
      text('userName', 'Username'),
      text('extension', 'Extension'),
      { key: 'password', label: 'SIP password', value: '', kind: 'password' },
    ],
    button: 'Save',
    submit(values, keep) {
      const of = (key: keyof User): string => values.get(key) ?? ''
      const ipei = ipeiIn(of('ipei'))
      if (ipei === null) return 'This is no IPEI'
      const { users } = server.flash.content
      if (users.length >= mostUsers) return 'The list of users is full'
      if (!keep) return null
      const user: User = {
        ...{ ipei, accessCode: of('accessCode'), name: of('name'), userName: of('userName') },
        ...{ extension: of('extension'), password: of('password') },
      }
      change(server, { users: [...users.filter((each) => each.ipei !== ipei), user] })
      return null
    },
  }
}

function ipeiIn(text: string): string | null {
  try {
    return parseIpei(text).ipei
  } catch {
    return null
  }
}

const subscriptionPage = (server: Server): ManualPage => ({
  path: '/subscription',
  title: 'Subscription',
  fields: [
    {
      ...{ key: 'allow', label: 'Allow subscription', kind: 'text' as const, choices: ['no', 'yes'] },
      value: server.flash.content.allowsSubscription ? 'yes' : 'no',
    },
  ],
  button: 'Save',
  submit(values, keep) {
    if (keep) change(server, { allowsSubscription: values.get('allow') === 'yes' })
    return null
  },
})

/** The label is ours. The URL is used at the next start (ours). */
const provisioningPage = (server: Server): ManualPage => ({
  path: '/provisioning',
  title: 'Provisioning',
  fields: [
    {
      ...{ key: 'provisioningServer', label: 'Provisioning server', kind: 'text' as const },
      value: server.flash.content.provisioningServer,
    },
  ],
  button: 'Save',
  submit(values, keep) {
    if (keep) change(server, { provisioningServer: values.get('provisioningServer') ?? '' })
    return null
  },
})

const sipPage = (server: Server): ManualPage => ({
  path: '/sip',
  title: 'SIP',
  fields: [
    {
      ...{ key: 'sipServer', label: 'SIP server', kind: 'text' as const },
      value: server.flash.content.sipServer,
    },
  ],
  button: 'Save',
  submit(values, keep) {
    if (keep) change(server, { sipServer: values.get('sipServer') ?? '' })
    return null
  },
})
