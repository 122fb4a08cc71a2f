/** Texts of guide. */
import { guided } from '../guided.ts'
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: 'prints the steps to set a device up by hand on its own page',
  usage: '<address[:port]> [--region <region>] [--language <language>] [--tenant <guid>] [--json]',
  about: [
    'Finds the device and prints the steps on its own web page, in order: menus and fields as the device names them where they are known,',
    'the values to set, and the source of each step. With --region, the values have the URL for the device.',
    'Signs in to nothing, writes nothing and stores nothing.',
  ],
  examples: [
    { line: 'punchdown guide 192.168.1.30 --region emea', does: 'the steps for a phone, with its URL' },
    { line: 'punchdown guide 192.168.1.30 --region emea --json', does: 'the same, for a script' },
  ],
}

const { notes, step, notKnown } = guided

export const guide = {
  ...{ help, notes, step, notKnown },
  giveRegion: 'the provisioning URL (give --region)',
}
