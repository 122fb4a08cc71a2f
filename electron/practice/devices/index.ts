/** All kinds of practice devices, by the `device` of their description. A new kind is a line here and a folder beside this one. */

import aleM3 from '#resources/practice/ale-m3.json' with { type: 'json' }
import algo8186 from '#resources/practice/algo-8186.json' with { type: 'json' }
import ipbs2 from '#resources/practice/ascom-ipbs2.json' with { type: 'json' }
import c450hd from '#resources/practice/audiocodes-c450hd.json' with { type: 'json' }
import mp118 from '#resources/practice/audiocodes-mp-118.json' with { type: 'json' }
import mp1288 from '#resources/practice/audiocodes-mp-1288.json' with { type: 'json' }
import mpp8851 from '#resources/practice/cisco-8851.json' with { type: 'json' }
import ata191 from '#resources/practice/cisco-ata-191.json' with { type: 'json' }
import n870 from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import obi302 from '#resources/practice/poly-obi-302.json' with { type: 'json' }
import vvx411 from '#resources/practice/poly-vvx-411.json' with { type: 'json' }
import d735 from '#resources/practice/snom-d735.json' with { type: 'json' }
import spectralink400 from '#resources/practice/spectralink-400.json' with { type: 'json' }
import ipVerso from '#resources/practice/two-n-ip-verso.json' with { type: 'json' }
import t42s from '#resources/practice/yealink-t42s.json' with { type: 'json' }
import t46u from '#resources/practice/yealink-t46u.json' with { type: 'json' }
import { openAlePhone } from '../ale/phone.ts'
import { openAlgo } from '../algo/speaker.ts'
import { openAscomBase } from '../ascom/base.ts'
import { openMediaPack } from '../audiocodes/media-pack.ts'
import { openMediant } from '../audiocodes/mediant.ts'
import { openPhone } from '../audiocodes/phone.ts'
import { openAdapter } from '../cisco/adapter.ts'
import { openMppPhone } from '../cisco/phone.ts'
import { openPhoneOs } from '../cisco/phone-os.ts'
import { openGigasetBase } from '../gigaset/base.ts'
import { openObiAdapter } from '../obi/adapter.ts'
import { openRoveBase } from '../poly-rove/base.ts'
import { openVvx } from '../poly-vvx/phone.ts'
import type { OpenPracticeDevice } from '../practice.ts'
import { openSnomPhone } from '../snom/phone.ts'
import { openSpectralinkServer } from '../spectralink/server.ts'
import { openIntercom } from '../two-n/intercom.ts'
import { openYealink } from '../yealink/device.ts'

export const practiceDevices: ReadonlyMap<string, OpenPracticeDevice> = new Map([
  ['ale', openAlePhone],
  ['algo', openAlgo],
  ['ascom', openAscomBase],
  ['audiocodes-mediapack', openMediaPack],
  ['audiocodes-mediant', openMediant],
  ['audiocodes-phone', openPhone],
  ['cisco-ata', openAdapter],
  ['cisco-mpp', openMppPhone],
  ['cisco-phoneos', openPhoneOs],
  ['gigaset', openGigasetBase],
  ['obi', openObiAdapter],
  ['poly-rove', openRoveBase],
  ['poly-vvx', openVvx],
  ['snom', openSnomPhone],
  ['spectralink', openSpectralinkServer],
  ['two-n', openIntercom],
  ['yealink', openYealink],
])

/** Descriptions that the office refers to, by the name of their file in resources/practice. */
export const descriptions: ReadonlyMap<string, { readonly device: string }> = new Map<
  string,
  { readonly device: string }
>([
  ['ale-m3', aleM3],
  ['algo-8186', algo8186],
  ['ascom-ipbs2', ipbs2],
  ['audiocodes-c450hd', c450hd],
  ['audiocodes-mp-118', mp118],
  ['audiocodes-mp-1288', mp1288],
  ['cisco-8851', mpp8851],
  ['cisco-ata-191', ata191],
  ['gigaset-n870', n870],
  ['poly-obi-302', obi302],
  ['poly-vvx-411', vvx411],
  ['snom-d735', d735],
  ['spectralink-400', spectralink400],
  ['two-n-ip-verso', ipVerso],
  ['yealink-t42s', t42s],
  ['yealink-t46u', t46u],
])
