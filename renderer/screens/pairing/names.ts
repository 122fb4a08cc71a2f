import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'

/** Display name of an endpoint: its label, else its model and the end of its id. */
export function endpointName(endpoint: Endpoint): string {
  if (endpoint.label !== '') return endpoint.label
  const model = endpoint.model ?? words.steps.endpointKind[endpoint.kind]
  const digits = endpoint.hardwareId.split(':')[0] ?? ''
  const port = endpoint.kind === 'adapter-port' ? ` ${words.pairing.port(endpoint.port)}` : ''
  return `${model} ${digits.slice(-4)}${port}`
}

/** The id on the printed label: the IPEI of a handset, else the hardware id. */
export const labelId = (endpoint: Endpoint): string =>
  endpoint.kind === 'handset' ? endpoint.ipei : endpoint.hardwareId
