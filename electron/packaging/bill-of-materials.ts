/** The bill of materials of one packed app, in CycloneDX 1.6 (ECMA-424). The same files give the same text. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { installedFor, type NpmPackage } from './packages.ts'

/** What a bill is about, beside the packages. */
export interface Artefact {
  readonly name: string
  readonly version: string
  /** SPDX identifier. */
  readonly licence: string
  /** SHA-256 of `app.asar`, hexadecimal; null for the npm package. */
  readonly archive: string | null
  /** Version of Electron in the installer; null for the npm package. */
  readonly electron: string | null
}

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ integrity: z.string().optional() })),
})

/** `node_modules/zod` → `sha512-…`, from package-lock.json. */
export function integritiesIn(lock: string): ReadonlyMap<string, string> {
  const { packages } = lockSchema.parse(JSON.parse(lock))
  return new Map(
    Object.entries(packages).flatMap(([path, { integrity }]) =>
      integrity === undefined ? [] : [[path, integrity]],
    ),
  )
}

/** `pkg:npm/%40orpc/client@1.16.1` (package-url, type npm) */
export const packageUrl = ({ name, version }: { readonly name: string; readonly version: string }): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`

/** A name with a space, a slash or a parenthesis is an expression or a sentence, an SPDX identifier has none. */
function licensesOf(licence: string | null): object[] {
  if (licence === null) return []
  if (/^[\w.+-]+$/.test(licence)) return [{ license: { id: licence } }]
  return / (?:OR|AND|WITH) /.test(licence) && !licence.startsWith('SEE')
    ? [{ expression: licence }]
    : [{ license: { name: licence } }]
}

/** `sha512-…` in base64 → the checksum of the package as it was installed. */
function hashesOf(integrity: string | undefined): object[] {
  const [algorithm, base64 = ''] = integrity?.split('-', 2) ?? []
  if (algorithm !== 'sha512') return []
  return [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }]
}

function componentOf(each: NpmPackage, integrity: string | undefined): object {
  const [scope, plain] = each.name.startsWith('@') ? each.name.split('/', 2) : [undefined, each.name]
  return {
    type: 'library',
    'bom-ref': packageUrl(each),
    ...(scope === undefined ? {} : { group: scope }),
    name: plain,
    version: each.version,
    hashes: hashesOf(integrity),
    licenses: licensesOf(each.licence),
    purl: packageUrl(each),
  }
}

/** Electron is fetched from its project, not from npm. */
const electronOf = (version: string) => ({
  type: 'framework',
  'bom-ref': `pkg:github/electron/electron@v${version}`,
  name: 'electron',
  version,
  licenses: [{ license: { id: 'MIT' } }],
  purl: `pkg:github/electron/electron@v${version}`,
})

/** A UUID that depends on the content only (RFC 9562, section 5.8). */
function serialNumberOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * @param packages every package in the artefact, each folder once
 * @param integrityOf the checksum in package-lock.json of a package, `sha512-…`
 */
export function billOfMaterials(
  artefact: Artefact,
  packages: readonly NpmPackage[],
  integrityOf: (each: NpmPackage) => string | undefined,
): string {
  const byUrl = new Map(packages.map((each) => [packageUrl(each), each]))
  const known = [...byUrl].sort(([a], [b]) => (a < b ? -1 : 1))
  const urlAt = new Map(packages.map((each) => [each.folder, packageUrl(each)]))
  const needed = (each: NpmPackage): string[] =>
    each.needs.flatMap((name) => urlAt.get(installedFor(each.folder, name) ?? '') ?? []).sort()
  const electron = artefact.electron === null ? [] : [electronOf(artefact.electron)]
  const self = packageUrl(artefact)
  const document = {
    metadata: {
      component: {
        type: 'application',
        'bom-ref': self,
        name: artefact.name,
        version: artefact.version,
        ...(artefact.archive === null ? {} : { hashes: [{ alg: 'SHA-256', content: artefact.archive }] }),
        licenses: licensesOf(artefact.licence),
        purl: self,
      },
    },
    components: [...electron, ...known.map(([, each]) => componentOf(each, integrityOf(each)))],
    dependencies: [
      { ref: self, dependsOn: [...electron.map((each) => each['bom-ref']), ...byUrl.keys()].sort() },
      ...known.map(([ref, each]) => ({ ref, dependsOn: needed(each) })),
    ],
  }
  const head = { bomFormat: 'CycloneDX', specVersion: '1.6' }
  const serialNumber = serialNumberOf(JSON.stringify(document))
  return `${JSON.stringify({ ...head, serialNumber, version: 1, ...document }, null, 2)}\n`
}
