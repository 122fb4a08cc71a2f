/** Hides persons and single devices in a text. Passwords and codes are masked before, in the log (platform/redaction.ts). */
import { mask } from '../../platform/redaction.ts'

/** Names of this laptop and of the person who uses it. */
export interface Here {
  readonly homeFolder: string
  readonly userName: string
  readonly hostName: string
}

/** Shorter names are parts of common words. */
const shortestName = 4

const rules: readonly { readonly finds: RegExp; readonly becomes: string }[] = [
  // anna.berg@contoso.com, sip:4930901820@10.0.0.5 → ••••@contoso.com
  { finds: /[\w.+%-]{1,64}@(?=[\w[])/g, becomes: `${mask}@` },
  // +4930901820, E.164
  { finds: /\+\d[\d ()-]{5,20}\d/g, becomes: `+${mask}` },
  // 48:25:67:0A:1B:2C, 48-25-67-0a-1b-2c → the maker's part
  { finds: /\b((?:[0-9a-f]{2}[:-]){3})(?:[0-9a-f]{2}[:-]){2}[0-9a-f]{2}\b/gi, becomes: `$1${mask}` },
  // 4825670A1B2C
  { finds: /\b([0-9a-f]{6})[0-9a-f]{6}\b/gi, becomes: `$1${mask}` },
]

export function hidePersons(text: string, { homeFolder, userName, hostName }: Here): string {
  const withoutHome = homeFolder.length < shortestName ? text : text.replaceAll(homeFolder, '~')
  const names = [userName, hostName].filter((each) => each.length >= shortestName && each !== 'root')
  const withoutNames = names.reduce((current, name) => current.replaceAll(name, mask), withoutHome)
  return rules.reduce((current, { finds, becomes }) => current.replace(finds, becomes), withoutNames)
}
