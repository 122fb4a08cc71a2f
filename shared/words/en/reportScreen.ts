import { counted } from './numbers.ts'

/** Texts of the screen that makes the hand-over report. */
export const reportScreen = {
  stateReached: 'State reached',
  title: 'Report',
  lead: 'The document for the customer: the result on one page, then every phone and handset by room, and what is left to do.',
  handOverReport: 'Hand-over report',
  saveAsPdf: 'Save as PDF',
  saveAsHtml: 'Save as HTML',
  saveAsCsv: 'Save as CSV',
  withAppendix: 'Appendix with settings, evidence and history',
  withOtherDevices: 'Include switches, printers and other devices',
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
  noSecrets: 'Codes and passwords are left out. What was not seen is listed as not known.',
  noEndpointsBody: 'Scan the site, read a base, or add a handset under Pairing.',
  noDevices: 'No devices yet',
  noDevicesBody: 'Scan the site first.',
}
