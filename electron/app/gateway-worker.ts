/** Entry of the gateway's worker thread. */
import '../platform/disposable-stack.ts'
import { configurationWriters, factFiles } from '../drivers/index.ts'
import { runGatewayWorker } from '../gateway/worker/run-worker.ts'
import { openCorrections } from '../services/corrections/index.ts'

runGatewayWorker(({ folder, log }) => {
  openCorrections({ factFiles, folder, log })
  return configurationWriters()
})
