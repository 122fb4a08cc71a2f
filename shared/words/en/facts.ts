/** Texts of the page of vendor facts. */
import type { CorrectionProblem } from '#shared/model/vendor-facts.ts'

const problems: Record<CorrectionProblem, string> = {
  'no-such-fact': 'this version has no such fact',
  'built-in-changed': 'its built-in value is another one in this version',
  'not-valid': 'the value does not have the right form',
}

export const facts = {
  title: 'Device facts',
  lead: "What Punchdown knows about vendors' devices: paths, fields, parameters and URLs, each with its source. A fact that is wrong for the devices here can be corrected on this computer.",
  list: 'Facts',
  file: 'File',
  fact: 'Fact',
  valueInUse: 'Value in use',
  builtInValue: 'Built-in value',
  confidence: 'Confidence',
  source: 'Source',
  noSource: 'No source stated',
  newValue: 'New value',
  correct: 'Use this value',
  useBuiltIn: 'Use the built-in value',
  corrected: 'Corrected here',
  correctedCount: (count: number) =>
    count === 0
      ? 'No fact is corrected on this computer.'
      : `${count} ${count === 1 ? 'fact is' : 'facts are'} corrected on this computer.`,
  onlyCorrected: 'Only corrected facts',
  handOn: 'Hand on and take over',
  handOnBody:
    'Corrections are handed on as a file (JSON Patch). A file that is taken over replaces the corrections of the same vendor here.',
  exportFile: 'Save corrections',
  importFile: 'Take over a file',
  resetFile: 'Remove corrections',
  patchFile: 'File with corrections',
  unused: (pointer: string, problem: CorrectionProblem) =>
    `The stored correction of ${pointer} is not used: ${problems[problem]}.`,
  factsTab: 'Facts',
  proofsTab: 'What is proven',
  proofsLead:
    'Each model of the list: how Punchdown sets it up, and how well that is proven. Nothing is proven on real hardware until a recording of it was replayed.',
  proofs: {
    title: { model: 'Model', way: 'Way in', grade: 'Grade', sources: 'Sources', wanted: 'Wanted' },
    way: {
      driver: 'Driver',
      'guided-card': 'Guided card',
      'generic-card': 'Generic card',
      'through-base': 'Through its base',
    },
    grade: { bronze: 'Bronze', silver: 'Silver', gold: 'Gold' },
    wanted: { recording: 'a recording of a real device', driver: 'a driver', nothing: '' },
  },
  takesEffect: 'Drivers use a new value at their next request; the gateway after its next start.',
}
