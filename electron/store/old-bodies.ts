/** Reads JSON bodies that earlier versions stored in another shape. */
import { z } from 'zod'
import { pushSchema } from '#shared/machines/push.ts'
import { planSchema } from '#shared/model/settings.ts'

const oldPlan = z.looseObject({ url: z.string(), target: z.undefined().optional() })

/** A plan was stored as `{"url":"http://…"}`, and as `{"url":""}` for a firmware, whose version was not kept. */
function upgradedPlan(body: unknown): unknown {
  const old = oldPlan.safeParse(body)
  if (!old.success) return body
  const { url, ...plan } = old.data
  const target = url === '' ? { kind: 'firmware', version: 'not recorded' } : { kind: 'provisioning', url }
  return { ...plan, target }
}

export const storedPlanSchema = z.preprocess(upgradedPlan, planSchema)
export const storedPushSchema = pushSchema.extend({ plan: storedPlanSchema })
