/** The plan that gives the settings of a plan their former values. */
import type { Edit, Plan } from '#shared/model/settings.ts'

/**
 * Null when nothing can be put back: the device showed no former value (passwords), nothing differed, or the plan was for a firmware, which
 * devices do not take back. A value that was neither written nor is the former one makes the push fail with `plan-outdated`.
 */
export function putBackPlan(plan: Plan, id: string, now: number): Plan | null {
  if (plan.target.kind !== 'provisioning') return null
  const { url } = plan.target
  const edits = plan.edits.flatMap((edit): Edit[] =>
    edit.before === null || edit.before === edit.after
      ? []
      : [{ ...edit, before: edit.after, after: edit.before, provenance: null }],
  )
  if (edits.length === 0) return null
  const former = plan.edits.find(({ after }) => after === url)?.before ?? ''
  return {
    ...plan,
    id,
    target: { kind: 'provisioning', url: former === '' ? url : former },
    edits,
    madeAt: now,
    undoes: plan.id,
  }
}
