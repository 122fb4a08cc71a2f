import { defineConfig } from '@playwright/test'
import { chromiumArgs } from './support/chromium.ts'

export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.spec.ts',
  outputDir: 'results/journeys',
  // the journeys share nothing: each has a door, ports and a data folder of its own
  fullyParallel: true,
  workers: 2,
  // a journey that passes only at its second try is printed as flaky
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    // of one click or one fill: a journey names the step that hangs, and does not wait for its own end
    actionTimeout: 60_000,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      args: [...chromiumArgs],
      ...(process.env.CHROMIUM_BIN === undefined ? {} : { executablePath: process.env.CHROMIUM_BIN }),
    },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
