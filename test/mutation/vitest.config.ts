/** Vitest under Stryker: only the test files named in PUNCHDOWN_MUTATION_TESTS, one a line. */
import { mergeConfig } from 'vitest/config'
import base from '../vitest.config.ts'

const include = (process.env.PUNCHDOWN_MUTATION_TESTS ?? '').split('\n').filter((pattern) => pattern !== '')

const { projects: _, ...test } = base.test ?? {}

export default mergeConfig(
  { ...base, test: { ...test, include: [] } },
  // Each mutant has a new worker, which loads the modules once for all its test files. A test that waits for ever ends before
  // Stryker's time limit, which would restart the test runner.
  { test: { include, isolate: false, testTimeout: 5_000 } },
)
