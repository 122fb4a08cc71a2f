/** Problems of typed, pasted and imported input. */
import { widestScan } from '#shared/model/target.ts'
import { numbers } from '../numbers.ts'
import { fact, type Words } from './words.ts'

const correctionReasons: ReadonlyMap<string, string> = new Map([
  ['no-such-fact', 'there is no such fact in this version'],
  ['built-in-changed', 'its built-in value is another one in this version'],
  ['not-valid', 'the value does not have the right form'],
])

const untrusted: ReadonlyMap<string, string> = new Map([
  ['not-signed', 'The file has no signature.'],
  ['unknown-key', 'It is signed with a key that this version does not trust.'],
  ['wrong-signature', 'Its content was changed after it was signed.'],
])

const unusable: ReadonlyMap<string, string> = new Map([
  ['malformed', 'This version cannot read it.'],
  ['older', 'It is older than what is installed.'],
  [
    'own-corrections',
    'Facts of the same file were corrected on this computer, and an update would overwrite them.',
  ],
  ['file-changed', 'A downloaded file is not the one that was signed.'],
  ['file-missing', 'None of its files is in the same folder.'],
])

export const typed = {
  'bad-input': (f) => ({
    title: 'That could not be used',
    meaning: `Something typed in is missing or has another form than expected${f.field === undefined ? '' : ` (${String(f.field)})`}.`,
    remedy: 'Check what you typed and try again.',
  }),
  'ipei-too-short': {
    title: 'This IPEI is too short',
    meaning: 'An IPEI has 10 hex digits, or 12 decimal digits and a check character.',
    remedy: 'Read it again from the label under the battery, from left to right.',
  },
  'ipei-too-long': {
    title: 'This IPEI is too long',
    meaning: 'An IPEI has 10 hex digits, or 12 decimal digits and a check character.',
    remedy: 'Read it again; a serial number may have been read instead.',
  },
  'ipei-characters': {
    title: 'There are characters in this IPEI that cannot be',
    meaning: 'Only 0 to 9, A to F and, at the very end, * are used.',
    remedy: 'Check for O in place of 0 and I in place of 1.',
  },
  'ipei-check-character': (f) => ({
    title: 'The check character does not fit',
    meaning: `One digit was misread. For these digits it would be ${fact(f, 'expected', 'another')}.`,
    remedy: 'Compare digit by digit with the label.',
  }),
  'ipei-out-of-range': {
    title: 'No IPEI has these digits',
    meaning: 'The first five are at most 65535, the next seven at most 1048575.',
    remedy: 'Compare digit by digit with the label.',
  },
  'ipei-other-ipui': {
    title: 'This is not an IPEI',
    meaning: 'An IPEI in hex begins with 0.',
    remedy: 'Check the first digit. Ten digits that begin with anything else are another kind of identity.',
  },
  'ipei-doubled-prefix': {
    title: 'The 00 is there twice',
    meaning: 'A hardware id already begins with 00; another was put in front.',
    remedy: 'Take two zeros away, or paste the IPEI itself.',
  },
  'ipei-is-mac': {
    title: 'This looks like a MAC address',
    meaning: 'A handset is known by its IPEI. The MAC on a base’s label is the base’s own.',
    remedy: 'Use the number under the handset’s battery, or read the handsets from the base.',
  },
  'hardware-id-is-base-mac': (f) => ({
    title: 'This is the MAC of the base',
    meaning: `It belongs to ${fact(f, 'model', 'the base')} at ${fact(f, 'address', 'this site')}. Enrolling a base does not work: every handset is enrolled by itself.`,
    remedy: 'Use the handset’s IPEI: under its battery, in its Info menu, or in the base’s handset list.',
  }),
  'endpoint-exists': (f) => ({
    title: `${f.ipei === undefined ? fact(f, 'hardwareId', 'This hardware ID') : numbers.grouped(String(f.ipei))} is in this job already`,
    meaning: f.label ? `It is called “${fact(f, 'label', '')}”. Nothing was added.` : 'Nothing was added.',
    remedy: 'Open it from the list. If two handsets show the same IPEI, read both labels again.',
  }),
  'mac-malformed': {
    title: 'This is not a MAC address',
    meaning: 'A MAC address has twelve hex digits.',
    remedy: 'Read it again from the label.',
  },
  'cidr-malformed': (f) => ({
    title: `“${fact(f, 'text', 'This')}” is not an address or a subnet`,
    meaning: 'Nothing was scanned.',
    remedy:
      'Write a subnet like 192.168.1.0/24, a span like 192.168.1.10-40 or an address like 192.168.1.20.',
  }),
  'cidr-too-wide': (f) => ({
    title: 'That is too much for one scan',
    meaning: `It holds ${fact(f, 'addresses', 'too many')} addresses; ${f.widest === widestScan ? 'a usual scan' : 'one scan'} takes at most ${fact(f, 'widest', String(widestScan))}.`,
    remedy:
      f.widest === widestScan
        ? 'Pick a smaller subnet, or allow a wide scan (under “Leave out, pace, width”, or --wide).'
        : 'Pick a smaller subnet, or scan one after the other.',
  }),
  'ports-malformed': {
    title: 'A port is a number from 1 to 65535',
    meaning: 'Nothing was started.',
    remedy: 'Correct the port and try again.',
  },
  'url-not-allowed': (f) => ({
    title: 'This is not a provisioning URL',
    meaning:
      f.reason === 'slash-for-dot'
        ? 'There is a slash where the first dot belongs: a misprint that was once published.'
        : 'It must begin with http:// or https://, name a host, and hold no user name.',
    remedy: 'Pick the region from the list, or correct the URL.',
  }),
  'region-unknown': {
    title: 'There is no such region',
    meaning: 'The service has three: EMEA, NOAM and APAC.',
    remedy: 'Pick the one the site is in.',
  },
  'banner-line-malformed': {
    title: 'This line is not understood',
    meaning: 'Each line is one JSON object with a protocol and a banner.',
    remedy: 'Correct the line.',
  },
  'catalogue-not-the-page': (f) => ({
    title: `${fact(f, 'name', 'This file')} is not the page of compatible devices`,
    meaning:
      {
        'no-table': 'It holds no table of devices with their firmware.',
        'no-date': 'It does not say of which date it is.',
        html: 'It is the page as a browser saves it. Its Markdown source is what is read.',
        language: 'It is a translation, in which the names of makers and models are translated too.',
        'too-long': 'It is far longer than the page.',
        'not-text': 'It is no text.',
      }[fact(f, 'reason', '')] ?? 'It is something else.',
    remedy:
      'Get the Markdown source of the English page "Plan SIP Gateway" and import that. The catalogue in use is as it was.',
  }),
  'catalogue-damaged': (f) => ({
    title: `${fact(f, 'name', 'This file')} is damaged`,
    meaning: `${
      {
        'cut-off': 'It ends in the middle of the page.',
        footnote: 'It has a footnote mark that is explained nowhere, so its end may be missing.',
        rows: 'Too many rows of its table cannot be read.',
        'outside-table': 'A row stands outside the table: a blank line may have split it.',
      }[fact(f, 'reason', '')] ?? 'It is not whole.'
    } Look at line ${fact(f, 'line', '1')}.`,
    remedy: 'Get the file again and import it. The catalogue in use is as it was.',
  }),
  'catalogue-older': (f) => ({
    title: `${fact(f, 'name', 'This page')} is older than the catalogue in use`,
    meaning: `It is of ${fact(f, 'date', 'an earlier date')}, the catalogue in use of ${fact(f, 'installed', 'a later one')}.`,
    remedy: 'Keep the newer one, or say that the older one is wanted.',
  }),
  'correction-refused': (f) => ({
    title: 'The correction was not taken',
    meaning: `${f.reason === 'no-patch' ? 'The text is not a list of corrections (JSON Patch with a test before each replace)' : `${fact(f, 'fact', 'The fact')} in ${fact(f, 'file', 'the file')}: ${correctionReasons.get(String(f.reason)) ?? 'not usable'}`}. Nothing was changed.`,
    remedy: 'Correct the text, or keep the built-in value.',
  }),
  'update-not-trusted': (f) => ({
    title: 'The update was not used, because it cannot be trusted',
    meaning: `${untrusted.get(String(f.reason)) ?? 'Its signature is not valid.'} Nothing was changed.`,
    remedy:
      'Get the update again from where Punchdown is published, and install the newest release if it is signed with a newer key.',
  }),
  'update-not-usable': (f) => ({
    title: 'The update was not used',
    meaning: `${unusable.get(String(f.reason)) ?? 'It does not fit.'}${f.file === undefined ? '' : ` (${String(f.file)})`} Nothing was changed.`,
    remedy:
      f.reason === 'own-corrections'
        ? 'Hand the corrections on with `punchdown facts export`, then remove them with `punchdown facts reset`, and use the update.'
        : 'Get the update again, with all its files in one folder.',
  }),
  'job-file-unknown': {
    title: 'This is not a job file',
    meaning: 'A job file is written by Punchdown and its name ends in .punchdown.',
    remedy: 'Choose a file that was exported from the list of jobs.',
  },
  'job-file-newer': {
    title: 'This job file is from a newer version of Punchdown',
    meaning: 'This version cannot read all of it, so it reads nothing.',
    remedy: 'Update Punchdown, or export the job again with the older version.',
  },
  'job-file-damaged': {
    title: 'This job file is damaged',
    meaning: 'Its content does not match its checksum. Nothing was imported.',
    remedy: 'Copy the file again, or export the job again.',
  },
  'job-file-passphrase': (f) => ({
    title:
      f.reason === 'missing' ? 'This job file needs a passphrase' : 'This passphrase does not open the file',
    meaning: 'The file is encrypted. Nothing was imported.',
    remedy: 'Enter the passphrase that was chosen when the job was exported.',
  }),
} satisfies Record<string, Words>
