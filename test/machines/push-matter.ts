/** One state and one fact of each kind of push. */
import type { PushInput, PushState } from '#shared/machines/push.ts'
import type { EditResult, Plan } from '#shared/model/settings.ts'

export const edit = (id: string, result: EditResult['result']): EditResult => ({
  id,
  page: 'System Management > Auto Provisioning',
  group: 'ITSP Provisioning',
  label: id,
  before: '0',
  after: '3600',
  secret: false,
  provenance: { source: 'a test', confidence: 'ours' },
  result,
  found: result === 'not-written' || result === 'unknown' ? null : result === 'refused' ? '0' : '3600',
})
export const aPlan: Plan = {
  ...{ id: 'p', deviceId: 'a', edits: [], after: 'at-next-start', madeAt: 1 },
  target: { kind: 'provisioning', url: 'http://192.0.2.1/' },
  provenance: { source: 'a test', confidence: 'ours' },
}
export const problem = { code: 'timed-out', facts: {} } as const
export const good = [edit('a', 'set'), edit('b', 'unchanged')]
export const bad = [edit('a', 'set'), edit('b', 'refused')]
const lost = [edit('a', 'set'), edit('b', 'unknown')]

export const states = {
  applying: { at: 'applying', since: 1 },
  restarting: { at: 'restarting', since: 1, until: 9, results: [edit('a', 'not-written')] },
  verifying: { at: 'verifying', since: 1, results: good },
  starting: { at: 'starting', since: 1, action: 'restart', results: good },
  done: { at: 'done', since: 1, results: good },
  failed: { at: 'failed', since: 1, during: 'applying', problem, results: [] },
} satisfies Record<PushState['at'], PushState>
export const inputs: Readonly<Record<string, PushInput>> = {
  applied: { fact: 'applied', results: good, restarts: false },
  'applied, restarts': { fact: 'applied', results: good, restarts: true },
  'applied, answer lost': { fact: 'applied', results: lost, restarts: false },
  'came-back': { fact: 'came-back' },
  'read-back': { fact: 'read-back', results: good, start: null },
  'read-back, starts': { fact: 'read-back', results: good, start: 'restart' },
  'read-back, refused': { fact: 'read-back', results: bad, start: 'restart' },
  'start-accepted': { fact: 'start-accepted' },
  failed: { fact: 'failed', problem },
}
