/** Folders under mutation testing: the files that are mutated, the tests that must notice, and the lowest accepted score. */
export interface MutationFolder {
  /** Argument of `npm run mutate -- NAME`. */
  readonly name: string
  /** Glob patterns from the project's root; `!` excludes. */
  readonly mutate: readonly string[]
  /** Test files that run against each mutant. Name the fast ones: every mutant runs all tests that reach it. */
  readonly tests: readonly string[]
  /** Percent of mutants that the tests must detect. */
  readonly threshold: number
}

/** A room of electron/services with the tests of the same name. */
const service = (name: string, threshold: number): MutationFolder => ({
  name,
  mutate: [`electron/services/${name}/**/*.ts`],
  tests: [`test/services/${name}/**/*.test.ts`],
  threshold,
})

export const mutationFolders: readonly MutationFolder[] = [
  {
    name: 'store',
    mutate: ['electron/store/**/*.ts'],
    // without disks and kills, whose processes see no mutants, and without the property tests of stored values
    tests: ['test/store/[!dks]*.test.ts', 'test/store/{da,se,sq,sw}*.test.ts'],
    threshold: 80,
  },
  {
    name: 'machines',
    mutate: ['shared/machines/**/*.ts'],
    // without the properties: the tables detect the same mutants in a tenth of the time
    tests: ['test/machines/{bulk-run,onboarding,push,steps}.test.ts'],
    threshold: 80,
  },
  {
    name: 'pushes',
    mutate: ['electron/services/pushes/**/*.ts'],
    // without the killed process, which sees no mutants
    tests: [
      'test/services/pushes/{bulk-recovery,bulk-runs,guided-setups,kept-sign-ins,push-start,pushes}.test.ts',
    ],
    threshold: 85,
  },
  service('jobs', 80),
  service('status', 80),
  {
    name: 'devices',
    mutate: ['electron/services/devices/**/*.ts'],
    // without the impostor on real sockets
    tests: ['test/services/devices/[!i]*.test.ts'],
    threshold: 80,
  },
  service('onboarding', 80),
  service('corrections', 80),
  service('recordings', 80),
  {
    name: 'announcements',
    mutate: [
      'electron/services/announcements/announcements.ts',
      'electron/services/announcements/subscribe.ts',
    ],
    // without real sockets
    tests: ['test/services/announcements/announcements.test.ts'],
    threshold: 80,
  },
  {
    name: 'discovery',
    mutate: ['electron/services/discovery/*.ts'],
    // without the tests of whole cores
    tests: [
      'test/services/discovery/{enterprises,passive-discovery,scan-*,scans,switch-readings}.test.ts',
      'test/services/discovery/scan/known-devices.test.ts',
    ],
    threshold: 80,
  },
  {
    name: 'scan',
    mutate: ['electron/services/discovery/scan/**/*.ts'],
    // without the tests of whole cores and real sockets, and without the slow ones of many addresses
    tests: [
      'test/services/discovery/scan/{ask-device,engine,known-devices,measures,options-to-all,pace,parts,rounds,tables}.test.ts',
    ],
    threshold: 80,
  },
  {
    name: 'catalogue',
    mutate: ['electron/services/catalogue/**/*.ts'],
    // without whole cores, killed processes and pages of megabytes
    tests: [
      'test/services/catalogue/{catalogue,installed,packs,page-parts,page-rows,plan-page,plan-page-files}.test.ts',
      'test/services/catalogue/{refresh-verdicts,row-index,usable-ports,version-rules}.test.ts',
    ],
    threshold: 80,
  },
  {
    name: 'sip',
    mutate: ['electron/sip/**/*.ts'],
    // without peers, transport and user-agent: they use real sockets
    tests: [
      'test/sip/{addresses,client-transactions,dialog,group-commit,message,registrar,rfc4475,server-table,server-transactions,transaction-tables}.test.ts',
      'test/sip/{session,session-extensions,stream-framer}.test.ts',
    ],
    threshold: 75,
  },
  service('practice', 80),
  {
    name: 'report',
    mutate: ['electron/services/report/**/*.ts'],
    // without the browser, the practice core and PDFs of hundreds of endpoints
    tests: ['test/services/report/{html-csv,layout,model,open-work,pdf-sheet,report}.test.ts'],
    threshold: 80,
  },
  {
    name: 'two-n',
    mutate: ['electron/drivers/two-n/*.ts'],
    tests: ['test/drivers/two-n*.test.ts'],
    threshold: 85,
  },
  {
    name: 'poly-vvx',
    mutate: ['electron/drivers/poly-vvx/*.ts'],
    // without the practice device, which uses real sockets
    tests: ['test/drivers/poly-vvx-*.test.ts'],
    threshold: 85,
  },
  {
    name: 'cisco',
    mutate: ['electron/drivers/cisco/*.ts'],
    // without the practice devices, which use real sockets
    tests: ['test/drivers/cisco-*.test.ts'],
    threshold: 85,
  },
  {
    name: 'snom',
    mutate: ['electron/drivers/snom/*.ts'],
    // without the practice device, which uses real sockets
    tests: ['test/drivers/snom/{files,pages,requests}.test.ts'],
    threshold: 85,
  },
  {
    name: 'audiocodes',
    mutate: ['electron/drivers/audiocodes/*.ts'],
    // without the practice devices, which use real sockets
    tests: ['test/drivers/audiocodes/*-{pages,requests}.test.ts'],
    threshold: 85,
  },
  {
    name: 'algo',
    mutate: ['electron/drivers/algo/*.ts'],
    // without the practice device, which uses real sockets
    tests: ['test/drivers/algo/{files,requests,settings,sign-in}.test.ts'],
    threshold: 85,
  },
  {
    name: 'yealink',
    mutate: ['electron/drivers/yealink/*.ts'],
    // without the practice devices, which use real sockets
    tests: ['test/drivers/yealink-*.test.ts'],
    threshold: 85,
  },
  {
    name: 'kit',
    mutate: ['electron/drivers/kit/**/*.ts'],
    // the slow ones (another web server, work per length) stand beside the folder
    tests: ['test/drivers/kit/**/*.test.ts'],
    threshold: 80,
  },
]
