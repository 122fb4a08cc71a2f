/** Methods of the IANA registry "SIP Methods". */
const knownMethods: ReadonlySet<string> = new Set([
  ...['ACK', 'BYE', 'CANCEL', 'INFO', 'INVITE', 'MESSAGE', 'NOTIFY', 'OPTIONS', 'PRACK', 'PUBLISH', 'REFER'],
  ...['REGISTER', 'SUBSCRIBE', 'UPDATE'],
])

/** Whether a method is registered: an element answers one that it does not allow with 405, any other with 501 (RFC 3261 §21.5.2). */
export const isKnownMethod = (method: string): boolean => knownMethods.has(method)
