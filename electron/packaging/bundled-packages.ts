/** Vite plugin: keeps the list of the npm packages whose code a build contains, beside the build, for its notices and its bill of materials. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import { z } from 'zod'
import { noticesOf } from './notices.ts'
import { packageIn, packagesOf } from './packages.ts'

/** Folders of the build, in the order in which they are built. */
export const buildParts = ['main', 'preload', 'renderer'] as const

const listName = 'bundled-packages.json'
const listSchema = z.array(z.string())

/** `/a/node_modules/@orpc/client/dist/index.mjs` → `/a/node_modules/@orpc/client`; null for a file of no package. */
export function packageFolderOf(moduleId: string): string | null {
  const path = moduleId.replace(/^\0/, '').split('?')[0]?.split(sep).join('/') ?? ''
  const at = path.lastIndexOf('/node_modules/')
  if (at === -1) return null
  const start = at + '/node_modules/'.length
  const [first = '', second = ''] = path.slice(start).split('/')
  const name = first.startsWith('@') ? `${first}/${second}` : first
  return `${path.slice(0, start)}${name}`
}

/** Folders of the packages in a build, relative to the root: `node_modules/zod`. */
export function bundledFolders(root: string): string[] {
  const folders = buildParts.flatMap((part) => {
    const list = join(root, 'out', part, listName)
    return existsSync(list) ? listSchema.parse(JSON.parse(readFileSync(list, 'utf8'))) : []
  })
  return [...new Set(folders)].sort()
}

/** Writes the list of one part, and after the last part the notices of all. */
export function bundledPackages(root: string, part: (typeof buildParts)[number]): Plugin {
  return {
    name: 'bundled-packages',
    generateBundle(_options, bundle) {
      const folders = Object.values(bundle).flatMap((chunk) =>
        chunk.type === 'chunk' ? chunk.moduleIds.flatMap((id) => packageFolderOf(id) ?? []) : [],
      )
      const prefix = `${root.split(sep).join('/')}/`
      const list = [...new Set(folders)].map((folder) => folder.replace(prefix, '')).sort()
      this.emitFile({ type: 'asset', fileName: listName, source: JSON.stringify(list) })
    },
    closeBundle() {
      if (part !== 'renderer') return
      const bundled = bundledFolders(root).map((folder) => packageIn(join(root, folder)))
      const notices = noticesOf([...bundled, ...packagesOf(root)])
      // beside the page, which shows them, and where the installers take them from
      for (const folder of ['out/renderer', 'out'])
        writeFileSync(join(root, folder, 'THIRD-PARTY-NOTICES.txt'), notices)
    },
  }
}
