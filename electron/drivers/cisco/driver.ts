/** Drivers for Cisco multiplatform phones, and for the ATA 191 and 192. README.md lists what is proven. */
import type { Driver } from '../driver.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { openAta } from './ata.ts'
import { configuration } from './configuration.ts'
import { ciscoData } from './data.ts'
import { openMpp } from './mpp.ts'
import { isAta, isMpp } from './recognise.ts'

export const ciscoMpp: Driver = {
  id: 'cisco-mpp',
  folder: 'cisco',
  vendor: ciscoData.vendor,
  get provenance() {
    return ciscoData.mpp.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(ciscoData.mpp.class)
  },
  recognise: isMpp,
  capabilitiesOf: () => ['provisioning', 'restart', 'fetch-now'],
  connect: openMpp,
  configuration,
}

export const ciscoAta: Driver = {
  id: 'cisco-ata',
  folder: 'cisco',
  vendor: ciscoData.vendor,
  get provenance() {
    return ciscoData.ata.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix(ciscoData.ata.class)
  },
  recognise: isAta,
  capabilitiesOf: () => ['provisioning', 'ports', 'restart', 'fetch-now'],
  connect: openAta,
}
