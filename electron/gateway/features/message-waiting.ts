/**
 * Message waiting (RFC 3842): NOTIFY `Event: message-summary` to each subscription of a user's devices, and without one to each registered
 * contact. Sent after every change, after a SUBSCRIBE, and after a registration.
 *
 *   Messages-Waiting: yes
 *   Message-Account: sip:+442079460101@practice.test
 *   Voice-Message: 2/1 (0/0)
 */
import type { Timing } from '../../platform/timing.ts'
import {
  type Binding,
  type Destination,
  type Dialog,
  dialogId,
  dialogIdOfRequest,
  dialogOfServer,
  hostOf,
  type IncomingRequest,
  parseNameAddress,
  readSipUri,
  receiveWithin,
  requestWithin,
  type SipUserAgent,
} from '../../sip/index.ts'
import type { Account } from '../directory/accounts.ts'
import type { ServiceSettings } from '../service-settings.ts'
import type { Counts, Mailboxes } from '../voicemail/index.ts'
import type { Authentication } from './authentication.ts'
import type { Bindings } from './bindings.ts'

export interface MessageWaiting {
  /** Answers a SUBSCRIBE outside a dialog; the result is the status. @throws PunchdownError sip-malformed */
  subscribe(incoming: IncomingRequest): number
  /** Answers a SUBSCRIBE within a dialog: 481 for an unknown one. */
  refresh(incoming: IncomingRequest): void
  registered(account: Account): void
  /** The messages of a number have changed. */
  changed(number: string): void
  stop(): void
}

export interface MessageWaitingParts {
  readonly userAgent: () => SipUserAgent | null
  readonly bindings: Bindings
  readonly authentication: Authentication
  readonly mailboxes: Pick<Mailboxes, 'counts' | 'isUsed'>
  readonly settings: ServiceSettings
  readonly timing: Timing
}

interface Subscription {
  readonly number: string
  readonly flow: Destination
  dialog: Dialog
  /** Of the timing, milliseconds. */
  expiresAt: number
  cancelExpiry: () => void
}

interface State extends MessageWaitingParts {
  /** By dialog id, the oldest first. */
  readonly subscriptions: Map<string, Subscription>
}

/** Seconds; ours, with the default of RFC 3842 §3.4. */
const leastSeconds = 60
const usualSeconds = 3_600
/** Subscriptions of one user; a new one replaces the oldest. Ours. */
const mostSubscriptions = 10

const event = 'message-summary'

export function createMessageWaiting(parts: MessageWaitingParts): MessageWaiting {
  const state: State = { ...parts, subscriptions: new Map() }
  return {
    subscribe: (incoming) => subscribe(state, incoming),
    refresh: (incoming) => refresh(state, incoming),
    registered({ kind, number }) {
      if (kind === 'own' && parts.mailboxes.isUsed(number)) notifyContacts(state, number)
    },
    changed(number) {
      for (const each of subscriptionsOf(state, number)) notifySubscription(state, each)
      notifyContacts(state, number)
    },
    stop() {
      for (const each of state.subscriptions.values()) each.cancelExpiry()
      state.subscriptions.clear()
    },
  }
}

const subscriptionsOf = ({ subscriptions }: State, number: string): Subscription[] =>
  [...subscriptions.values()].filter((each) => each.number === number)

function summaryOf(number: string, domain: string, { fresh, saved }: Counts): string {
  const lines = [
    `Messages-Waiting: ${fresh > 0 ? 'yes' : 'no'}`,
    `Message-Account: sip:${number}@${domain}`,
    `Voice-Message: ${fresh}/${saved} (0/0)`,
  ]
  return `${lines.join('\r\n')}\r\n`
}

function subscribe(state: State, incoming: IncomingRequest): number {
  const { request, flow, respond } = incoming
  const outcome = state.authentication.authenticate(incoming, 'From')
  if ('answered' in outcome) return outcome.answered
  const { kind, number } = outcome.account
  const asked = readSipUri(parseNameAddress(request.headers.get('To') ?? '').uri)?.user ?? ''
  if (kind === 'temporary' || (asked.startsWith('+') && asked !== number)) {
    respond(403, { headers: { Warning: '399 punchdown "the mailbox of another user, or of none"' } })
    return 403
  }
  const seconds = secondsOf(incoming)
  if (seconds === null) return 423
  const response = accept(state, incoming, seconds)
  const dialog = response === null ? null : dialogOfServer(request, response)
  // without a Contact there is no one to notify (RFC 6665 §4.2.1.1)
  if (response === null || dialog === null) return response?.status ?? 503
  const [oldest] = subscriptionsOf(state, number)
  if (oldest !== undefined && subscriptionsOf(state, number).length >= mostSubscriptions)
    forget(state, oldest)
  const subscription = { number, flow, dialog, expiresAt: 0, cancelExpiry: () => {} }
  state.subscriptions.set(dialogId(dialog), subscription)
  extend(state, subscription, seconds)
  return response.status
}

function refresh(state: State, incoming: IncomingRequest): void {
  const { request, flow, respond } = incoming
  const subscription = state.subscriptions.get(dialogIdOfRequest(request) ?? '')
  if (subscription === undefined || flow.address !== subscription.flow.address) {
    respond(481)
    return
  }
  const received = receiveWithin(subscription.dialog, request)
  if ('refused' in received) {
    respond(received.refused)
    return
  }
  const seconds = secondsOf(incoming)
  if (seconds === null) return
  subscription.dialog = received.dialog
  accept(state, incoming, seconds)
  extend(state, subscription, seconds)
}

/** RFC 6665 §4.2.1.1: the granted seconds; null after a 423. 0 ends the subscription. */
function secondsOf({ request, respond }: IncomingRequest): number | null {
  const asked = Number(request.headers.get('Expires') ?? usualSeconds)
  if (!(asked > 0)) return 0
  if (asked >= leastSeconds) return Math.min(asked, usualSeconds)
  respond(423, { headers: { 'Min-Expires': String(leastSeconds) } })
  return null
}

function accept(state: State, { flow, respond }: IncomingRequest, seconds: number) {
  const userAgent = state.userAgent()
  return userAgent === null
    ? null
    : respond(200, { headers: { Expires: String(seconds), Contact: contactOf(userAgent, flow) } })
}

const contactOf = ({ address, port }: SipUserAgent, { transport }: Destination): string =>
  `<sip:${hostOf(address)}:${port};transport=${transport}>`

/** Begins the lifetime again; each SUBSCRIBE gets a NOTIFY at once (RFC 6665 §4.2.1.2). */
function extend(state: State, subscription: Subscription, seconds: number): void {
  const { timing } = state
  subscription.cancelExpiry()
  subscription.expiresAt = timing.now() + seconds * 1_000
  if (seconds > 0) {
    subscription.cancelExpiry = timing.after(seconds * 1_000, () => {
      forget(state, subscription)
      notifySubscription(state, subscription)
    })
  } else forget(state, subscription)
  notifySubscription(state, subscription)
}

function forget({ subscriptions }: State, subscription: Subscription): void {
  subscription.cancelExpiry()
  subscriptions.delete(dialogId(subscription.dialog))
}

function notifySubscription(state: State, subscription: Subscription): void {
  const { timing, mailboxes, settings } = state
  const userAgent = state.userAgent()
  if (userAgent === null) return
  const { number, flow } = subscription
  const { dialog, request } = requestWithin(subscription.dialog, 'NOTIFY')
  subscription.dialog = dialog
  const left = Math.max(0, Math.round((subscription.expiresAt - timing.now()) / 1_000))
  const route = request.headers.all('Route')
  const isActive = state.subscriptions.has(dialogId(dialog))
  const notify = userAgent.newRequest('NOTIFY', request.uri, {
    ...{ from: dialog.local, to: dialog.remote, callId: dialog.callId, cseq: dialog.localSeq, flow },
    contact: contactOf(userAgent, flow),
    headers: {
      Event: event,
      'Subscription-State': isActive ? `active;expires=${left}` : 'terminated;reason=timeout',
      ...(route.length === 0 ? {} : { Route: route.join(', ') }),
    },
    body: summaryOf(number, settings.domain, mailboxes.counts(number)),
    contentType: 'application/simple-message-summary',
  })
  userAgent.send(notify, flow).then(
    ({ status }) => {
      // RFC 6665 §4.2.2: the subscriber knows the subscription no longer
      if (status === 481 || status === 489) forget(state, subscription)
    },
    () => forget(state, subscription),
  )
}

/** NOTIFY without a subscription, which most phones accept (RFC 3842 §4 has none). A contact with a subscription gets none. */
function notifyContacts(state: State, number: string): void {
  const { bindings, mailboxes, settings } = state
  const userAgent = state.userAgent()
  if (userAgent === null) return
  const subscribed = subscriptionsOf(state, number).map(({ dialog }) => hostPortOf(dialog.remoteTarget))
  const identity = `${number}@${settings.domain}`
  for (const { contact, flow, path } of bindings.of(identity)) {
    if (subscribed.includes(hostPortOf(contact))) continue
    const notify = userAgent.newRequest('NOTIFY', contact, {
      ...{ from: `<sip:${settings.domain}>`, to: `<sip:${identity}>`, flow },
      contact: contactOf(userAgent, flow),
      headers: {
        Event: event,
        'Subscription-State': 'terminated',
        ...(path.length === 0 ? {} : { Route: path.join(', ') }),
      },
      body: summaryOf(number, settings.domain, mailboxes.counts(number)),
      contentType: 'application/simple-message-summary',
    })
    userAgent.send(notify, flow).catch(() => undefined)
  }
}

function hostPortOf(uri: Binding['contact']): string {
  const read = readSipUri(uri)
  return read === null ? uri : `${read.host}:${read.port ?? 5060}`
}
