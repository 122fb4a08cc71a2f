/** Problems of this laptop. */
import type { Facts } from '#shared/errors.ts'
import { time } from '../time.ts'
import { fact, type Words } from './words.ts'

const stopReasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    memory: 'It ran out of memory',
    unresponsive: 'It did not respond for several seconds',
    error: 'It ended with an error',
  }),
)

const damage: ReadonlyMap<string, string> = new Map(
  Object.entries({
    empty: 'It is empty.',
    missing: 'It is gone, while its journal or its backups are there.',
    schema: 'It holds other tables than those of Punchdown.',
    pages: 'Parts of it cannot be read.',
    'journal-missing':
      'Its journal is gone, and with it the last changes: the newest backup holds more jobs.',
  }),
)

const backupWords = ({ backupAt, backupJobs }: Facts): string =>
  typeof backupAt === 'number'
    ? `The newest backup is of ${time.dayAndTime(backupAt)} and holds ${String(backupJobs)} ${backupJobs === 1 ? 'job' : 'jobs'}.`
    : 'There is no backup.'

export const laptop = {
  'port-in-use': (f) => ({
    title: `Port ${fact(f, 'port', '')} is taken`,
    meaning: 'Another program on this laptop uses it.',
    remedy: 'Close that program, or pick another port.',
  }),
  'address-not-here': (f) => ({
    title: `${fact(f, 'address', 'That address')} is not an address of this laptop`,
    meaning: 'The cable may be out, or the laptop has another address now.',
    remedy: 'Pick one of the addresses in the list.',
  }),
  'gateway-off': {
    title: 'The gateway is off',
    meaning: 'Rehearsal needs the gateway on this laptop.',
    remedy: 'Start it under Gateway.',
  },
  'gateway-stopped': (f) => ({
    title: 'The gateway stopped by itself',
    meaning: `${stopReasons.get(String(f.reason)) ?? 'It ended without a reason'}. Jobs and settings are not affected.`,
    remedy: 'It restarts on the same ports. If it stays off, start it again under Gateway.',
  }),
  'practice-off': {
    title: 'The practice office is off',
    meaning: 'Its devices are not running.',
    remedy: 'Start it under Practice.',
  },
  'database-newer': {
    title: 'These jobs were written by a newer Punchdown',
    meaning: 'This version does not know how to read them and leaves them as they are.',
    remedy: 'Install the newer version, or name another folder with PUNCHDOWN_DATA.',
  },
  'database-damaged': (f) => ({
    title: 'The data file is damaged',
    meaning: `${damage.get(String(f.reason)) ?? 'It cannot be read as it is.'} It was not changed. ${backupWords(f)}`,
    remedy:
      typeof f.backupAt === 'number'
        ? 'Restore the backup: punchdown restore. The damaged file is kept beside it.'
        : 'Copy the data folder to a safe place, then name another with PUNCHDOWN_DATA.',
  }),
  'backup-not-usable': (f) => ({
    title: f.file === null ? 'There is no backup to restore' : 'This backup cannot be used',
    meaning: `${f.file === null || f.file === undefined ? 'The data folder holds no backup that can be read.' : `“${String(f.file)}” is missing or cannot be read.`} Nothing was changed.`,
    remedy: 'Look at the backups with punchdown restore --list, and name one with --from.',
  }),
  'disk-full': {
    title: 'The disk is full',
    meaning: 'The last step could not be stored, so it was not taken. What was there before is safe.',
    remedy: 'Make room on the disk, then try again.',
  },
  'data-folder-refused': (f) => ({
    title: 'Nothing can be written in the data folder',
    meaning: `The system refuses ${fact(f, 'path', 'a file in it')} (${fact(f, 'reason', 'no reason given')}). What was there before is safe.`,
    remedy: 'Give this user the right to write there, or name another folder with PUNCHDOWN_DATA.',
  }),
  'folder-not-private': (f) => ({
    title: 'The data folder is not private',
    meaning: `Other users of this computer own or share ${fact(f, 'path', 'the data folder')} (mode ${fact(f, 'mode', 'unknown')}). Passwords and jobs are not stored there.`,
    remedy: 'Make a folder that belongs to you alone, and name it with PUNCHDOWN_DATA.',
  }),
  'secret-unreadable': (f) => ({
    title: 'A stored secret cannot be read',
    meaning: `Its key is not here${f.path === undefined ? '' : `: ${String(f.path)} cannot be used`}. The data was copied from another computer, or written by the Punchdown window whose keychain holds the key.`,
    remedy:
      'Open Punchdown the way it was opened before. If the key is lost, give out new accounts and codes.',
  }),
  'already-running': {
    title: 'Punchdown is open already',
    meaning: 'Another copy uses the same data.',
    remedy: 'Go to that copy, or close it first.',
  },
  'core-stopped': {
    title: 'The connection to the core was lost',
    meaning: 'It is being opened again. What was stored is safe.',
    remedy: 'Wait a moment. What was under way goes on where it was.',
  },
  'core-keeps-stopping': (f) => ({
    title: 'The core keeps stopping',
    meaning: `It stopped ${fact(f, 'times', 'several')} times within a minute and is not started again. What was stored is safe in ${fact(f, 'path', 'the data folder')}.`,
    remedy:
      'Close Punchdown and start it again. If it happens again, save a problem report (Help > Save a problem report, or `punchdown problem-report` on the command line) and pass it on. If the data file is damaged, `punchdown restore` puts a backup in its place.',
  }),
  'link-needed': {
    title: 'Open the link that Punchdown printed',
    meaning: 'This address alone does not open Punchdown. A link works once and for a few minutes.',
    remedy: 'For a new link, press Enter in the terminal where Punchdown runs.',
  },
  'session-refused': {
    title: 'This link no longer works',
    meaning:
      'A link opens Punchdown once, in one tab, within a few minutes. Sessions end when Punchdown stops.',
    remedy: 'For a new link, press Enter in the terminal where Punchdown runs.',
  },
  'signed-out': {
    title: 'You are signed out',
    meaning: 'This tab has no access any more. Work that was under way goes on.',
    remedy: 'For a new link, press Enter in the terminal where Punchdown runs.',
  },
  'not-found': (f) => ({
    title: `This ${fact(f, 'what', 'thing')} is not there`,
    meaning: 'It may have been removed, or belongs to another job.',
    remedy: 'Go back and open it from the list.',
  }),
  'not-available-here': {
    title: 'This cannot be done here',
    meaning: 'The device asks for something Punchdown does not know.',
    remedy: 'Use the device’s own web page.',
  },
  cancelled: {
    title: 'Cancelled',
    meaning: 'It was stopped before the end. What was found or set until then stays.',
    remedy: 'Start it again whenever you like.',
  },
  bug: {
    title: 'Punchdown made a mistake',
    meaning: 'This should not happen. Nothing that was stored is lost.',
    remedy:
      'Try again. If it happens again, save a problem report (Help > Save a problem report) and pass it on with the words below.',
  },
} satisfies Record<string, Words>
