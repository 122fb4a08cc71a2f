import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'

/** What people call an endpoint: its name, else its model and the end of its id, which is enough to tell two apart. */
export function endpointName({ label, model, hardwareId }: Endpoint): string {
  return label === '' ? `${model ?? words.terms.handset} ${hardwareId.slice(-4)}` : label
}
