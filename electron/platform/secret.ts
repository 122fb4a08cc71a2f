/** A secret in memory. Its text form is a mask, so that printing or storing it by mistake shows nothing. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The plain text. Call it only where the text is sent. */
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
