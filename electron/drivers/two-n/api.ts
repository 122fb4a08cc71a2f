/** Requests to the HTTP API of a 2N device, and its replies (2N HTTP API manual, 2.3). */
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { twoNData } from './data.ts'

/** `{"success":false,"error":{"code":12,"param":"blob-cfg","description":"invalid parameter value"}}` */
const failure = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.number().int(),
    param: z.string().optional(),
    description: z.string().optional(),
  }),
})

/** `{"success":true,"result":{…}}`; null for anything else. */
export function resultIn<Result>({ status, body }: WebReply, result: z.ZodType<Result>): Result | null {
  const parsed = z.object({ success: z.literal(true), result }).safeParse(jsonOrNull(body))
  return status === 200 && parsed.success ? parsed.data.result : null
}

export const isSuccess = ({ status, body }: WebReply): boolean =>
  status === 200 && z.object({ success: z.literal(true) }).safeParse(jsonOrNull(body)).success

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The problem that an error reply names; null for another reply, and for errors without a remedy of their own. */
function problemIn(kit: Pick<Kit, 'address'>, { status, body }: WebReply): PunchdownError | null {
  const { service, privilege, licence } = twoNData.rights
  const facts = { address: kit.address, service, privilege, licence }
  const parsed = failure.safeParse(jsonOrNull(body))
  if (!parsed.success) return status === 404 ? new PunchdownError('interface-off', facts) : null
  const { code, param = null, description = null } = parsed.data.error
  const known = twoNData.errors.find((each) => each.code === code)
  return known === undefined
    ? null
    : new PunchdownError(known.problem, { ...facts, code, param, description })
}

/**
 * Sends a request. A refusal that names another problem than the password is that problem.
 * @throws PunchdownError interface-off | licence-missing | rights-missing | value-refused and the codes of Kit.request
 */
export async function ask(kit: Kit, request: WebRequest): Promise<WebReply> {
  const reply = await kit.request({ ...request, refusal: (refused) => problemIn(kit, refused) })
  const problem = problemIn(kit, reply)
  if (problem !== null) throw problem
  return reply
}
