/** Conventions of the OBi software, which the Rove and the OBi adapters share: form keys, submitted forms, macros in URLs. */

/** djb2, 32 bits, as lower-case hex without leading zeros: the form key of a full name. */
export function formKey(fullName: string): string {
  let hash = 5381
  for (const byte of Buffer.from(fullName, 'utf8')) hash = (Math.imul(hash, 33) + byte) >>> 0
  return hash.toString(16)
}

/** `ParameterList=79d6d10d%3DPeriodically%264e5fccb1%3D3600` → [['79d6d10d', 'Periodically'], ['4e5fccb1', '3600']] */
export function submittedFields(body: string): [string, string][] {
  const list = new URLSearchParams(body).get('ParameterList') ?? ''
  return list
    .split('&')
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return [decoded(key), decoded(value.join('='))]
    })
}

/** Text that is not percent-encoded is kept as received, as the device does. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `http://h/00${IPEI}.cfg` → `http://h/0003717C0E0A.cfg`. Macros with or without braces. */
export function expand(template: string, macros: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(macros))
  return template.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? ''
    return values.get(name) ?? values.get(name.toUpperCase()) ?? whole
  })
}
