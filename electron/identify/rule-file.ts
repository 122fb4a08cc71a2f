/** What a file of rules looks like: one vendor, its rules, and under each the texts that it reads. */
import { z } from 'zod'
import { confidenceSchema } from '#shared/model/confidence.ts'
import { deviceKindSchema, factNames, protocols } from '#shared/model/identity.ts'

const sampleSchema = z.strictObject({
  text: z.string(),
  /** The form is the maker's; the numbers in it are made up. Without this mark the text is one that a device sends. */
  form: z.literal(true).optional(),
  context: z.record(z.string(), z.string()).optional(),
  /** What the rule reads in it beside the vendor; the suite asserts that it reads this and nothing else. */
  reads: z.partialRecord(z.enum(factNames), z.string()),
})
const ruleSchema = z.strictObject({
  id: z.string(),
  protocols: z.array(z.enum(protocols)).min(1),
  /** Regular expression, letter case ignored; its named groups are facts. `%mac%` stands for a MAC address in any spelling. */
  match: z.string(),
  /** Facts that were seen with the banner and must be as well: name → regular expression. */
  context: z.record(z.string(), z.string()).optional(),
  /** Facts that the rule states without reading them. */
  set: z.strictObject({ kind: deviceKindSchema.optional(), model: z.string().optional() }).optional(),
  samples: z.array(sampleSchema).min(1),
  source: z.string(),
  confidence: confidenceSchema,
})
export const ruleFileSchema = z.strictObject({
  vendor: z.string(),
  /** How the firm spells itself as manufacturer (LLDP-MED, mDNS): regular expression for the beginning. */
  maker: z.string().optional(),
  /** How a model is spelled out, in order: regular expression → text. */
  spell: z.array(z.strictObject({ from: z.string(), to: z.string() })).optional(),
  /** What sort of device a model is, by family; the first that matches counts. */
  kinds: z.array(z.strictObject({ model: z.string(), kind: deviceKindSchema })).optional(),
  rules: z.array(ruleSchema),
})

type Texts = Readonly<Record<string, string | undefined>>
/** A file as it lies there: to the compiler its words for kinds, protocols and confidence are any text. */
export interface RuleFileText {
  readonly vendor: string
  readonly maker?: string | undefined
  readonly spell?: readonly { readonly from: string; readonly to: string }[] | undefined
  readonly kinds?: readonly { readonly model: string; readonly kind: string }[] | undefined
  readonly rules: readonly {
    readonly id: string
    readonly protocols: readonly string[]
    readonly match: string
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
