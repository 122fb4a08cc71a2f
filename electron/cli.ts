/**
 * The command line: `npm run -s punchdown -- <command> …`. What is compiled is kept from one run to the next in the system's folder for
 * such things (node:module, enableCompileCache): a command starts in half the time.
 */
import module from 'node:module'

module.enableCompileCache()
await import('./cli/main.ts')
