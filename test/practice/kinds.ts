/** Each practice device for the shared fault suite: one readable value, one write, one account. */
import algoData from '#resources/practice/algo-8186.json' with { type: 'json' }
import ciscoData from '#resources/practice/cisco-8851.json' with { type: 'json' }
import obiData from '#resources/practice/poly-obi-302.json' with { type: 'json' }
import phoneData from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import snomData from '#resources/practice/snom-d735.json' with { type: 'json' }
import intercomData from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import yealinkServletData from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import yealinkJsonData from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { algoClient } from './algo/client.ts'
import { phone as audiocodesPhone, mediant, mediaPack } from './audiocodes/kinds.ts'
import { startAdapter } from './cisco/adapter.ts'
import { digest, type Kind, refusalByStatus, started, startedWithSession } from './kind.ts'
import { manualKinds } from './manual/kinds.ts'
import { jsonBody, jsonSignIn, servletSignIn } from './yealink/client.ts'

const rove: Kind = {
  name: 'Poly Rove B2',
  start: (pace = 0) =>
    started(
      { pace },
      {
        sign: digest('admin', 'admin'),
        path: '/DM_S_.xml',
        submit: (value, url) => ['--data-urlencode', `ParameterList=4e5fccb1=${value}`, `${url}/result.html`],
        value: /hash="4e5fccb1" type="input" default="0" current="(\d+)"/,
      },
    ),
  secure: false,
  refusal: refusalByStatus,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

const obi: Kind = {
  name: 'Poly OBi 302',
  start: (pace = 0, flashFolder) =>
    started(
      { pace, devices: [obiData], ...(flashFolder === undefined ? {} : { flashFolder }) },
      {
        sign: digest('admin', obiData.password),
        path: '/DM_S_.xml',
        // the key of ConfigURL
        submit: (value, url) => ['--data-urlencode', `ParameterList=7f7d0175=${value}`, `${url}/result.html`],
        value: /hash="7f7d0175" type="input" default="" current="(\d+)"/,
      },
    ),
  secure: false,
  refusal: refusalByStatus,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

const intercom: Kind = {
  name: '2N IP Verso',
  start: (pace = 0) =>
    started(
      { pace, devices: [intercomData] },
      {
        sign: digest('installer', 'installer'),
        path: '/api/config',
        submit: (value, url) => [
          ...['-X', 'PUT', '--form-string'],
          `blob-cfg=<DeviceDatabase Version="4"><AutoUpdate><Configuration><Period>${value}</Period></Configuration></AutoUpdate></DeviceDatabase>`,
          `${url}/api/config`,
        ],
        value: /<Configuration>[\s\S]*<Period>(\d+)<\/Period>/,
      },
    ),
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ status, body }) => status === 200 && body.includes('"code": 4'),
  demandsPassword: ({ status, body }) => status === 401 && body.includes('"code": 9'),
  foreign: 'Süd',
}

const phone: Kind = {
  name: 'Poly VVX 411',
  start: (pace = 0) =>
    started(
      { pace, devices: [phoneData] },
      {
        sign: (password = phoneData.password) => ['--basic', '-u', `Polycom:${password}`],
        path: '/api/v1/mgmt/device/runningConfig',
        submit: (value, url) => [
          ...['-H', 'Content-Type: application/json', '-d'],
          JSON.stringify({ data: { 'device.prov.serverName': value } }),
          `${url}/api/v1/mgmt/config/set`,
        ],
        value: /"Server":"(\d+)"/,
      },
    ),
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ status }) => status === 404,
  demandsPassword: ({ status, body }) => status === 200 && body.includes('"Status":"4010"'),
  foreign: null,
}

const cisco: Kind = {
  name: 'Cisco 8851',
  start: (pace = 0) =>
    started(
      { pace, devices: [ciscoData] },
      {
        sign: digest('admin', ciscoData.password),
        path: '/admin/cfg.xml',
        // the number of Profile Rule in this firmware
        submit: (value, url) => ['--data-urlencode', `26000=${value}`, `${url}/admin/bcisco.csc`],
        value: /<Profile_Rule ua="na">(\d+)<\/Profile_Rule>/,
      },
    ),
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ status }) => status === 404,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

const adapter: Kind = {
  name: 'Cisco ATA 191',
  async start(pace = 0) {
    const device = await startAdapter({ pace })
    return {
      practice: device.practice,
      read: (...args) => device.status('admin', ...args),
      guess: () => device.status('wrong'),
      write: (value) => device.submit('Provisioning', 'Profile Rule', value),
      async stored() {
        const page = await device.page('/admin/voice/')
        return (
          /<td>Profile Rule:<\/td><td><input type="text" name="\d+" value="(\d+)"/.exec(page.body)?.[1] ??
          null
        )
      },
      [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
    }
  },
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

const snom: Kind = {
  name: 'Snom D735',
  start: (pace = 0) =>
    started(
      { pace, devices: [snomData] },
      {
        sign: digest(snomData.user, snomData.password),
        path: '/advanced_update.htm',
        submit: (value, url) => [
          `${url}/dummy.htm?settings=save&setting_server=${value}&store_settings=save`,
        ],
        value: /name="setting_server" value="(\d+)"/,
      },
    ),
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

const algo: Kind = {
  name: 'Algo 8186',
  async start(pace = 0) {
    const practice = await startPractice({ pace, devices: [algoData] })
    const client = (password = algoData.password) =>
      algoClient(`http://127.0.0.1:${practice.site.status().ports.http}`, password)
    const path = '/api/settings/admin.teams.region'
    return {
      practice,
      read: (...args) => client().request('GET', path, null, ...args),
      guess: () => client('wrong').request('GET', path),
      write: (value) => client().request('PUT', path, { 'admin.teams.region': value }),
      async stored() {
        const { body } = await client().request('GET', path)
        return /"admin\.teams\.region":"(\d+)"/.exec(body)?.[1] ?? null
      },
      [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
    }
  },
  secure: true,
  refusal: ({ status, body }) => (status === 401 && body === 'Unauthorized' ? 'wrong' : null),
  isOff: ({ status }) => status === 404,
  demandsPassword: ({ status, body }) => status === 401 && body === 'A new password is required',
  foreign: null,
}

const yealinkJson: Kind = {
  name: 'Yealink T46U',
  start: (pace = 0) =>
    startedWithSession(
      { pace, devices: [yealinkJsonData] },
      {
        password: yealinkJsonData.password,
        signIn: jsonSignIn,
        read: (url) => [
          ...jsonBody({ formData: ['AutoProvisionServerURL'] }),
          `${url}/api/inner/readconfig?p=SettingAutop`,
        ],
        submit: (value, _token, url) => [
          ...jsonBody({ formData: { AutoProvisionServerURL: value } }),
          `${url}/api/inner/writeconfig?p=SettingAutop`,
        ],
        value: /"AutoProvisionServerURL":"http:\/\/(\d+)"/,
      },
    ),
  secure: true,
  refusal: ({ body }) =>
    body.includes('error_username_or_password_is_wrong')
      ? 'wrong'
      : body.includes('"webStatus":"lock"')
        ? 'locked'
        : null,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 403 && body === '{"ret":"failed","data":false}',
  foreign: null,
}

const yealinkServlet: Kind = {
  name: 'Yealink T42S',
  start: (pace = 0) =>
    startedWithSession(
      { pace, devices: [yealinkServletData] },
      {
        password: yealinkServletData.password,
        signIn: servletSignIn,
        read: (url) => [`${url}/servlet?m=mod_data&p=settings-autop&q=load`],
        submit: (value, token, url) => [
          ...['-d', `AutoProvisionServerURL=${value}&token=${token}`],
          `${url}/servlet?m=mod_data&p=settings-autop&q=write&Rajax=0.5`,
        ],
        value: /name="AutoProvisionServerURL" value="http:\/\/(\d+)"/,
      },
    ),
  secure: true,
  refusal: ({ body }) =>
    body.includes('"authstatus":"none"') ? 'wrong' : body.includes('"authstatus":"lock"') ? 'locked' : null,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) =>
    status === 200 && body.split('type="password"').length === 3 && !body.includes('idUsername'),
  foreign: null,
}

export const kinds: readonly Kind[] = [
  ...manualKinds,
  obi,
  rove,
  intercom,
  phone,
  cisco,
  adapter,
  yealinkJson,
  yealinkServlet,
  snom,
  algo,
  audiocodesPhone,
  mediaPack,
  mediant,
]
