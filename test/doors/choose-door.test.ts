import { describe, expect, it } from 'vitest'
import { chooseDoor, type DoorChoice, type DoorFacts } from '#electron/host/choose-door.ts'

/** A desktop on which nothing was fetched yet. */
const desktop: DoorFacts = {
  browser: false,
  electron: false,
  platform: 'linux',
  display: true,
  root: false,
  binary: false,
  packagePresent: true,
  failedBefore: null,
}

const electron: DoorChoice = { door: 'electron' }
const fetchElectron: DoorChoice = { door: 'fetch-electron' }
const browser = (why: Extract<DoorChoice, { door: 'browser' }>['why']): DoorChoice => ({
  door: 'browser',
  why,
})

describe('which door npm start opens', () => {
  it.each<readonly [string, Partial<DoorFacts>, DoorChoice]>([
    ['a desktop with Electron', { binary: true }, electron],
    ['a desktop without it yet', {}, fetchElectron],
    ['it could not be fetched before', { failedBefore: 'fetch' }, browser('fetch-failed')],
    ['it could not be fetched before, but is here now', { failedBefore: 'fetch', binary: true }, electron],
    ['its window did not open before', { failedBefore: 'window', binary: true }, browser('window-failed')],
    ['asked to try the window again', { failedBefore: 'window', binary: true, electron: true }, electron],
    ['asked to try again', { failedBefore: 'fetch', electron: true }, fetchElectron],
    ['not installed at all', { packagePresent: false }, browser('no-package')],
    ['a server without a display', { display: false, binary: true }, browser('no-display')],
    ['no display, though asked for Electron', { display: false, electron: true }, browser('no-display')],
    ['root on Linux', { root: true, binary: true }, browser('root')],
    ['a Mac has no DISPLAY', { platform: 'darwin', display: false, binary: true }, electron],
    ['root on a Mac', { platform: 'darwin', root: true, binary: true }, electron],
    ['Windows', { platform: 'win32', display: false, binary: true }, electron],
    ['the browser was asked for', { browser: true, binary: true }, browser('asked')],
    ['the browser was asked for, without a display', { browser: true, display: false }, browser('asked')],
    ['both were asked for', { browser: true, electron: true, binary: true }, electron],
  ])('%s', (_, facts, choice) => {
    expect(chooseDoor({ ...desktop, ...facts })).toEqual(choice)
  })
})
