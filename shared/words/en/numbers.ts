/** Numbers for reading aloud: grouped, and spelled. */

/** `0003717C0E0A` → `0003 717C 0E0A`. */
const grouped = (text: string, size = 4): string =>
  text.match(new RegExp(`.{1,${size}}`, 'g'))?.join(' ') ?? text

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

/** `a`, `a and b`, `a, b and c`. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

const letters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    A: 'Alfa',
    B: 'Bravo',
    C: 'Charlie',
    D: 'Delta',
    E: 'Echo',
    F: 'Foxtrot',
    G: 'Golf',
    H: 'Hotel',
    I: 'India',
    J: 'Juliett',
    K: 'Kilo',
    L: 'Lima',
    M: 'Mike',
    N: 'November',
    O: 'Oscar',
    P: 'Papa',
    Q: 'Quebec',
    R: 'Romeo',
    S: 'Sierra',
    T: 'Tango',
    U: 'Uniform',
    V: 'Victor',
    W: 'Whiskey',
    X: 'X-ray',
    Y: 'Yankee',
    Z: 'Zulu',
    '*': 'star',
    '#': 'hash',
  }),
)

/** `*55*12A` → `star, 5, 5, star, 1, 2, Alfa`. Letters of the ITU/NATO alphabet. */
const spelled = (text: string): string =>
  [...text.toUpperCase().replaceAll(/\s/g, '')]
    .map((character) => letters.get(character) ?? character)
    .join(', ')

export const numbers = {
  grouped,
  spelled,
}
