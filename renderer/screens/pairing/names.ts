import type { Endpoint } from '#shared/model/job.ts'

/** What people call an endpoint: its name, else its model and the end of its id, which is enough to tell two apart. */
export function endpointName({ label, model, hardwareId }: Endpoint): string {
  return label === '' ? `${model ?? 'Handset'} ${hardwareId.slice(-4)}` : label
}
