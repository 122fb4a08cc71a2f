/** A secret whose text form is a mask, so that redaction is the default. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** The only way to the plain text; call it where it goes onto the wire and nowhere else. */
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
