import { counted } from './numbers.ts'

/** Texts of the screen that makes the hand-over report. */
export const reportScreen = {
  stateReached: 'State reached',
  title: 'Report',
  lead: 'The document for the customer: every device and endpoint, its state, since when, and the evidence.',
  handOverReport: 'Hand-over report',
  saveAsPdf: 'Save as PDF',
  saveAsHtml: 'Save as HTML',
  saveAsCsv: 'Save as CSV',
  nothingYet: 'Nothing to report yet',
  allSignedIn: 'Everything here is signed in',
  open: (notSignedIn: number, belowMinimum: number) =>
    [
      notSignedIn === 0 ? null : `${notSignedIn} not signed in`,
      belowMinimum === 0 ? null : `${counted(belowMinimum, 'device needs', 'devices need')} new firmware`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  noEndpoints: 'Nothing to sign in was found yet',
  noSecrets: 'It contains no codes and no passwords. What was not seen is listed as not known.',
  noEndpointsBody: 'Scan the site, read a base, or add a handset under Pairing.',
  noDevices: 'No devices yet',
  noDevicesBody: 'Scan the site first.',
}
