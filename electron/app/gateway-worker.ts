/** Entry of the gateway's worker thread. */
import { drivers } from '../drivers/index.ts'
import { runGatewayWorker } from '../gateway/worker/run-worker.ts'

runGatewayWorker(drivers.flatMap((driver) => driver.configuration ?? []))
