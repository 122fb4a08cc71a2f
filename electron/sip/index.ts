/** The entrance of the SIP stack: everything outside electron/sip imports from here. README.md describes the layers. */

export type { OutgoingInvite } from './agent/clients.ts'
export { type Capabilities, inspectRequest } from './agent/inspection.ts'
export type { IncomingRequest } from './agent/servers.ts'
export { createSipUserAgent, type SipUserAgent } from './agent/user-agent.ts'
export {
  type Dialog,
  dialogId,
  dialogIdOfRequest,
  dialogOfClient,
  dialogOfServer,
  receiveWithin,
  requestWithin,
  responseWithin,
} from './dialog/dialog.ts'
export { readReplaces, replacesOfRefer } from './dialog/replaces.ts'
export { quote } from './message/grammar.ts'
export type { SipRequest, SipResponse } from './message/message.ts'
export { hasTag, parseNameAddress, readNameAddress } from './message/name-address.ts'
export { parseSipUri, readSipUri, type SipUri } from './message/uri.ts'
export { type Binding, registeredContact } from './registrar/contact.ts'
export { GroupCommit } from './registrar/group-commit.ts'
export { type RegisterResult, Registrar } from './registrar/registrar.ts'
export {
  type Fact,
  newCallee,
  newCaller,
  type Session,
  type SessionEffect,
  type SessionEvent,
  session,
  type Wish,
} from './session/session.ts'
export {
  leastInterval,
  negotiateAsServer,
  readSessionExpires,
  type SessionTimer,
  timerOfAnswer,
} from './session/session-timer.ts'
export type { SipTimers } from './transaction/timers.ts'
export { type Destination, type Flow, hostOf } from './transport/flow.ts'
