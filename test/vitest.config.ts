import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/journeys/**', 'test/results/**', 'node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    // files of one worker share their modules: loading the core for each of two hundred files takes more than most of their tests
    isolate: false,
    testTimeout: 20_000,
  },
})
