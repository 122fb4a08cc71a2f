import type { Endpoint } from '#shared/model/job.ts'

/** The id on the printed label: the IPEI of a handset, else the hardware id. */
export const labelId = (endpoint: Endpoint): string =>
  endpoint.kind === 'handset' ? endpoint.ipei : endpoint.hardwareId
