/** Details of a line of the history, in words. */
import { type Facts, problemSchema } from '#shared/errors.ts'
import { guided } from './guided.ts'
import { jobTransfer } from './jobTransfer.ts'
import { problems } from './problems/problems.ts'
import { states } from './states.ts'
import { terms } from './terms.ts'

type Value = Facts[string]

/** Empty for a state without words. */
const stateOf = (at: Value): string =>
  [states.onboarding, states.push]
    .flatMap((each) => Object.entries(each))
    .find(([name]) => name === at)?.[1] ?? ''

const witnesses: ReadonlyMap<Value, string> = new Map([
  ['technician', 'by the technician'],
  ['device', 'seen on the device'],
  ['gateway', 'seen by the gateway'],
  ['punchdown', 'by Punchdown'],
])

/** A code is shown by its title. */
export function problemTitle(code: Value, facts: Facts): string {
  const problem = problemSchema.safeParse({ code, facts })
  return problem.success ? problems.of(problem.data.code, facts).title : String(code)
}

const named: ReadonlyMap<string, (value: Value, facts: Facts) => string> = new Map<
  string,
  (value: Value, facts: Facts) => string
>([
  ['name', String],
  ['by', (value) => witnesses.get(value) ?? ''],
  ['problem', (value, facts) => problemTitle(value, facts)],
  ['user', (value) => `as ${value}`],
  ['address', String],
  ['other', (value) => `now ${value}`],
  ['source', (value) => `seen in ${value}`],
  ['vendor', String],
  ['model', String],
  ['neighbours', (value) => `${value} connected devices`],
  ['phones', (value) => `${value} phones`],
  ['hardwareId', (value) => `${terms.hardwareId} ${value}`],
  ['technician', (value) => `by ${value}`],
  ['evidence', (value) => Object.entries(guided.evidence).find(([kind]) => kind === value)?.[1] ?? ''],
  ['devices', (value) => `${value} devices`],
  ['seen', String],
  ['subject', String],
  ['field', (value) => Object.entries(jobTransfer.fields).find(([field]) => field === value)?.[1] ?? ''],
  ['kept', (value) => `kept ${value}`],
  ['dropped', (value) => `not ${value}`],
  ['url', String],
  ['version', (value) => `${terms.firmware} ${value}`],
])

/** `Found → Pointed, by Punchdown`; `192.168.1.20, Poly, Rove B2`. A fact without words is left out; the data of the report has it. */
function historyDetails(facts: Facts): string {
  const { from, to, fact: _, ...others } = facts
  const moved = [from, to].map((at) => stateOf(at ?? null)).filter((text) => text !== '')
  return [
    ...(from === to ? [] : [moved.join(' → ')]),
    ...[...named].flatMap(([name, say]) => {
      const value = Object.hasOwn(others, name) ? others[name] : null
      return value === undefined || value === null || value === '' ? [] : [say(value, facts)]
    }),
  ]
    .filter((text) => text !== '')
    .join(', ')
}

export const history = { details: historyDetails }
