/** The vendors whose banners are read: a new one is a file here and a line. */
import alcatel from './alcatel-lucent.json' with { type: 'json' }
import algo from './algo.json' with { type: 'json' }
import ascom from './ascom.json' with { type: 'json' }
import audiocodes from './audiocodes.json' with { type: 'json' }
import cisco from './cisco.json' with { type: 'json' }
import gigaset from './gigaset.json' with { type: 'json' }
import poly from './poly.json' with { type: 'json' }
import snom from './snom.json' with { type: 'json' }
import spectralink from './spectralink.json' with { type: 'json' }
import yealink from './yealink.json' with { type: 'json' }

export const fingerprints: readonly unknown[] = [
  alcatel,
  algo,
  ascom,
  audiocodes,
  cisco,
  gigaset,
  poly,
  snom,
  spectralink,
  yealink,
]
