/** The base's own log, shown on its Syslog page. */
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
