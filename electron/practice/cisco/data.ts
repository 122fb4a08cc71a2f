/** Descriptions of the practice phone, adapter and PhoneOS phone; resources/practice/cisco-*.json have the sources. */
import { z } from 'zod'

const identity = {
  id: z.string(),
  vendor: z.string(),
  mac: z.string(),
  serial: z.string(),
  user: z.string(),
  /** The administrator's password; empty for none. */
  password: z.string(),
}

export const phoneDataSchema = z.object({
  ...identity,
  /** `CP-8851-3PCC` */
  model: z.string(),
  /** `sip88xx.12-0-3MPP0101-345` */
  firmware: z.string(),
  hardware: z.string(),
  options: z.object({
    /** Value of the macro $PSN: `8851` or `8851-3PCC`. */
    shortName: z.string(),
    /** Scheme of the sign-in; no publication states it for this family. */
    scheme: z.enum(['digest', 'basic']),
    /** `firmware`: the same for each page of a firmware. `page-load`: new for each page. */
    fieldIds: z.enum(['firmware', 'page-load']),
    directActions: z.boolean(),
    webAdminAccess: z.boolean(),
    /** Ownership record: Open, Pending, Acquired… */
    customization: z.string(),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>

export const adapterDataSchema = z.object({
  ...identity,
  /** `ATA191-MPP` */
  model: z.string(),
  /** `11-2-2MPP0101-013` */
  firmware: z.string(),
  /** Date behind the firmware on the pages: `Apr 25 2022`. */
  firmwareDate: z.string(),
  hardware: z.string(),
  options: z.object({
    /** Value of the macro $PSN: `191`. */
    shortName: z.string(),
    /** Off on the network side of a factory ATA 192. */
    remoteManagement: z.boolean(),
    customization: z.string(),
  }),
})
export type AdapterData = z.infer<typeof adapterDataSchema>

export const phoneOsDataSchema = z.object({
  ...identity,
  /** `9841` */
  model: z.string(),
  firmware: z.string(),
  options: z.object({
    shortName: z.string(),
    /** The rule that a technician entered on the phone; empty for none. */
    profileRule: z.string(),
  }),
})
export type PhoneOsData = z.infer<typeof phoneOsDataSchema>
