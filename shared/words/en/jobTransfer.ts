/** Texts of exporting a job to a file and of opening one. */
import type { JobDifference } from '#shared/model/job-transfer.ts'
import { counted } from './numbers.ts'

const fields: Record<JobDifference['field'], string> = {
  name: 'Name of the job',
  customer: 'Customer',
  site: 'Site',
  contact: 'Contact on site',
  technician: 'Technician',
  notes: 'Notes',
  region: 'Region',
  language: 'Language of the phones',
  device: 'Device',
  label: 'Name',
  place: 'Place',
  state: 'Status',
}

export const jobTransfer = {
  fields,
  device: (address: string, firmware: string | null, seen: string) =>
    `${address}${firmware === null ? '' : `, firmware ${firmware}`}, last seen ${seen}`,
  state: (state: string, since: string) => `${state}, ${since}`,
  exportTitle: 'Export job',
  exportBody:
    'The file has the whole job with its devices, evidence and history. Codes, passwords and the values of secret settings are left out.',
  passphrase: 'Passphrase',
  passphraseHint: 'Optional. Without it, anyone who has the file can read it.',
  export: 'Export',
  open: 'Open job file',
  openTitle: 'Open job file',
  fileInput: 'Job file',
  needsPassphrase: 'This file is protected. Enter its passphrase.',
  unlock: 'Open',
  add: 'Add job',
  merge: 'Merge',
  isNew: 'This job is not on this laptop yet. It will be added.',
  isHere: 'This job is on this laptop too. Merging keeps everything of both.',
  added: (devices: number, endpoints: number, history: number) =>
    `From the file: ${counted(devices, 'device', 'devices')}, ${counted(endpoints, 'phone or handset', 'phones and handsets')} and ${counted(history, 'history entry', 'history entries')} that this laptop does not have.`,
  contents: (devices: number, endpoints: number, history: number) =>
    `It has ${counted(devices, 'device', 'devices')}, ${counted(endpoints, 'phone or handset', 'phones and handsets')} and ${counted(history, 'history entry', 'history entries')}.`,
  noDifferences: 'No value differs.',
  differences: 'Choose the values to keep. The others are noted in the history.',
  subject: 'Subject',
  here: 'This laptop',
  file: 'File',
  newer: 'newer',
}
