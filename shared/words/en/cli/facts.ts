/** Texts of facts. */
import type { CommandHelp } from './general.ts'

const help: CommandHelp = {
  summary: "lists and corrects the known facts about vendors' devices",
  usage:
    '[list | proofs | set <file> <fact> <value> | reset <file> | export <file> | import <file> <patch.json|->] [--json]',
  about: [
    "Drivers work with facts about a vendor's devices: paths, fields, parameters and provisioning URLs, each with its source and confidence.",
    'A fact that is wrong for the device at hand is corrected on this computer: drivers use the new value at the next command or start.',
    'proofs prints the way in of each model of the catalogue, the grade of its driver, and the confidence of the sources behind it.',
    'list prints every fact, or with --changed only the corrected ones beside their built-in value. export prints the corrections as a',
    'JSON Patch (RFC 6902) to hand on; import replaces the corrections of a file by those of a patch, all of them or none.',
  ],
  examples: [
    { line: 'punchdown facts list --file two-n', does: 'every fact in a file with its source' },
    {
      line: 'punchdown facts set two-n /requests/restart/path /api/restart',
      does: 'correct the path of the restart',
    },
    { line: 'punchdown facts export two-n > corrections.json', does: 'hand the corrections on' },
    { line: 'punchdown facts reset two-n', does: 'return to the built-in facts' },
  ],
}

export const facts = {
  help,
  file: 'only the facts of this file',
  changed: 'only corrected facts',
  noSource: 'no source stated',
  builtIn: (value: string) => `built in: ${value}`,
  unused: (file: string, pointer: string, problem: string) =>
    `warning: the stored correction of ${pointer} in ${file} is not used (${problem})`,
  corrected: (count: number) => `${count} corrected ${count === 1 ? 'fact' : 'facts'} in use`,
}
