/** The one thing to do next in a job. Pure. */
import { stageOf } from '#shared/machines/steps.ts'
import type { JobView } from '../connection/live.ts'

export interface NextStep {
  readonly title: string
  readonly why: string
  readonly action: string
  readonly to: string
}

export function nextStepOf({ job, devices, endpoints }: JobView): NextStep {
  const at = `/job/${job.id}`
  if (devices.length === 0) {
    return {
      title: job.practice ? 'Scan the practice office' : 'Scan the site',
      why: 'Nothing is known here yet. A scan asks only the addresses you pick.',
      action: job.practice ? 'Scan the practice office' : 'Scan the site',
      to: `${at}/site`,
    }
  }
  const stuck = endpoints.find((endpoint) => endpoint.onboarding.at === 'stuck')
  if (stuck !== undefined) {
    return {
      title: 'A handset is stuck',
      why: 'What is in the way and what to do is shown beside it.',
      action: 'Look at it',
      to: `${at}/pairing/${stuck.id}`,
    }
  }
  const unread = devices.find(
    (device) => device.driver !== null && endpoints.every((each) => each.deviceId !== device.id),
  )
  if (unread !== undefined) {
    return {
      title: `Read the handsets of ${unread.identity.model ?? unread.address}`,
      why: 'The base was found, but nobody has signed in to it yet.',
      action: 'Open the base',
      to: `${at}/device/${unread.id}`,
    }
  }
  const waiting = endpoints.filter((endpoint) => endpoint.onboarding.at !== 'signed-in')
  const started = waiting.find((endpoint) => stageOf(endpoint.onboarding) !== 'found')
  if (started !== undefined) {
    return {
      title: `${waiting.length} of ${endpoints.length} handsets still to sign in`,
      why: 'The walk shows what to do for each, one after the other.',
      action: 'Go on pairing',
      to: `${at}/pairing/${started.id}`,
    }
  }
  const [first] = waiting
  if (first !== undefined) {
    return {
      title: 'Point the base at the gateway',
      why: 'Its handsets are known; they do not fetch anything yet.',
      action: 'Open the base',
      to: first.deviceId === null ? `${at}/site` : `${at}/device/${first.deviceId}`,
    }
  }
  return {
    title: 'Everything here is signed in',
    why: 'Leave the report with the customer.',
    action: 'Make the report',
    to: `${at}/reports`,
  }
}
