/**
 * The file of a job. One JSON object:
 *
 * `{"punchdown":"job","version":1,"writtenAt":1764547200000,"by":"0.1.0","sha256":"9f86…","kdf":{"N":131072,"salt":"…"},"content":"sealed:1:…"}`
 *
 * `content` is the job as JSON, gzip, base64; with a passphrase (`kdf`) it is sealed with AES-256-GCM by the key that scrypt (RFC 7914,
 * r 8, p 1) derives from the passphrase and the salt. `sha256` is the checksum of the text of `content`.
 */
import { createHash, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { Secret } from '../../../platform/secret.ts'
import { createSealer, type Sealer } from '../../../platform/secrets.ts'
import { type JobContent, jobContentSchema } from './content.ts'

const version = 1
/** A job of 10,000 devices has about 100 MB. */
const longestContent = 512 * 2 ** 20

const kdfSchema = z.object({
  /** scrypt needs 128 × N × 8 octets; the bounds keep a damaged file from taking all memory. */
  N: z.literal([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18]),
  salt: z.string().regex(/^[\w-]{22}$/),
})
const fileSchema = z.object({
  punchdown: z.literal('job'),
  version: z.number().int().min(1),
  writtenAt: z.number(),
  by: z.string(),
  sha256: z.string(),
  kdf: kdfSchema.optional(),
  content: z.string(),
})

const compress = promisify(gzip)
const decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)
const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)

export interface FileOrigin {
  readonly writtenAt: number
  /** Version of Punchdown. */
  readonly by: string
  /** 128 MiB and about half a second for each try; smaller in tests. */
  readonly cost?: z.infer<typeof kdfSchema>['N']
}

export async function writeJobFile(
  content: JobContent,
  passphrase: Secret | null,
  { writtenAt, by, cost = 2 ** 17 }: FileOrigin,
): Promise<string> {
  const packed = (await compress(JSON.stringify(content))).toString('base64')
  const kdf = passphrase === null ? undefined : { N: cost, salt: randomBytes(16).toString('base64url') }
  const text =
    passphrase === null || kdf === undefined ? packed : (await sealerOf(passphrase, kdf)).seal(packed)
  return JSON.stringify({
    punchdown: 'job',
    version,
    writtenAt,
    by,
    sha256: sha256(text),
    kdf,
    content: text,
  })
}

/** @throws PunchdownError job-file-unknown | job-file-newer | job-file-damaged | job-file-passphrase */
export async function readJobFile(text: string, passphrase: Secret | null): Promise<JobContent> {
  const file = parsed(text)
  if (sha256(file.content) !== file.sha256) throw new PunchdownError('job-file-damaged')
  const packed = file.kdf === undefined ? file.content : await opened(file.content, file.kdf, passphrase)
  const json = await decompress(Buffer.from(packed, 'base64'), { maxOutputLength: longestContent }).catch(
    (cause: unknown) => {
      throw new PunchdownError('job-file-damaged', {}, { cause })
    },
  )
  const content = jobContentSchema.safeParse(JSON.parse(json.toString('utf8')))
  if (!content.success) throw new PunchdownError('job-file-damaged', {}, { cause: content.error })
  return content.data
}

function parsed(text: string): z.infer<typeof fileSchema> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new PunchdownError('job-file-unknown', {}, { cause })
  }
  const marked = z.object({ punchdown: z.literal('job'), version: z.number() }).safeParse(json)
  if (!marked.success) throw new PunchdownError('job-file-unknown')
  if (marked.data.version > version) throw new PunchdownError('job-file-newer')
  const file = fileSchema.safeParse(json)
  if (!file.success) throw new PunchdownError('job-file-damaged', {}, { cause: file.error })
  return file.data
}

async function opened(
  sealed: string,
  kdf: z.infer<typeof kdfSchema>,
  passphrase: Secret | null,
): Promise<string> {
  if (passphrase === null) throw new PunchdownError('job-file-passphrase', { reason: 'missing' })
  const sealer = await sealerOf(passphrase, kdf)
  try {
    return sealer.open(sealed)
  } catch (cause) {
    // the checksum was right, so the key is wrong
    throw new PunchdownError('job-file-passphrase', { reason: 'wrong' }, { cause })
  }
}

async function sealerOf(passphrase: Secret, { N, salt }: z.infer<typeof kdfSchema>): Promise<Sealer> {
  const key = await derive(passphrase.reveal().normalize('NFC'), Buffer.from(salt, 'base64url'), 32, {
    ...{ N, r: 8, p: 1, maxmem: 256 * N * 8 },
  })
  return createSealer({ keys: [key.toString('base64url')], how: 'passphrase' })
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
