/** Facts about Gigaset PRO bases from resources/vendors/gigaset.json. Names are corrected there, or in an installation. */
import { z } from 'zod'
import file from '#resources/vendors/gigaset.json' with { type: 'json' }
import { provenanceSchema } from '#shared/model/confidence.ts'
import { type FactFile, factFile } from '../fact-file.ts'

const fact = z.object({ provenance: provenanceSchema })

const schema = z.object({
  configurationFile: fact.extend({
    /** First six digits of the MAC addresses of these bases. */
    prefixes: z.array(z.string()),
    /** Beginnings of the User-Agent. */
    userAgents: z.array(z.string()),
    /** `productID` of the root element. */
    productId: z.string(),
  }),
  server: fact.extend({ name: z.string() }),
  /** Slot and access code (DECT PIN) of the one handset of a rehearsal. */
  handset: fact.extend({ slot: z.string(), accessCode: z.string() }),
  /** Number of the VoIP provider, and its codes of transports. */
  provider: fact.extend({
    id: z.string(),
    transports: z.object({ udp: z.string(), tcp: z.string() }),
  }),
  /** The registration window that a file opens. */
  window: fact.extend({ seconds: z.number().int().positive(), password: z.string() }),
})

/** The facts in use. */
export let gigasetData: z.infer<typeof schema>
export const gigasetFacts: FactFile = factFile('gigaset', file, schema, (data) => {
  gigasetData = data
})
