/** Operations of a phone, which its REST API and its web pages implement. */
import type { Description, Setting } from '#shared/model/settings.ts'

export interface Phone {
  describe(): Promise<Description>
  read(): Promise<Setting[]>
  /** Values of parameters by name; a parameter that the phone does not have is absent. Secrets are not requested. */
  values(names: readonly string[]): Promise<ReadonlyMap<string, string>>
  /**
   * Writes values, once. False when the reply does not say whether the phone has accepted them.
   * @throws PunchdownError for a refusal, after which nothing is written
   */
  write(values: readonly (readonly [name: string, value: string])[]): Promise<boolean>
  /** Restarts after the end of calls. The phone fetches its configuration when it starts. */
  restart(): Promise<void>
}
