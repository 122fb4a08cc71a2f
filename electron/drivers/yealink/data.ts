/** Facts about Yealink phones and bases from resources/vendors/yealink.json. Paths and names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/yealink.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })
/** `{random}` is a number that keeps caches away, `{token}` the token of the page. */
const request = fact.extend({ path: z.string().startsWith('/') })

const family = fact.extend({
  /** Names of models in lower case without `SIP-`, spaces and separators. */
  models: z.array(z.string()),
  /** Class of resources/vendors/provisioning-urls.json. */
  class: z.string(),
})

const form = z.discriminatedUnion('cipher', [
  z.object({
    cipher: z.literal('rsa'),
    userField: z.string(),
    passwordField: z.string(),
    prefix: z.string(),
    provenance: provenanceSchema,
  }),
  z.object({
    cipher: z.literal('rsa-aes'),
    cookie: z.string(),
    userField: z.string().nullable(),
    textField: z.string(),
    keyField: z.string(),
    vectorField: z.string(),
    text: z.string(),
    provenance: provenanceSchema,
  }),
])

const signIn = request
  .extend({
    /** The cipher in use, one of those in `forms`. */
    cipher: z.enum(['rsa', 'rsa-aes']),
    forms: z.array(form),
    fields: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .refine(({ cipher, forms }) => forms.some((each) => each.cipher === cipher))
export type SignInFacts = z.infer<typeof signIn>

const servlet = z.object({
  /** Page or text with the RSA key. */
  key: request,
  signIn,
  status: request,
  provisioning: request,
  write: request,
  upgrade: request,
  restart: request,
  /** Null for an interface of which no such request is known. It fetches when it restarts. */
  fetchNow: fact.extend({ path: request.shape.path.nullable() }),
})
export type ServletFacts = z.infer<typeof servlet>

const wantedSetting = fact.extend({
  name: z.string(),
  /** `{url}` is the provisioning URL. */
  value: z.string(),
})
export type WantedSetting = z.infer<typeof wantedSetting>

const schema = fact.extend({
  vendor: z.string(),
  /** The provenance of a family is that of its write. */
  phones: family,
  bases: family,
  /** Settings of the page of automatic provisioning that are shown. */
  shown: z.array(fact.extend({ name: z.string(), web: z.enum(['both', 'servlet']) })),
  provisioning: z.array(wantedSetting),
  json: z.object({
    /** Members of `data` in replies to `common/info`. */
    key: request.extend({ modulus: z.string(), exponent: z.string() }),
    signIn,
    /** Words of a refused sign-in. */
    refusals: fact.extend({ locked: z.string(), busy: z.string(), wrongPassword: z.string() }),
    session: request.extend({ ids: z.array(z.string()), token: z.string(), header: z.string() }),
    /** Status of each request while the device demands a new password. */
    passwordChange: fact.extend({ status: z.number().int() }),
    identity: fact.extend({ model: z.string(), firmware: z.string(), mac: z.string() }),
    status: request.extend({
      ids: z.array(z.string()),
      firmware: z.string(),
      hardware: z.string(),
      mac: z.string(),
      serial: z.string(),
    }),
    /** `member` of the status of a phone; the path of a base. */
    accounts: request.extend({ member: z.string(), fields: z.array(z.string()) }),
    read: request,
    write: request,
    fetchNow: request,
    talking: request,
    restart: request,
    signOut: request,
    handsets: request.extend({
      /** Parts of a member's name in lower case. */
      ipei: z.array(z.string()),
      slot: z.string(),
      models: z.array(z.string()),
    }),
  }),
  /** The servlet interfaces, the newer first. */
  servlets: z.array(servlet),
  /** Names of variables in the scripts of the servlet pages. */
  variables: fact.extend({
    modulus: z.string(),
    exponent: z.string(),
    token: z.string(),
    model: z.string(),
    /** Written in two ways. */
    firmware: z.array(z.string()),
    hardware: z.string(),
    accounts: z.string(),
  }),
  /** Ids of labels on the status page. */
  labels: fact.extend({ mac: z.string(), serial: z.string() }),
  /** Value of `authstatus` in the reply to a sign-in, and a text of a locked page. */
  authStatus: fact.extend({
    done: z.string(),
    locked: z.string(),
    wrongPassword: z.string(),
    lockedText: z.string(),
  }),
  factoryReset: z.array(
    fact.extend({ way: z.enum(['web', 'action-uri', 'notify']), instruction: z.string() }),
  ),
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these devices. */
    prefixes: z.array(z.string()),
    userAgent: z.string(),
  }),
})

/** The facts in use. */
export let yealinkData: z.infer<typeof schema>
export const yealinkFacts: FactFile = factFile('yealink', file, schema, (data) => {
  yealinkData = data
})
