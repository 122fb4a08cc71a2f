/** What a technician enters about an endpoint: its name, its place, and test calls. Pure. */
import type { CallDirection, Endpoint } from '#shared/model/job.ts'

/** Absent values stay as they are. */
export interface EndpointDetails {
  readonly label?: string | undefined
  readonly place?: string | undefined
}

/** An empty place is removed. */
export function withDetails(endpoint: Endpoint, { label, place }: EndpointDetails): Endpoint {
  const { place: former, ...rest } = endpoint
  const next = place === undefined ? former : place.trim()
  return {
    ...rest,
    ...(label === undefined ? {} : { label: label.trim() }),
    ...(next === undefined || next === '' ? {} : { place: next }),
  }
}

type TestCall = NonNullable<NonNullable<Endpoint['testCalls']>[CallDirection]>

/** Null removes the call. */
export function withTestCall(endpoint: Endpoint, direction: CallDirection, call: TestCall | null): Endpoint {
  const { [direction]: _, ...others } = endpoint.testCalls ?? {}
  return { ...endpoint, testCalls: call === null ? others : { ...others, [direction]: call } }
}
