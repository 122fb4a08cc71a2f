/** Says which signatures a build gets, by the secrets that are set; the release workflow puts the lines into its summary. */

interface Signature {
  readonly of: string
  /** Any one of these sets of variables is enough (electron-builder, "Code Signing"). */
  readonly needs: readonly (readonly string[])[]
}

const signatures: Readonly<Record<'win32' | 'darwin', readonly Signature[]>> = {
  win32: [
    {
      of: 'programs and installer of Windows',
      needs: [
        ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'],
        ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_SIGNING_ACCOUNT'],
      ],
    },
  ],
  darwin: [
    { of: 'program of macOS', needs: [['CSC_LINK', 'CSC_KEY_PASSWORD']] },
    { of: 'notarisation by Apple', needs: [['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER']] },
  ],
}

/** One line for each signature of a system, by Node's name of it. */
export function signingLines(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  const isSet = (name: string) => (env[name] ?? '') !== ''
  if (platform !== 'win32' && platform !== 'darwin')
    return ['Linux packages carry no signature: see SHA256SUMS.']
  return signatures[platform].map(({ of, needs }) => {
    if (needs.some((names) => names.every(isSet))) return `Signed: ${of}.`
    const missing = needs.map((names) => names.filter((name) => !isSet(name)).join(', ')).join(', or ')
    return `NOT signed: ${of}. Missing secrets: ${missing}.`
  })
}

if (import.meta.main) console.log(signingLines(process.platform, process.env).join('\n'))
