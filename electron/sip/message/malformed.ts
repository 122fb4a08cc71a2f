/** Reasons for which a message is malformed. */
import { PunchdownError } from '#shared/errors.ts'

export type MalformedReason =
  | 'start-line'
  | 'version'
  | 'too-long'
  | 'too-many-headers'
  | 'content-length'
  | 'content-length-twice'
  | 'body-short'
  | `${'via' | 'from' | 'to' | 'call-id' | 'cseq'}-missing`
  | `${'from' | 'to' | 'call-id' | 'cseq' | 'max-forwards'}-twice`
  | 'via'
  | 'from'
  | 'to'
  | 'cseq'
  | 'cseq-method'
  | 'max-forwards'
  | 'uri'
  | 'name-addr'

/** Thrown by the readers of single values, for callers that answer every such error alike. */
export const malformed = (reason: MalformedReason, text = ''): PunchdownError =>
  new PunchdownError('sip-malformed', { reason, text: text.slice(0, 80) })
