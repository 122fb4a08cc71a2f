/**
 * The two scripts of the voicemail as pure transitions: a caller leaves a message (deposit), and a user plays the messages of the mailbox (owner).
 * Keys and tones are ours; those of the service are not published.
 *
 *   deposit:  greeting ──played, any key──▶ beep ──▶ recording ──#, limit──▶ (store) ended
 *                                                        └──hung up──▶ (store) ended
 *
 *   owner:    playing ──played──▶ choosing        1 again · 2 save · 3 delete · # next · 0 record a greeting
 *                ▲                   │ key        (keys count while a message plays as well)
 *                └──next message─────┤
 *                                    └──no more, 10 s without a key──▶ farewell ──▶ ended
 */
export type Prompt = 'greeting' | 'beep' | 'choose' | 'no-messages' | 'farewell'

export type Script =
  | { readonly at: 'greeting' | 'beep' | 'recording' }
  /** `queue`: ids of messages, the current one first. */
  | { readonly at: 'playing' | 'choosing'; readonly queue: readonly string[] }
  | { readonly at: 'greeting-beep' | 'greeting-recording'; readonly queue: readonly string[] }
  | { readonly at: 'farewell' | 'ended' }

export type ScriptInput =
  | { readonly fact: 'played' | 'full' | 'hung-up' | 'no-key' }
  | { readonly fact: 'key'; readonly key: string }

export type ScriptEffect =
  | { readonly do: 'play'; readonly prompt: Prompt }
  | { readonly do: 'play-message'; readonly id: string }
  | { readonly do: 'record' | 'wait-for-key' | 'hang-up' }
  | StoreEffect

/** Effects that change the mailbox. */
export type StoreEffect =
  | { readonly do: 'save' | 'delete'; readonly id: string }
  | { readonly do: 'store-message' | 'store-greeting' }

export interface ScriptStep {
  readonly script: Script
  readonly effects: readonly ScriptEffect[]
}

const to = (script: Script, ...effects: ScriptEffect[]): ScriptStep => ({ script, effects })
const play = (prompt: Prompt): ScriptEffect => ({ do: 'play', prompt })

export const startDeposit = (): ScriptStep => to({ at: 'greeting' }, play('greeting'))

/** @param queue ids of the messages to play */
export const startOwner = (queue: readonly string[]): ScriptStep =>
  queue.length === 0 ? to({ at: 'choosing', queue }, play('no-messages')) : present(queue)

/** An input that does not apply changes nothing. */
export function script(state: Script, input: ScriptInput): ScriptStep {
  if (input.fact === 'hung-up') return onHungUp(state)
  switch (state.at) {
    case 'greeting':
      return input.fact === 'played' || input.fact === 'key' ? to({ at: 'beep' }, play('beep')) : to(state)
    case 'beep':
      return input.fact === 'played' ? to({ at: 'recording' }, { do: 'record' }) : to(state)
    case 'recording':
      return isEnd(input) ? to({ at: 'ended' }, { do: 'store-message' }, { do: 'hang-up' }) : to(state)
    case 'playing':
    case 'choosing':
      return onChoice(state, input)
    case 'greeting-beep':
      return input.fact === 'played'
        ? to({ at: 'greeting-recording', queue: state.queue }, { do: 'record' })
        : to(state)
    case 'greeting-recording':
      return isEnd(input) ? followedBy({ do: 'store-greeting' }, next(state.queue)) : to(state)
    case 'farewell':
      return input.fact === 'played' ? to({ at: 'ended' }, { do: 'hang-up' }) : to(state)
    case 'ended':
      return to(state)
  }
}

const isEnd = (input: ScriptInput): boolean =>
  input.fact === 'full' || (input.fact === 'key' && input.key === '#')

/** A recording that ends with the call is stored as a message. An unfinished greeting is not stored. */
const onHungUp = (state: Script): ScriptStep =>
  state.at === 'recording' ? to({ at: 'ended' }, { do: 'store-message' }) : to({ at: 'ended' })

const present = (queue: readonly string[]): ScriptStep => {
  const [id] = queue
  return id === undefined
    ? to({ at: 'farewell' }, play('farewell'))
    : to({ at: 'playing', queue }, { do: 'play-message', id })
}

const next = (queue: readonly string[]): ScriptStep => present(queue.slice(1))

const followedBy = (first: ScriptEffect, { script: after, effects }: ScriptStep): ScriptStep => ({
  script: after,
  effects: [first, ...effects],
})

function onChoice(state: Extract<Script, { at: 'playing' | 'choosing' }>, input: ScriptInput): ScriptStep {
  const { at, queue } = state
  const [id] = queue
  if (input.fact === 'played') {
    if (at === 'playing') return to({ at: 'choosing', queue }, play('choose'))
    return to(state, { do: 'wait-for-key' })
  }
  if (input.fact === 'no-key') return at === 'choosing' ? to({ at: 'farewell' }, play('farewell')) : to(state)
  if (input.fact !== 'key') return to(state)
  if (input.key === '0') return to({ at: 'greeting-beep', queue }, play('beep'))
  if (id === undefined) return to(state)
  switch (input.key) {
    case '1':
      return present(queue)
    case '2':
      return followedBy({ do: 'save', id }, next(queue))
    case '3':
      return followedBy({ do: 'delete', id }, next(queue))
    case '#':
      return next(queue)
    default:
      return to(state)
  }
}
