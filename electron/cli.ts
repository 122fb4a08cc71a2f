#!/usr/bin/env node
/**
 * The command line: `npx punchdown <command> …`, from the sources `npm run -s punchdown -- <command> …`. Compiled code is kept from one run to the next (node:module,
 * enableCompileCache): a command starts in half the time.
 */
import './platform/disposable-stack.ts'
import module from 'node:module'
import { compileCacheFolder } from './platform/folders.ts'

// Node 22 brings the cache, and much else that the command uses
if ('enableCompileCache' in module) {
  module.enableCompileCache(compileCacheFolder())
  await import('./cli/main.ts')
} else {
  const [{ words }, { exitCodes }] = await Promise.all([
    import('#shared/words/cli.ts'),
    import('./cli/exit-codes.ts'),
  ])
  console.error(words.general.oldNode(process.version))
  process.exitCode = exitCodes.laptop
}
