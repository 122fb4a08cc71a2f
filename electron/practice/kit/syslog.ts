/** The log of a practice device, as its syslog page shows it: the newest 200 lines. */
export interface Syslog {
  write(text: string): void
  lines(): readonly string[]
}

const mostLines = 200

export function createSyslog(now: () => number): Syslog {
  const lines: string[] = []
  return {
    write(text) {
      lines.push(`${new Date(now()).toISOString().slice(0, 19).replace('T', ' ')} ${text}`)
      if (lines.length > mostLines) lines.shift()
    },
    lines: () => lines,
  }
}
