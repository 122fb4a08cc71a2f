/**
 * Result of a machine. A transition is a pure function of state, input and now; its result is stored before its
 * effects run, and effects tolerate being performed twice.
 */
export type Transition<State, Effect> =
  | { readonly applies: true; readonly state: State; readonly effects: readonly Effect[] }
  /** The input does not apply in this state; nothing changes. `why` is for logs and tests. */
  | { readonly applies: false; readonly why: string }

export function moved<State, Effect>(state: State, ...effects: Effect[]): Transition<State, Effect> {
  return { applies: true, state, effects }
}

export function stayed<State, Effect>(why: string): Transition<State, Effect> {
  return { applies: false, why }
}
