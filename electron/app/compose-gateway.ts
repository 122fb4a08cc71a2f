/** Composes the gateway, whose core runs in a worker thread, and the practice site. */
import { join } from 'node:path'
import type { Gateway } from '../gateway/gateway.ts'
import { createGateway, type InheritedDocuments } from '../gateway/supervised-gateway.ts'
import { rootFolder } from '../platform/folders.ts'
import { createPracticeService, type PracticeService, practicePorts } from '../services/practice/index.ts'
import type { Store } from '../store/store.ts'
import type { Foundation } from './foundation.ts'

/** The worker's module: a source file beside this one, or an entry of its own in the build. */
const workerFile = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'gateway-worker.ts')
  : join(rootFolder, 'out', 'main', 'gateway-worker.js')

/** Collections that version 0.1.0 and older stored in the database of the jobs. */
const formerCollections = [
  'gateway.endpoint',
  'gateway.tenant',
  'gateway.user',
  'gateway.binding',
  'gateway.ports',
  'gateway.secret',
] as const

export function composeGateway(
  { options, inMemory, store, log, keyring }: Foundation,
  parts: AsyncDisposableStack,
): Gateway {
  return parts.use(
    createGateway({
      file: options.gatewayWorker ?? workerFile,
      folder: inMemory ? null : options.dataFolder,
      keyring,
      log,
      inherited: formerDocuments(store),
    }),
  )
}

/** Gateway documents that an earlier version stored in the database of the jobs. */
function formerDocuments({ documents, erase }: Store): InheritedDocuments {
  const former = () =>
    formerCollections.flatMap((collection) =>
      documents.all(collection).map(({ key, value }) => ({ collection, key, value })),
    )
  return {
    documents: former,
    remove() {
      const found = former()
      if (found.length === 0) return
      // they hold passwords and codes as plain text
      erase(() => {
        for (const { collection, key } of found) documents.remove(collection, key)
      })
    },
  }
}

export const composePractice = ({
  options,
  inMemory,
  clock,
  log,
  statusChanged,
}: Foundation): PracticeService =>
  createPracticeService({
    // loaded on first use, because most visits do not open the practice site
    create: async (practiceOptions) =>
      (await import('../practice/site.ts')).createPracticeSite(practiceOptions, { clock, log }),
    flashFolder: inMemory ? null : join(options.dataFolder, 'practice'),
    pace: options.practicePace ?? 1,
    ports: options.practicePorts ?? practicePorts,
    office: options.practiceOffice ?? false,
    onChange: statusChanged,
  })
