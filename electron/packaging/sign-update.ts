/**
 * Makes a signed update. The private key (PKCS #8, PEM) is in UPDATE_KEY, its id in UPDATE_KEY_ID.
 *
 *     node electron/packaging/sign-update.ts new-key
 *     node electron/packaging/sign-update.ts catalogue 2026-12-01 page.md > catalogue.json
 *     node electron/packaging/sign-update.ts facts 2026-12-01 two-n two-n.patch.json > two-n.json
 *     node electron/packaging/sign-update.ts release 2026-12-01 release > punchdown-1.2.0.json
 */
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { version } from '../app/version.ts'
import { signUpdate, type Update } from '../services/updates/index.ts'

const filesIn = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => {
      const octets = readFileSync(join(folder, name))
      return { name, octets: octets.length, sha256: createHash('sha256').update(octets).digest('hex') }
    })

/** Null for arguments that are no update. */
export function updateFrom([kind, date = '', first = '', second = '']: readonly string[]): Update | null {
  if (kind === 'catalogue' && first !== '')
    return { kind, date, name: basename(first), page: readFileSync(first, 'utf8') }
  if (kind === 'facts' && second !== '')
    return { kind, date, file: first, patch: readFileSync(second, 'utf8') }
  if (kind === 'release' && first !== '') return { kind, date, version, files: filesIn(first) }
  return null
}

function newKey(): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' })}\npublicKey: ${spki}`
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  const update = updateFrom(args)
  if (args[0] === 'new-key') console.log(newKey())
  else if (update === null) {
    console.error(
      'usage: sign-update.ts new-key | catalogue <date> <page> | facts <date> <file> <patch> | release <date> <folder>',
    )
    process.exitCode = 2
  } else {
    const { UPDATE_KEY = '', UPDATE_KEY_ID = '' } = process.env
    process.stdout.write(signUpdate(update, UPDATE_KEY_ID, createPrivateKey(UPDATE_KEY)))
  }
}
