/**
 * Names of the form fields: numbers that change with the firmware, or with each page when the description says so. A password field
 * starts with P: `P30959=&29743=DHCP` (a form of a public client).
 */
import { createHash, randomInt } from 'node:crypto'
import type { Parameter } from './settings.ts'

export interface FieldIds {
  /** Called for each page that is served. */
  renew(): void
  idOf(parameter: Parameter): string
}

/** Numbers of public clients lie between 111 and 65535. */
const least = 111
const most = 65_535

export function createFieldIds(
  parameters: readonly Parameter[],
  /** Firmware, for numbers that last; null for new ones with each page. */
  firmware: () => string | null,
): FieldIds {
  let salt = String(randomInt(most))
  let shown: { readonly seed: string; readonly ids: ReadonlyMap<string, string> } = {
    seed: '',
    ids: new Map(),
  }
  const ids = (): ReadonlyMap<string, string> => {
    const seed = firmware() ?? salt
    if (shown.seed !== seed) shown = { seed, ids: numbersFor(parameters, seed) }
    return shown.ids
  }
  return {
    renew() {
      salt = `${salt}:${randomInt(most)}`.slice(-16)
    },
    idOf: ({ name }) => ids().get(name) ?? '',
  }
}

function numbersFor(parameters: readonly Parameter[], seed: string): ReadonlyMap<string, string> {
  const taken = new Set<number>()
  return new Map(
    parameters.map(({ name, kind }) => {
      const digest = createHash('sha256').update(`${seed} ${name}`).digest()
      let number = least + (digest.readUInt32BE(0) % (most - least))
      while (taken.has(number)) number = number === most ? least : number + 1
      taken.add(number)
      return [name, `${kind === 'password' ? 'P' : ''}${number}`]
    }),
  )
}
