/** Weak and self-signed certificates, made by openssl. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../support/programs.ts'

export interface Wish {
  /** `rsa:512`, `rsa:2048`, `ec` */
  readonly key: string
  readonly digest: 'sha1' | 'sha256' | 'md5'
  /** Years. */
  readonly from: number
  readonly to: number
}

const configuration = `
[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
rand_serial = yes
policy = any
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
`

/** Files `certificate.pem` and `key.pem` in a folder, signed by that key. @throws Error with the output of openssl */
export async function makeCertificate(
  folder: string,
  wish: Wish,
): Promise<{ certificate: string; key: string }> {
  const certificate = join(folder, 'certificate.pem')
  const key = join(folder, 'key.pem')
  writeFileSync(join(folder, 'ca.cnf'), configuration)
  writeFileSync(join(folder, 'index.txt'), '')
  const kind = wish.key === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : [wish.key]
  const must = async (args: readonly string[]) => {
    const { code, errors } = await run('openssl', args, folder)
    if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${errors}`)
  }
  await must([
    ...['req', '-new', '-nodes', '-config', 'ca.cnf', '-newkey', ...kind, `-${wish.digest}`],
    ...['-subj', '/O=Polycom Inc./CN=64167F0A1B2C', '-keyout', key, '-out', 'request.pem'],
  ])
  const day = (year: number) => `${year}0101000000Z`
  await must([
    ...['ca', '-batch', '-selfsign', '-config', 'ca.cnf', '-keyfile', key, '-md', wish.digest, '-notext'],
    ...['-startdate', day(wish.from), '-enddate', day(wish.to), '-in', 'request.pem', '-out', certificate],
  ])
  return { certificate, key }
}
