/** The plans of many devices as one: grouped by model, an edit that devices share once. */

import type { BulkDevice, BulkRun, Way } from './bulk-run.ts'
import type { Provenance } from './confidence.ts'
import { type Edit, outcomeOf, type Plan, type PushOutcome } from './settings.ts'

const mask = '••••'

/** A plan whose secret values are masked. */
export const maskedPlan = (plan: Plan): Plan => ({
  ...plan,
  edits: plan.edits.map((edit) =>
    edit.secret ? { ...edit, before: edit.before === null ? null : mask, after: mask } : edit,
  ),
})

/** One setting of a model: what its devices hold now, and what they will hold. */
export interface GroupEdit {
  readonly id: string
  readonly label: string
  readonly page: string
  readonly group: string
  readonly after: string
  readonly provenance: Provenance | null
  /** Values now, with the number of devices that hold each, the most frequent first. Null: the device does not show it. */
  readonly before: readonly { readonly value: string | null; readonly count: number }[]
}

export interface PlanGroup {
  /** Maker and model; empty when neither is known. */
  readonly group: string
  readonly way: Way
  readonly devices: readonly BulkDevice[]
  readonly edits: readonly GroupEdit[]
  /** The strongest effect on its devices. */
  readonly outcome: PushOutcome
  /** Confidence in the way of writing; null without a plan. */
  readonly provenance: Provenance | null
}

const strength: readonly PushOutcome[] = [
  'nothing',
  'at-next-start',
  'fetches',
  'fetch-now',
  'restarts',
  'restart',
]

/** Groups in the order of their names. */
export function planGroups(
  { devices, options }: Pick<BulkRun, 'devices' | 'options'>,
  plans: readonly Plan[],
): PlanGroup[] {
  const byId = new Map(plans.map((plan) => [plan.id, plan]))
  const groups = new Map<string, BulkDevice[]>()
  for (const device of devices) {
    const key = JSON.stringify([device.group, device.way])
    groups.set(key, [...(groups.get(key) ?? []), device])
  }
  return [...groups.values()]
    .flatMap((members) => groupOf(members, byId, options.restart))
    .toSorted((a, b) => a.group.localeCompare(b.group))
}

function groupOf(
  devices: readonly BulkDevice[],
  byId: ReadonlyMap<string, Plan>,
  start: boolean,
): PlanGroup[] {
  const [first] = devices
  if (first === undefined) return []
  const plans = devices.flatMap(({ step }) => {
    const plan = 'planId' in step ? byId.get(step.planId) : undefined
    return plan === undefined ? [] : [plan]
  })
  const outcomes = new Set(plans.map((plan) => outcomeOf(plan, start)))
  const outcome = strength.findLast((each) => outcomes.has(each)) ?? 'nothing'
  return [
    {
      ...{ group: first.group, way: first.way, devices, outcome },
      edits: groupEdits(plans.flatMap(({ edits }) => edits)),
      provenance: plans[0]?.provenance ?? null,
    },
  ]
}

/** Edits with the same setting and the same value are one. */
function groupEdits(edits: readonly Edit[]): GroupEdit[] {
  const same = new Map<string, Edit[]>()
  for (const edit of edits) {
    const key = JSON.stringify([edit.id, edit.after])
    same.set(key, [...(same.get(key) ?? []), edit])
  }
  return [...same.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const { id, label, page, group, after, provenance } = first
    const values = new Map<string | null, number>()
    for (const { before } of [first, ...others]) values.set(before, (values.get(before) ?? 0) + 1)
    const before = [...values]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count)
    return [{ id, label, page, group, after, provenance, before }]
  })
}
