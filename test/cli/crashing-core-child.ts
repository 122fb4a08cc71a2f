/** A core whose process ends by an error that nothing catches, as core-process.ts starts it. */
import { createCore } from '#electron/app/core.ts'

const core = await createCore({ dataFolder: process.argv[2] ?? '', capabilities: [] })
process.on('uncaughtExceptionMonitor', (error) => core.crashed(error))
setImmediate(() => {
  throw new Error('a planted crash')
})
