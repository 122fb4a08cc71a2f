/** English. Another language is another folder with the same areas and keys; the compiler holds it to `Words`. */
import { bulk } from './bulk.ts'
import { catalogue } from './catalogue.ts'
import { catalogueScreen } from './catalogueScreen.ts'
import { deviceScreen } from './deviceScreen.ts'
import { door } from './door.ts'
import { facts } from './facts.ts'
import { firmware } from './firmware.ts'
import { gateway } from './gateway.ts'
import { gatewayScreen } from './gatewayScreen.ts'
import { guided } from './guided.ts'
import { history } from './history.ts'
import { jobDetails } from './jobDetails.ts'
import { jobScreen } from './jobScreen.ts'
import { jobTransfer } from './jobTransfer.ts'
import { listening } from './listening.ts'
import { numbers } from './numbers.ts'
import { pairing } from './pairing.ts'
import { parts } from './parts.ts'
import { practice } from './practice.ts'
import { practiceOffice } from './practiceOffice.ts'
import { problems } from './problems/problems.ts'
import { provisioningUrls } from './provisioningUrls.ts'
import { report } from './report.ts'
import { reportScreen } from './reportScreen.ts'
import { scan } from './scan.ts'
import { shell } from './shell.ts'
import { sightings } from './sightings.ts'
import { signIn } from './signIn.ts'
import { signInPage } from './signInPage.ts'
import { site } from './site.ts'
import { start } from './start.ts'
import { states } from './states.ts'
import { steps } from './steps.ts'
import { terms } from './terms.ts'
import { time } from './time.ts'

export const en = {
  bulk,
  pairing,
  jobDetails,
  jobScreen,
  jobTransfer,
  gatewayScreen,
  deviceScreen,
  signInPage,
  site,
  practiceOffice,
  start,
  report,
  reportScreen,
  catalogueScreen,
  shell,
  parts,
  catalogue,
  door,
  facts,
  firmware,
  gateway,
  guided,
  history,
  listening,
  numbers,
  practice,
  problems,
  provisioningUrls,
  scan,
  sightings,
  signIn,
  states,
  steps,
  terms,
  time,
}
