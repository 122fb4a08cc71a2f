/** Packs the app with the project's configuration into a stand-in distribution, and reads what was packed. */
import { cpSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { Arch, build, Platform } from 'electron-builder'
import configuration from '#electron/packaging/builder.config.ts'
import { rootFolder } from '#electron/platform/folders.ts'
import { makeStandIn, type StandInOptions } from './stand-in-distribution.ts'

export interface PackedApp {
  /** The folder that an installer would install. */
  readonly folder: string
  readonly asar: string
  /** Packed files as paths with `/`, without folders. */
  readonly files: readonly string[]
}

const platforms = {
  linux: { target: Platform.LINUX, folder: 'linux-unpacked' },
  windows: { target: Platform.WINDOWS, folder: 'win-unpacked' },
} as const

/** @throws Error of electron-builder */
export async function pack(
  into: string,
  platform: keyof typeof platforms,
  standIn: StandInOptions = {},
): Promise<PackedApp> {
  const electronDist = join(into, 'electron')
  await makeStandIn(electronDist, '45.0.0', standIn)
  const config = configuration()
  const { target, folder } = platforms[platform]
  await build({
    projectDir: rootFolder,
    targets: target.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      ...config,
      electronDist,
      directories: { ...config.directories, output: join(into, 'release') },
      // the tool that edits the program's resources is downloaded
      win: { ...config.win, signAndEditExecutable: false },
    },
  })
  const packed = join(into, 'release', folder)
  const asar = join(packed, 'resources', 'app.asar')
  return { folder: packed, asar, files: filesIn(asar) }
}

function filesIn(asar: string): string[] {
  const entries = listPackage(asar, { isPack: false }).map((path) =>
    path.replaceAll('\\', '/').replace(/^\//, ''),
  )
  const folders = new Set(entries.map((path) => path.slice(0, path.lastIndexOf('/'))))
  return entries.filter((path) => !folders.has(path)).sort()
}

/** Writes all packed files, those outside of the archive as well, into a folder that knows nothing of the sources. */
export function extract({ asar }: PackedApp, into: string): void {
  extractAll(asar, into)
  const unpacked = `${asar}.unpacked`
  if (existsSync(unpacked)) cpSync(unpacked, into, { recursive: true })
}

/** Prints a size, so that growth is seen in the log of a run. */
export function printSize(name: string, path: string): number {
  const { size } = statSync(path)
  console.log(`${name}: ${(size / 1_000_000).toFixed(1)} MB`)
  return size
}
