/** Composition of the embedded gateway core and the practice site. */
import { join } from 'node:path'
import { drivers } from '../drivers/index.ts'
import { createGateway } from '../gateway/create-gateway.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { createPracticeService, type PracticeService, practicePorts } from '../services/practice/index.ts'
import type { Foundation } from './foundation.ts'

export function composeGateway({ store, clock, log }: Foundation, parts: AsyncDisposableStack): Gateway {
  const gateway = createGateway({
    documents: store.documents,
    configurationWriters: drivers.flatMap((driver) => driver.configuration ?? []),
    clock,
    log,
  })
  parts.defer(() => gateway.stop())
  return gateway
}

export const composePractice = ({
  options,
  inMemory,
  clock,
  log,
  statusChanged,
}: Foundation): PracticeService =>
  createPracticeService({
    // loaded on first use: most visits do not open the practice site
    create: async (practiceOptions) =>
      (await import('../practice/site.ts')).createPracticeSite(practiceOptions, { clock, log }),
    flashFolder: inMemory ? null : join(options.dataFolder, 'practice'),
    pace: options.practicePace ?? 1,
    ports: options.practicePorts ?? practicePorts,
    office: options.practiceOffice ?? false,
    onChange: statusChanged,
  })
