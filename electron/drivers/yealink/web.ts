/** Operations of a signed-in device, which both generations of its web interface implement. */
import type { Description, HandsetList, Setting } from '#shared/model/settings.ts'

export interface YealinkWeb {
  describe(): Promise<Description>
  read(): Promise<Setting[]>
  /** Values of the settings of automatic provisioning by name; a setting that the device does not have is absent. */
  values(): Promise<ReadonlyMap<string, string>>
  /**
   * Writes settings of automatic provisioning, once. False when the reply does not say whether the device has accepted them.
   * @throws PunchdownError for a refusal, after which nothing is written
   */
  write(values: readonly (readonly [name: string, value: string])[]): Promise<boolean>
  restart(): Promise<void>
  fetchNow(): Promise<void>
  /** Handsets of a base. @throws PunchdownError capability-missing | unexpected-page */
  handsets(): Promise<HandsetList>
  signOut(): Promise<void>
}
