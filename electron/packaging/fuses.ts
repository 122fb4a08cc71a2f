/**
 * Fuses: switches in Electron's program that are set once, before it is signed (electronjs.org/docs/latest/tutorial/fuses). The record is
 * complete by type, and by `strictlyRequireAllFuses` against the program itself: a fuse that a later Electron brings fails the
 * packaging until it is decided here.
 */
import { join } from 'node:path'
import { type FuseConfig, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import type { AfterPackContext } from 'electron-builder'

export const fuses = {
  // other programs cannot use the signed program as Node
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // only the code that was packed is run
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // the page sets no cookie; one that a library sets would be encrypted
  [FuseV1Options.EnableCookieEncryption]: true,
  // there is no snapshot of our own
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // the page comes from a scheme of its own
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Electron's default: WebAssembly keeps its bounds checks in hardware
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies Record<FuseV1Options, boolean>

/** Path of the program, for each of Electron's names of a platform. */
function programOf({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  const { productFilename } = packager.appInfo
  switch (electronPlatformName) {
    case 'darwin':
    case 'mas':
      return join(appOutDir, `${productFilename}.app`)
    case 'win32':
      return join(appOutDir, `${productFilename}.exe`)
    default:
      return join(appOutDir, packager.config.linux?.executableName ?? productFilename)
  }
}

/** Hook of electron-builder between packing and signing. @throws Error when the program has a fuse that the record lacks */
export async function setFuses(context: AfterPackContext): Promise<void> {
  const config: FuseConfig = {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // a changed program needs a new ad-hoc signature on macOS; a real signature replaces it
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin',
    ...fuses,
  }
  await flipFuses(programOf(context), config)
}
