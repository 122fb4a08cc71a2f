/** The list of commands. Each is loaded when it runs; `--help` does not load them. */
import { words } from '#shared/words/cli.ts'
import type { Command } from './command.ts'

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'scan',
    summary: words.scan.help.summary,
    load: async () => (await import('./scan.ts')).scan,
  },
  {
    name: 'listen',
    summary: words.listen.help.summary,
    load: async () => (await import('./listen.ts')).listen,
  },
  {
    name: 'identify',
    summary: words.identify.help.summary,
    load: async () => (await import('./identify.ts')).identify,
  },
  {
    name: 'catalogue',
    summary: words.catalogue.help.summary,
    load: async () => (await import('./catalogue.ts')).catalogue,
  },
  {
    name: 'lldp',
    summary: words.lldp.help.summary,
    load: async () => (await import('./lldp.ts')).lldp,
  },
  {
    name: 'read',
    summary: words.read.help.summary,
    load: async () => (await import('./read.ts')).read,
  },
  {
    name: 'record',
    summary: words.record.help.summary,
    load: async () => (await import('./record.ts')).record,
  },
  {
    name: 'push',
    summary: words.push.help.summary,
    load: async () => (await import('./push.ts')).push,
  },
  {
    name: 'bulk',
    summary: words.bulk.help.summary,
    load: async () => (await import('./bulk.ts')).bulk,
  },
  {
    name: 'url',
    summary: words.url.help.summary,
    load: async () => (await import('./url.ts')).url,
  },
  {
    name: 'guide',
    summary: words.guide.help.summary,
    load: async () => (await import('./guide.ts')).guide,
  },
  {
    name: 'announce',
    summary: words.announce.help.summary,
    load: async () => (await import('./announce.ts')).announce,
  },
  {
    name: 'facts',
    summary: words.facts.help.summary,
    load: async () => (await import('./facts.ts')).facts,
  },
  {
    name: 'neighbours',
    summary: words.neighbours.help.summary,
    load: async () => (await import('./neighbours.ts')).neighbours,
  },
  {
    name: 'practice',
    summary: words.practice.help.summary,
    load: async () => (await import('./practice.ts')).practice,
  },
  {
    name: 'gateway',
    summary: words.gateway.help.summary,
    load: async () => (await import('./gateway.ts')).gateway,
  },
  {
    name: 'restore',
    summary: words.restore.help.summary,
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'update',
    summary: words.update.help.summary,
    load: async () => (await import('./update.ts')).update,
  },
  {
    name: 'problem-report',
    summary: words.problemReport.help.summary,
    load: async () => (await import('./problem-report.ts')).problemReport,
  },
  {
    name: 'serve',
    summary: words.serve.help.summary,
    load: async () => (await import('./serve.ts')).serve,
  },
]
