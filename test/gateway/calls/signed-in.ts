/** A handset that has walked to its user's account, for calls. */
import type { SipAccount } from '#electron/drivers/driver.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import { type Bench, BenchBrowser, BenchDevice, fetchConfiguration } from '../bench.ts'

/** Fetches, registers, verifies and signs in; takes the first free user of the directory. */
export async function signedIn(bench: Bench, hardwareId: HardwareId): Promise<SipAccount> {
  const gateway = bench.gateway()
  gateway.enrol(hardwareId)
  await using device = await BenchDevice.open()
  const first = await fetchConfiguration(`${gateway.entryUrl()}/${hardwareId}.cfg`)
  const stage2 = await fetchConfiguration(first.nextUrl)
  if (stage2.account === null) throw new Error('no temporary account')
  await device.register(stage2.account)
  await device.dial(stage2.account, `*55*${gateway.issueVerificationCode(hardwareId).code}`)
  const { code, page } = gateway.issueSignInCode(hardwareId, false)
  await new BenchBrowser(page).signIn(code)
  const { account } = await fetchConfiguration((await fetchConfiguration(stage2.nextUrl)).nextUrl)
  if (account === null) throw new Error('no account of the user')
  await device.register(stage2.account, { expires: 0 })
  return account
}
