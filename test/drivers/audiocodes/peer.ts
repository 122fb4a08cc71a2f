/** An AudioCodes practice device for the conformance suite. */
import { startPractice } from '#test/support/practice.ts'
import type { Peer } from '../conversation.ts'

interface DeviceData {
  readonly user: string
  readonly password: string
}

export async function practicePeer<Device extends DeviceData>(device: Device, pace: number): Promise<Peer> {
  const practice = await startPractice({ pace, devices: [device] })
  return {
    httpPort: practice.httpPort,
    ports: practice.site.status().ports,
    ...{ pace, user: device.user, password: device.password },
    misbehave: (fault, on) => practice.site.misbehave(practice.deviceId, fault, on),
    [Symbol.asyncDispose]: () => practice[Symbol.asyncDispose](),
  }
}
