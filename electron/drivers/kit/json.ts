/** Reads JSON of which the members are not certain. Pure. */

/** The value of a JSON text; undefined for another text. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * A member by its path; undefined without it. A name may contain dots: `wui.common.rsaN` is found in
 *   {"wui":{"common":{"rsaN":"d966…"}}}   and in   {"wui.common.rsaN":"d966…"}
 */
export function memberAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const members = new Map(Object.entries(value))
  if (members.has(path)) return members.get(path)
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const found = memberAt(members.get(path.slice(0, dot)), path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** A member that is a text; null for another value. */
export function textAt(value: unknown, path: string): string | null {
  const found = memberAt(value, path)
  return typeof found === 'string' ? found : null
}
