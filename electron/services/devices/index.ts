export {
  createDevices,
  type DeviceReading,
  type Devices,
  presentDevice,
  type ScannedDevice,
} from './devices.ts'
export { createQueues } from './queue.ts'
export { createSessions, had, type Sessions } from './sessions.ts'
export { sightingsOf, toldBy } from './switch-sightings.ts'
