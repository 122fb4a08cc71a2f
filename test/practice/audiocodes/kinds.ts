/** The practice AudioCodes devices for the shared fault suite. */
import phoneData from '#resources/practice/audiocodes-c450hd.json' with { type: 'json' }
import mediaPackData from '#resources/practice/audiocodes-mp-118.json' with { type: 'json' }
import mediantData from '#resources/practice/audiocodes-mp-1288.json' with { type: 'json' }
import { startPractice } from '#test/support/practice.ts'
import { type Kind, refusalByStatus, startedWithSession } from '../kind.ts'
import { mediantClient, mediaPackClient, phoneSignIn, urlForm } from './client.ts'

export const phone: Kind = {
  name: 'AudioCodes C450HD',
  start: (pace = 0) =>
    startedWithSession(
      { pace, devices: [phoneData] },
      {
        password: phoneData.password,
        signIn: phoneSignIn,
        read: (url) => [`${url}/mainform.cgi/Auto_Provision.htm`],
        submit: (value, _token, url) => [...urlForm(value), `${url}/mainform.cgi/Auto_Provision.htm`],
        value: /name="CFG_URL" value="(\d+)"/,
      },
    ),
  secure: true,
  refusal: ({ body }) => (body.includes('Login failed') ? 'wrong' : null),
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

export const mediaPack: Kind = {
  name: 'AudioCodes MP-118',
  async start(pace = 0) {
    const practice = await startPractice({ pace, devices: [mediaPackData] })
    const client = (password = mediaPackData.password) =>
      mediaPackClient(() => `http://127.0.0.1:${practice.site.status().ports.http}`, password)
    return {
      practice,
      read: (...args) => client().get('/AdminPage', ...args),
      guess: () => client('wrong').get('/AdminPage'),
      write: (value) => client().setParameter('IniFileURL', value),
      stored: async () => /^IniFileURL = (\d+)\r$/m.exec((await client().ini()).body)?.[1] ?? null,
      [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
    }
  },
  secure: true,
  refusal: refusalByStatus,
  isOff: ({ exit, status }) => exit === 52 && status === 0,
  demandsPassword: ({ status, body }) => status === 200 && body.split('type="password"').length === 3,
  foreign: null,
}

export const mediant: Kind = {
  name: 'AudioCodes MP-1288',
  async start(pace = 0) {
    const practice = await startPractice({ pace, devices: [mediantData] })
    const client = (password = mediantData.password) =>
      mediantClient(() => `http://127.0.0.1:${practice.site.status().ports.http}`, password)
    return {
      practice,
      read: (...args) => client().api('/status', ...args),
      guess: () => client('wrong').api('/status'),
      write: (value) => client().put('/files/ini/incremental', `IniFileURL = '${value}'\n`),
      stored: async () =>
        /^IniFileURL = (\d+)\r$/m.exec((await client().api('/files/ini')).body)?.[1] ?? null,
      [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
    }
  },
  secure: true,
  refusal: ({ status }) => (status === 401 ? 'wrong' : null),
  isOff: ({ status }) => status === 404,
  demandsPassword: ({ status }) => status === 403,
  foreign: null,
}
