export {
  type MadeRecording,
  noTrust,
  type RecordingParts,
  readReplayed,
  recordBrowser,
  recordDriver,
} from './record.ts'
