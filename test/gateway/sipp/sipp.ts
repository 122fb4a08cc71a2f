/** Runs a scenario of this folder with sipp. */
import { join } from 'node:path'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { type Running, start } from '#test/support/programs.ts'

export function sipp(account: SipAccount, scenario: string, ...more: string[]): Running & AsyncDisposable {
  const folder = temporaryFolder()
  const running = start(
    'sipp',
    [
      account.registrar,
      ...['-sf', join(import.meta.dirname, `${scenario}.xml`)],
      ...['-i', '127.0.0.1', '-m', '1', '-nostdin', '-timeout', '50s', '-timeout_error'],
      ...['-s', account.user, '-au', account.authUser, '-ap', account.password],
      ...['-key', 'domain', account.identity.split('@')[1] ?? '', ...more],
    ],
    folder.path,
  )
  return {
    ...running,
    async [Symbol.asyncDispose]() {
      running.stop()
      await running.ended
      folder[Symbol.dispose]()
    },
  }
}
