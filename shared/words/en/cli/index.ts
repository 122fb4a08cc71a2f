/** English texts of the command line: help, messages, and lines for people. */

import { announce } from './announce.ts'
import { bulk } from './bulk.ts'
import { catalogue } from './catalogue.ts'
import { gateway, practice, problemReport, restore, serve } from './doors.ts'
import { facts } from './facts.ts'
import { general, jobs } from './general.ts'
import { guide } from './guide.ts'
import { listen, scan, snmp } from './network.ts'
import { identify, push, read, record, signIn } from './one-device.ts'
import { lldp, neighbours } from './switches.ts'
import { update } from './update.ts'
import { url } from './url.ts'

export const cli = {
  general,
  jobs,
  signIn,
  snmp,
  scan,
  listen,
  identify,
  catalogue,
  lldp,
  read,
  record,
  push,
  bulk,
  neighbours,
  practice,
  gateway,
  restore,
  problemReport,
  update,
  serve,
  url,
  guide,
  facts,
  announce,
}
