/** Configuration of electron-builder (`npm run package`): what is packed, and the installers of three systems. See docs/packaging.md. */
import type { Configuration, WindowsConfiguration } from 'electron-builder'
import { setFuses } from './fuses.ts'

/** `owner/name` of the repository, set by GitHub Actions; packages of Linux name their home page. */
const repository = process.env.GITHUB_REPOSITORY
const architectures: ('x64' | 'arm64')[] = ['x64', 'arm64']

/**
 * Patterns of the packed files, relative to the root, for a system by Node's name of it. The production dependencies of package.json
 * are packed as well.
 */
const filesFor = (platform: 'win32' | 'darwin' | 'linux'): string[] => [
  'out/{main,preload,renderer}/**',
  'package.json',
  'resources/gateway/service.json',
  '!**/*.map',
  '!**/*.{md,markdown,ts,cts,mts,tsbuildinfo}',
  'CHANGELOG.md',
  // sources of the native module, and its builds for other systems
  '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
  `!node_modules/better-sqlite3/prebuilds/!(${platform}-\${arch}.node)`,
  '!node_modules/node-addon-api',
  '!node_modules/**/{test,tests,example,examples,docs,.github}/**',
  '!node_modules/pdfkit/{.yarn,tools,js/pdfkit.{browser,standalone,old}*}',
  // the report is set in three faces
  '!node_modules/dejavu-fonts-ttf/ttf/!(DejaVuSans|DejaVuSans-Bold|DejaVuSansMono).ttf',
]

/** Signing with Azure Artifact Signing, where its account is named; a certificate in WIN_CSC_LINK is used otherwise. */
function azureSigning(env: NodeJS.ProcessEnv): Pick<WindowsConfiguration, 'azureSignOptions'> {
  const { AZURE_SIGNING_ACCOUNT: account, AZURE_SIGNING_PROFILE: profile } = env
  const { AZURE_SIGNING_ENDPOINT: endpoint, AZURE_SIGNING_PUBLISHER: publisherName } = env
  if (!account || !profile || !endpoint || !publisherName) return {}
  const azureSignOptions = { codeSigningAccountName: account, certificateProfileName: profile }
  return { azureSignOptions: { ...azureSignOptions, endpoint, publisherName } }
}

/** A new object for each build: electron-builder writes into it. */
const configuration = (): Configuration => ({
  appId: 'org.punchdown.app',
  productName: 'Punchdown',
  copyright: 'Copyright © The Punchdown authors',
  directories: { output: 'release', buildResources: 'resources/icons' },
  artifactName: `\${productName}-\${version}-\${os}-\${arch}.\${ext}`,
  asar: true,
  asarUnpack: ['**/*.node'],
  // beside the program, where people look for them
  extraFiles: ['LICENSE', { from: 'out/THIRD-PARTY-NOTICES.txt', to: 'THIRD-PARTY-NOTICES.txt' }],
  // the native module has one build for Node and Electron (N-API)
  npmRebuild: false,
  nodeGypRebuild: false,
  electronLanguages: ['en-US'],
  afterPack: setFuses,
  // releases are drafted by the release workflow
  publish: null,
  ...(repository === undefined
    ? {}
    : { extraMetadata: { homepage: `https://github.com/${repository}`, repository } }),
  win: {
    files: filesFor('win32'),
    // the zip is the portable folder: see docs/install.md
    target: [
      { target: 'nsis', arch: architectures },
      { target: 'zip', arch: architectures },
    ],
    icon: 'icon.ico',
    ...azureSigning(process.env),
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowElevation: false,
    packElevateHelper: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  mac: {
    files: filesFor('darwin'),
    target: [
      { target: 'dmg', arch: architectures },
      { target: 'zip', arch: architectures },
    ],
    icon: 'icon.png',
    category: 'public.app-category.utilities',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'resources/icons/entitlements.mac.plist',
    entitlementsInherit: 'resources/icons/entitlements.mac.plist',
    // skipped with a line in the log when the credentials are missing
    notarize: true,
    extendInfo: {
      // macOS 15 asks before a program may reach devices of the local network
      NSLocalNetworkUsageDescription:
        'Punchdown looks for the phones, adapters and DECT bases of the network that you name, and sets them up.',
      NSBonjourServices: ['_http._tcp', '_https._tcp', '_sip._udp', '_sip._tcp'],
    },
  },
  linux: {
    files: filesFor('linux'),
    target: [
      { target: 'AppImage', arch: architectures },
      { target: 'deb', arch: architectures },
      { target: 'rpm', arch: architectures },
    ],
    icon: 'icon.png',
    executableName: 'punchdown-window',
    category: 'Network',
    synopsis: 'Brings SIP phones onto Microsoft Teams SIP Gateway',
    maintainer: 'The Punchdown authors <punchdown@users.noreply.github.com>',
  },
})

export default configuration
