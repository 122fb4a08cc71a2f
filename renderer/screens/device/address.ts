import type { JobDevice } from '#shared/model/job.ts'

/** `192.168.1.20`; with the port of its web page where several devices share the address: `127.0.0.1:18081`. */
export function addressOf(device: JobDevice, devices: readonly JobDevice[]): string {
  const isShared = devices.some(({ id, address }) => id !== device.id && address === device.address)
  return isShared ? `${device.address}:${device.ports.http}` : device.address
}

/** The model; without one, the vendor and the address. */
export function deviceName(device: JobDevice, devices: readonly JobDevice[]): string {
  const { vendor, model } = device.identity
  return model ?? [vendor, addressOf(device, devices)].filter((part) => part !== null).join(' ')
}
