/** All kinds of practice devices, by the `device` of their description. A new kind is a line here and a folder beside this one. */
import { openAdapter } from '../cisco/adapter.ts'
import { openMppPhone } from '../cisco/phone.ts'
import { openPhoneOs } from '../cisco/phone-os.ts'
import { openRoveBase } from '../poly-rove/base.ts'
import { openVvx } from '../poly-vvx/phone.ts'
import type { OpenPracticeDevice } from '../practice.ts'
import { openIntercom } from '../two-n/intercom.ts'

export const practiceDevices: ReadonlyMap<string, OpenPracticeDevice> = new Map([
  ['cisco-ata', openAdapter],
  ['cisco-mpp', openMppPhone],
  ['cisco-phoneos', openPhoneOs],
  ['poly-rove', openRoveBase],
  ['poly-vvx', openVvx],
  ['two-n', openIntercom],
])
