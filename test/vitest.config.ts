import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * Folders whose files share the modules of their worker: loading the core for each file takes longer than most of their tests. Files
 * elsewhere measure memory, start processes or end them, and have a process each.
 */
const shared = [
  ...['drivers', 'gateway', 'identify', 'machines', 'model', 'platform', 'probes', 'protocols', 'renderer'],
  ...['services', 'sip', 'store', 'switch'],
].map((folder) => `test/${folder}/**/*.test.ts`)
const exclude = ['test/journeys/**', 'test/results/**', 'node_modules/**']

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // limits for a loaded machine; a test that waits for a fact ends when the fact is there
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      { extends: true, test: { name: 'shared', include: shared, exclude, isolate: false } },
      {
        extends: true,
        test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: [...exclude, ...shared] },
      },
    ],
  },
})
