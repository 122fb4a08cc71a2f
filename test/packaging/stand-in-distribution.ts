/**
 * A folder in the shape of Electron's own distribution, for machines that cannot download it: electron-builder packs into it, and
 * its program holds a fuse wire.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'
import { FuseV1Options } from '@electron/fuses'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'

/** The bytes that a fuse wire follows in Electron's program: version, length, then one byte a fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

const knownFuses = Object.values(FuseV1Options).filter((each) => typeof each === 'number').length

export interface StandInOptions {
  /** Fuses of the program. */
  readonly fuses?: number
}

function fuseWire(fuses: number): Buffer {
  return Buffer.concat([Buffer.from(sentinel), Buffer.from([1, fuses]), Buffer.alloc(fuses, '1')])
}

/** A program of Windows with the resource that names its version, where electron-builder adds the archive's checksum. */
function windowsProgram(wire: Buffer): Buffer {
  const program = NtExecutable.createEmpty()
  const resources = NtExecutableResource.from(program)
  const about = Resource.VersionInfo.createEmpty()
  about.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  about.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  program.setExtraData(wire)
  return Buffer.from(program.generate())
}

/** Writes the distribution of Linux and Windows into `folder`. */
export async function makeStandIn(
  folder: string,
  version: string,
  { fuses = knownFuses }: StandInOptions = {},
): Promise<void> {
  const wire = fuseWire(fuses)
  const empty = join(folder, 'empty')
  for (const each of ['locales', 'resources', 'empty']) mkdirSync(join(folder, each), { recursive: true })
  const program = Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), wire])
  writeFileSync(join(folder, 'electron'), program, { mode: 0o755 })
  writeFileSync(join(folder, 'electron.exe'), windowsProgram(wire))
  for (const name of ['chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE', 'LICENSES.chromium.html']) {
    writeFileSync(join(folder, name), '')
  }
  writeFileSync(join(folder, 'version'), version)
  for (const language of ['en-US', 'de']) writeFileSync(join(folder, 'locales', `${language}.pak`), '')
  writeFileSync(join(empty, 'index.js'), '')
  await createPackage(empty, join(folder, 'resources', 'default_app.asar'))
}
