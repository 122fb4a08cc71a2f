import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '../platform/folders.ts'

const manifest = readFileSync(join(rootFolder, 'package.json'), 'utf8')

/** Version in package.json. */
export const version = /"version": "([^"]+)"/.exec(manifest)?.[1] ?? ''
