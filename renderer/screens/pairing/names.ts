import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'

/** What people call an endpoint: its name, else its model and enough of its id to tell two apart. */
export function endpointName(endpoint: Endpoint): string {
  if (endpoint.label !== '') return endpoint.label
  const model = endpoint.model ?? words.steps.endpointKind[endpoint.kind]
  const digits = endpoint.hardwareId.split(':')[0] ?? ''
  const port = endpoint.kind === 'adapter-port' ? ` ${words.pairing.port(endpoint.port)}` : ''
  return `${model} ${digits.slice(-4)}${port}`
}

/** The id that stands on its label: the IPEI of a handset, else the hardware id. */
export const labelId = (endpoint: Endpoint): string =>
  endpoint.kind === 'handset' ? endpoint.ipei : endpoint.hardwareId
