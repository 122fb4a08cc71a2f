/** Drivers for AudioCodes devices. README.md lists what is proven. */
import type { Driver } from '../driver.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { configuration } from './configuration.ts'
import { audiocodesData } from './data.ts'
import { openMediaPack } from './media-pack.ts'
import { openMediant } from './mediant.ts'
import { openPhone } from './phone.ts'
import { isMediant, isMediaPack, isPhone } from './recognise.ts'

export const audiocodesPhone: Driver = {
  id: 'audiocodes-phone',
  folder: 'audiocodes',
  vendor: audiocodesData.vendor,
  get provenance() {
    return audiocodesData.phone.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(audiocodesData.phone.class)
  },
  recognise: isPhone,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: openPhone,
  configuration,
}

export const audiocodesMediant: Driver = {
  id: 'audiocodes-mediant',
  folder: 'audiocodes',
  vendor: audiocodesData.vendor,
  get provenance() {
    return audiocodesData.mediant.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(audiocodesData.mediant.class)
  },
  recognise: isMediant,
  capabilitiesOf: () => ['provisioning', 'ports', 'restart', 'fetch-now'],
  connect: openMediant,
}

export const audiocodesMediaPack: Driver = {
  id: 'audiocodes-mediapack',
  folder: 'audiocodes',
  vendor: audiocodesData.vendor,
  get provenance() {
    return audiocodesData.mediaPack.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(audiocodesData.mediaPack.class)
  },
  recognise: isMediaPack,
  capabilitiesOf: () => ['provisioning', 'ports', 'restart', 'fetch-now'],
  connect: openMediaPack,
}
