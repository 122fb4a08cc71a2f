/** Schema of a file of rules: one vendor, its rules, and samples for each rule. */
import { z } from 'zod'
import { confidenceSchema } from '#shared/model/confidence.ts'
import { deviceKindSchema, factNames, protocols } from '#shared/model/identity.ts'

const sampleSchema = z.strictObject({
  text: z.string(),
  /** The sample has the maker's form with made-up numbers. Without this mark, the text was recorded from a device. */
  form: z.literal(true).optional(),
  context: z.record(z.string(), z.string()).optional(),
  /** Facts that the rule reads in the text beside the vendor; the tests check that it reads no others. */
  reads: z.partialRecord(z.enum(factNames), z.string()),
})
const ruleSchema = z.strictObject({
  id: z.string(),
  protocols: z.array(z.enum(protocols)).min(1),
  /** Regular expression, case-insensitive; its named groups are facts. `%mac%` matches a MAC address in any form. */
  match: z.string(),
  /**
   * Words in lower case: every text that `match` finds contains one of them, and the rule is tried only on texts that do. Empty: tried on
   * every text.
   */
  words: z.array(z.string().regex(/^[\x20-\x40\x5b-\x7e]{2,}$/)),
  /** The rule counts when no other rule reads a model in the text. */
  general: z.literal(true).optional(),
  /** Facts that must have been seen with the banner: name → regular expression. */
  context: z.record(z.string(), z.string()).optional(),
  /** Facts that the rule sets without reading them. */
  set: z.strictObject({ kind: deviceKindSchema.optional(), model: z.string().optional() }).optional(),
  samples: z.array(sampleSchema).min(1),
  source: z.string(),
  confidence: confidenceSchema,
})
export const ruleFileSchema = z.strictObject({
  vendor: z.string(),
  /** Start of the firm's name as manufacturer (LLDP-MED, mDNS): regular expression. */
  maker: z.string().optional(),
  /** Replacements that normalise a model, in order: regular expression → text. */
  spell: z.array(z.strictObject({ from: z.string(), to: z.string() })).optional(),
  /** Kind of device by model; the first match counts. */
  kinds: z.array(z.strictObject({ model: z.string(), kind: deviceKindSchema })).optional(),
  rules: z.array(ruleSchema),
})

type Texts = Readonly<Record<string, string | undefined>>
/** A file as imported: kinds, protocols and confidence are plain strings to the compiler. */
export interface RuleFileText {
  readonly vendor: string
  readonly maker?: string | undefined
  readonly spell?: readonly { readonly from: string; readonly to: string }[] | undefined
  readonly kinds?: readonly { readonly model: string; readonly kind: string }[] | undefined
  readonly rules: readonly {
    readonly id: string
    readonly protocols: readonly string[]
    readonly match: string
    readonly words: readonly string[]
    readonly general?: boolean | undefined
    readonly context?: Texts | undefined
    readonly set?: { readonly kind?: string | undefined; readonly model?: string | undefined } | undefined
    readonly samples: readonly {
      readonly text: string
      readonly form?: boolean | undefined
      readonly context?: Texts | undefined
      readonly reads: Texts
    }[]
    readonly source: string
    readonly confidence: string
  }[]
}
