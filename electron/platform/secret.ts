/** A secret in memory. Its string, JSON and inspect forms are a mask, so that it is not logged or stored by mistake. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The plain text. Call it only to send the secret. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '••••'
  }
  toJSON(): string {
    return '••••'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '••••'
  }
}
