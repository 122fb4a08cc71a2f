/** Replies of the intercom's HTTP API (2N HTTP API manual, 2.3). */
import type { DeviceReply, Page } from '../kit/web-server.ts'

/**
 * Error codes of the manual: 1 to 8 from its list, 12 and 14 from its examples. 5 (from an older edition), 9, 10 and 11 are inferred.
 */
const errors = {
  invalidPath: [2, 'invalid request path'],
  invalidMethod: [3, 'invalid request method'],
  disabled: [4, 'function is disabled'],
  licensed: [5, 'function is licensed'],
  connectionType: [7, 'invalid connection type'],
  authentication: [8, 'invalid authentication method'],
  authorization: [9, 'authorization required'],
  privileges: [10, 'insufficient user privileges'],
  missing: [11, 'missing mandatory parameter'],
  invalidValue: [12, 'invalid parameter value'],
  noFirmware: [14, 'new firmware not found'],
} as const satisfies Record<string, readonly [number, string]>
type ApiError = keyof typeof errors

const type = 'application/json'

/** `{"success":true,"result":{…}}`; without a result `{"success":true}`. */
export const done = (result?: unknown): DeviceReply => ({ kind: 'page', type, body: success(result) })

export const accepted = (result?: unknown, afterwards?: () => void): DeviceReply => ({
  kind: 'accepted',
  ...{ type, body: success(result) },
  ...(afterwards === undefined ? {} : { afterwards }),
})

/** `{"success":false,"error":{"code":12,"param":"port","description":"invalid parameter value"}}`, with 200 or 401 (manual, 2.3). */
export function failurePage(error: ApiError, param?: string, status = 200): Page {
  const [code, description] = errors[error]
  const body = { success: false, error: { code, ...(param === undefined ? {} : { param }), description } }
  return { status, type, body: text(body) }
}

export const failed = (error: ApiError, param?: string): DeviceReply => ({
  kind: 'page',
  ...failurePage(error, param),
})

const success = (result?: unknown): string =>
  text({ success: true, ...(result === undefined ? {} : { result }) })
const text = (value: unknown): string => JSON.stringify(value, null, 2)
