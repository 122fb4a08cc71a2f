/** The facts about a vendor that a driver works with: the built-in file, with the corrections of this installation. */
import type { z } from 'zod'
import type { Provenance } from '#shared/model/confidence.ts'
import {
  type Correction,
  type CorrectionProblem,
  type Fact,
  leavesOf,
  statementsIn,
  withCorrections,
} from '#shared/model/vendor-facts.ts'

export interface FactFile {
  /** Name of the file in resources/vendors without `.json`. */
  readonly id: string
  /** Values in use, in the order of the file. */
  facts(): Fact[]
  /** Every source that is stated, with the pointer of the object around it. */
  statements(): { readonly pointer: string; readonly provenance: Provenance }[]
  /**
   * Replaces the former corrections. Those that do not fit are left out and returned with their pointer. `provenance` becomes the
   * source of each corrected fact.
   */
  correct(corrections: readonly Correction[], provenance: Provenance): ReadonlyMap<string, CorrectionProblem>
}

/** `use` receives the facts in use, at once and after each correction. @throws ZodError for a built-in file that is not valid */
export function factFile<Data>(
  id: string,
  builtIn: unknown,
  schema: z.ZodType<Data>,
  use: (data: Data) => void,
): FactFile {
  const builtInValues = new Map(leavesOf(builtIn).map(({ pointer, value }) => [pointer, value]))
  let inUse: unknown = builtIn
  use(schema.parse(builtIn))
  return {
    id,
    facts: () =>
      leavesOf(inUse).map(({ pointer, value, provenance }) => {
        const before = builtInValues.get(pointer)
        return {
          pointer,
          value,
          provenance,
          ...(before === undefined || before === value ? {} : { builtIn: before }),
        }
      }),
    statements: () => statementsIn(inUse),
    correct(corrections, provenance) {
      const accepted: Correction[] = []
      const problems = new Map<string, CorrectionProblem>()
      for (const correction of corrections) {
        const tried = withCorrections(builtIn, [correction], provenance)
        const problem = tried.problems.get(correction.pointer)
        if (problem !== undefined) problems.set(correction.pointer, problem)
        else if (!schema.safeParse(tried.document).success) problems.set(correction.pointer, 'not-valid')
        else accepted.push(correction)
      }
      const { document } = withCorrections(builtIn, accepted, provenance)
      const together = schema.safeParse(document)
      if (together.success) {
        inUse = document
        use(together.data)
        return problems
      }
      // each fits alone, but not all of them together
      for (const { pointer } of accepted) problems.set(pointer, 'not-valid')
      inUse = builtIn
      use(schema.parse(builtIn))
      return problems
    },
  }
}
