/** A practice device without a driver that a person points at the gateway core, which onboards it with its own files. */
import type { ConfigurationWriter } from '#electron/drivers/driver.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { startPractice } from '#test/support/practice.ts'
import { openBench } from '../gateway/bench.ts'
import { type Visitor, visit } from '../practice/manual/client.ts'

interface PracticeData {
  readonly mac: string
  readonly user: string
  readonly password: string
}

/** `point` gives the device the URL of the gateway core. The device then fetches, and registers before its sign-in. */
export async function rehearseByHand(
  configuration: ConfigurationWriter,
  data: PracticeData,
  point: (visitor: Visitor, url: string) => Promise<unknown>,
): Promise<void> {
  const hardwareId = parseHardwareId(data.mac.replaceAll(':', ''))
  await using bench = await openBench({ configurationWriters: [configuration] })
  await using practice = await startPractice({ pace: 0.001, devices: [data] })
  const url = () => `http://127.0.0.1:${practice.site.status().ports.http}`
  await point(visit(url, data.user, data.password), `http://127.0.0.1:${bench.gateway().status().httpPort}`)
  await bench.seen('configuration-fetched', hardwareId)
  await bench.seen('registered-without-owner', hardwareId)
}
