/** Composes the vendor facts: their corrections on this installation, and what is proven with them. */
import { factFiles } from '../drivers/index.ts'
import { provisioningFacts } from '../drivers/provisioning-urls.ts'
import { proofsOf } from '../drivers/ways-in.ts'
import { openCorrections } from '../services/corrections/index.ts'
import type { Services } from '../services/index.ts'
import type { Foundation } from './foundation.ts'

type FactServices = Pick<Services, 'corrections' | 'provisioningFacts' | 'modelProofs'>

export const composeFacts = ({ options, inMemory, log, catalogue }: Foundation): FactServices => ({
  corrections: openCorrections({
    ...{ factFiles, log },
    // an in-memory core may still read the corrections of a data folder
    folder: options.catalogueFolder ?? (inMemory ? null : options.dataFolder),
  }),
  provisioningFacts: () => provisioningFacts,
  modelProofs: () => proofsOf(catalogue.live),
})
