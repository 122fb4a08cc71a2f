/** Opens a link in the system's browser. Whether that worked is not known: the link is printed as well. */
import { spawn } from 'node:child_process'

export function openLink(link: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [link]] as const)
      : process.platform === 'win32'
        ? (['cmd', ['/c', 'start', '', link.replaceAll('&', '^&')]] as const)
        : (['xdg-open', [link]] as const)
  const child = spawn(command, [...args], { stdio: 'ignore', detached: true, windowsHide: true })
  child.on('error', () => undefined)
  child.unref()
}
