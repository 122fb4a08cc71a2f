/** The entrance of the SIP stack: everything outside electron/sip imports from here. README.md describes the layers. */
export { type Capabilities, inspectRequest } from './inspection.ts'
export type { SipRequest, SipResponse } from './message/message.ts'
export { hasTag, parseNameAddress } from './message/name-address.ts'
export { parseSipUri, type SipUri } from './message/uri.ts'
export { type Binding, type RegisterResult, Registrar } from './registrar.ts'
export type { SipTimers } from './timers.ts'
export { createSipUserAgent, type Flow, type IncomingRequest, type SipUserAgent } from './user-agent.ts'
