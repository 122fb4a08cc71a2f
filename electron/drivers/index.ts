/** All drivers, and the files of facts that they and the services use. */
import { aleConfiguration } from './ale/configuration.ts'
import { aleFacts } from './ale/data.ts'
import { algoFacts } from './algo/data.ts'
import { algo } from './algo/driver.ts'
import { ascomFacts } from './ascom/data.ts'
import { ascom } from './ascom/driver.ts'
import { audiocodesFacts } from './audiocodes/data.ts'
import { audiocodesMediant, audiocodesMediaPack, audiocodesPhone } from './audiocodes/driver.ts'
import { ciscoFacts } from './cisco/data.ts'
import { ciscoAta, ciscoMpp } from './cisco/driver.ts'
import type { ConfigurationWriter, Driver } from './driver.ts'
import type { FactFile } from './fact-file.ts'
import { gigasetConfiguration } from './gigaset/configuration.ts'
import { gigasetFacts } from './gigaset/data.ts'
import { guidedCardFacts } from './guided-cards.ts'
import { roveFacts } from './poly-rove/data.ts'
import { polyRove } from './poly-rove/driver.ts'
import { vvxFacts } from './poly-vvx/data.ts'
import { polyVvx } from './poly-vvx/driver.ts'
import { provisioningUrlFacts } from './provisioning-urls.ts'
import { snomFacts } from './snom/data.ts'
import { snom } from './snom/driver.ts'
import { twoNFacts } from './two-n/data.ts'
import { twoN } from './two-n/driver.ts'
import { yealinkFacts } from './yealink/data.ts'
import { yealinkBase, yealinkPhone } from './yealink/driver.ts'

export const drivers: readonly Driver[] = [
  polyRove,
  polyVvx,
  twoN,
  ciscoMpp,
  ciscoAta,
  snom,
  algo,
  yealinkPhone,
  yealinkBase,
  audiocodesPhone,
  audiocodesMediant,
  audiocodesMediaPack,
  ascom,
]

/** Writers of configuration files for the gateway core: of drivers, and of vendors whose devices are set by hand. */
export const configurationWriters = (): readonly ConfigurationWriter[] => [
  ...drivers.flatMap(({ configuration }) => configuration ?? []),
  gigasetConfiguration(),
  aleConfiguration,
]

export const factFiles: readonly FactFile[] = [
  provisioningUrlFacts,
  guidedCardFacts,
  roveFacts,
  vvxFacts,
  twoNFacts,
  ciscoFacts,
  snomFacts,
  algoFacts,
  yealinkFacts,
  audiocodesFacts,
  gigasetFacts,
  aleFacts,
  ascomFacts,
]
