/** Fake Poly phones with REST, for the tests of their driver. */
import { polyVvx } from '#electron/drivers/poly-vvx/driver.ts'
import { toProblem } from '#shared/errors.ts'
import { type FakeKit, fakeKit } from './fake-kit.ts'

type Answer = Parameters<typeof fakeKit>[0]
export type Reply = ReturnType<Answer>

export const url = 'http://192.0.2.1/lang_de'
export const data = (value: unknown): Reply => ({ body: JSON.stringify({ Status: '2000', data: value }) })
export const status = (code: string | number): Reply => ({ body: JSON.stringify({ Status: code }) })
export const codeOf = (promise: Promise<unknown> | undefined) =>
  Promise.resolve(promise).then(
    () => null,
    (error: unknown) => toProblem(error).code,
  )

export const parameters = (server: string, type: string, source = 'device') =>
  data({
    'device.prov.serverType': { Value: type, Source: source },
    'device.prov.serverName': { Value: server, Source: source },
  })
export const api = '/api/v1/mgmt'

/** A phone with REST; `other` answers in place of its usual replies when it returns one. */
export const rest = (
  other: (path: string, kit: { written: number }) => Reply | null = () => null,
): FakeKit => {
  const state = { written: 0 }
  return fakeKit(({ path }) => {
    if (path === `${api}/config/set`) state.written++
    const given = other(path, state)
    if (given !== null) return given
    if (path === `${api}/config/get`)
      return state.written > 0 ? parameters(url, 'HTTP') : parameters('', 'FTP', 'default')
    return path === `${api}/config/set` || path.endsWith('Restart') ? status('2000') : status('4004')
  })
}

export const applied = async (kit: FakeKit) => {
  const { provisioning } = await polyVvx.connect(kit)
  const { edits } = (await provisioning?.plan(url)) ?? { edits: [] }
  return await provisioning?.apply(edits)
}
export const both = (result: string) => [{ result }, { result }]
export const writes = ({ asked }: FakeKit) => asked.filter(({ path }) => path === `${api}/config/set`)
