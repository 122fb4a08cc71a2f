/** A practice device that is set by its driver, and that the gateway core onboards with the files of the driver. */
import type { Driver } from '#electron/drivers/driver.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { openBench } from '../gateway/bench.ts'
import { converse, type Peer } from './conversation.ts'

/** The device is pointed at the gateway core, restarts, fetches, and registers before its sign-in. `suffix`: after the host of the URL. */
export async function rehearse(driver: Driver, peer: Peer, mac: string, suffix = ''): Promise<void> {
  const hardwareId = parseHardwareId(mac.replaceAll(':', ''))
  const { configuration } = driver
  if (configuration === undefined) throw new Error('no configuration')
  await using bench = await openBench({ configurationWriters: [configuration] })
  const { httpPort } = bench.gateway().status()
  await using talk = await converse(driver, peer)
  const { edits } = await talk.provisioning.plan(`http://127.0.0.1:${httpPort}${suffix}`)
  await talk.provisioning.apply(edits)
  await talk.session.actions?.restart?.()
  await bench.seen('configuration-fetched', hardwareId)
  await bench.seen('registered-without-owner', hardwareId)
}
