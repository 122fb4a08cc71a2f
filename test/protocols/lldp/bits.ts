/** Writes consecutive fields of any width, as in the diagrams of the standards. */
export class Bits {
  #bits = ''

  put(value: number | boolean, width: number): this {
    const number = Number(value)
    const bits = number.toString(2).padStart(width, '0')
    if (bits.length !== width || number < 0) throw new Error(`${value} does not fit ${width} bits`)
    this.#bits += bits
    return this
  }

  octets(octets: Uint8Array): this {
    for (const octet of octets) this.put(octet, 8)
    return this
  }

  text(text: string): this {
    return this.octets(Buffer.from(text, 'utf8'))
  }

  hex(digits: string): this {
    return this.octets(Buffer.from(digits, 'hex'))
  }

  build(): Buffer {
    if (this.#bits.length % 8 !== 0) throw new Error('half an octet')
    return Buffer.from((this.#bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)))
  }
}

export const bits = (): Bits => new Bits()
