/** The one thing to do next in a job. Pure. */

import { stageOf } from '#shared/machines/steps.ts'
import { words } from '#shared/words/index.ts'
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
      title: job.practice ? words.jobScreen.scanPracticeOffice : words.jobScreen.scanSite,
      why: words.jobScreen.scanSiteBody,
      action: job.practice ? words.jobScreen.scanPracticeOffice : words.jobScreen.scanSite,
      to: `${at}/site`,
    }
  }
  const stuck = endpoints.find((endpoint) => endpoint.onboarding.at === 'stuck')
  if (stuck !== undefined) {
    return {
      title: words.jobScreen.stuck,
      why: words.jobScreen.stuckBody,
      action: words.jobScreen.openStuck,
      to: `${at}/pairing/${stuck.id}`,
    }
  }
  const unread = devices.find(
    (device) => device.driver !== null && endpoints.every((each) => each.deviceId !== device.id),
  )
  if (unread !== undefined) {
    return {
      title: words.jobScreen.readHandsets(unread.identity.model ?? unread.address),
      why: words.jobScreen.signInBody,
      action: words.jobScreen.openBase,
      to: `${at}/device/${unread.id}`,
    }
  }
  const waiting = endpoints.filter((endpoint) => endpoint.onboarding.at !== 'signed-in')
  const started = waiting.find((endpoint) => stageOf(endpoint.onboarding) !== 'found')
  if (started !== undefined) {
    return {
      title: words.jobScreen.waiting(waiting.length, endpoints.length),
      why: words.jobScreen.waitingBody,
      action: words.jobScreen.continuePairing,
      to: `${at}/pairing/${started.id}`,
    }
  }
  const [first] = waiting
  if (first !== undefined) {
    return {
      title: words.jobScreen.pointBase,
      why: words.jobScreen.pointBaseBody,
      action: words.jobScreen.openBase,
      to: first.deviceId === null ? `${at}/site` : `${at}/device/${first.deviceId}`,
    }
  }
  return {
    title: words.jobScreen.allSignedIn,
    why: words.jobScreen.allSignedInBody,
    action: words.jobScreen.makeReport,
    to: `${at}/reports`,
  }
}
