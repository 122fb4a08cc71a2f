/** The entrance of the media room: G.711 over plain RTP, and keys. Used only where the gateway core is the end of a call. */

export { answerTo, offerFrom, type RemoteAudio, readAudio } from './audio-description.ts'
export { type AudioPort, openAudioPort } from './audio-port.ts'
export { encode, type G711, transcode } from './g711.ts'
export { samplesOf, type Tone } from './tones.ts'
