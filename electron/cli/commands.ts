/** The list of commands. Each is loaded when it is asked for, so that help and `identify` answer at once. */
import type { Command } from './command.ts'

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'scan',
    summary: 'looks for devices in what was picked and nothing else',
    load: async () => (await import('./scan.ts')).scan,
  },
  {
    name: 'listen',
    summary: 'hears what devices say by themselves, and phones as they boot',
    load: async () => (await import('./listen.ts')).listen,
  },
  {
    name: 'identify',
    summary: 'says what banners on standard input tell of a device',
    load: async () => (await import('./identify.ts')).identify,
  },
  {
    name: 'catalogue',
    summary: 'lists the devices that the service takes, and imports a newer list',
    load: async () => (await import('./catalogue.ts')).catalogue,
  },
  {
    name: 'lldp',
    summary: 'says which neighbours a capture or an interface of this laptop hears',
    load: async () => (await import('./lldp.ts')).lldp,
  },
  {
    name: 'read',
    summary: 'reads a device: what it is, its settings, its handsets',
    load: async () => (await import('./read.ts')).read,
  },
  {
    name: 'push',
    summary: 'points a device at a provisioning URL, after showing every edit',
    load: async () => (await import('./push.ts')).push,
  },
  {
    name: 'neighbours',
    summary: 'reads a switch over SNMP: what hangs on which of its ports',
    load: async () => (await import('./neighbours.ts')).neighbours,
  },
  {
    name: 'practice',
    summary: 'runs the practice site until it is stopped',
    load: async () => (await import('./practice.ts')).practice,
  },
  {
    name: 'gateway',
    summary: 'runs the gateway core on one address until it is stopped',
    load: async () => (await import('./gateway.ts')).gateway,
  },
  {
    name: 'restore',
    summary: 'puts a backup in the place of a damaged data file',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'serve',
    summary: 'serves the page in a browser on this laptop',
    load: async () => (await import('./serve.ts')).serve,
  },
]
