/**
 * The command line: `npm run -s punchdown -- <command> …`. Compiled code is kept from one run to the next (node:module,
 * enableCompileCache): a command starts in half the time.
 */
import module from 'node:module'
import { compileCacheFolder } from './platform/folders.ts'

module.enableCompileCache(compileCacheFolder())
await import('./cli/main.ts')
