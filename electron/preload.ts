/**
 * Lets the page request a message port to the core, and notifies it when the core has ended. Ports cannot pass through the context
 * bridge, so they are sent in window messages.
 */
import { contextBridge, ipcRenderer } from 'electron'

ipcRenderer.on('core-port', (event) => {
  window.postMessage('punchdown:core-port', window.location.origin, event.ports)
})
ipcRenderer.on('core-lost', () => {
  window.postMessage('punchdown:core-lost', window.location.origin)
})
ipcRenderer.on('core-failed', (_event, problem: unknown) => {
  window.postMessage({ kind: 'punchdown:core-failed', problem }, window.location.origin)
})
ipcRenderer.on('show-about', () => {
  window.postMessage('punchdown:show-about', window.location.origin)
})
ipcRenderer.on('show-problem-report', () => {
  window.postMessage('punchdown:show-problem-report', window.location.origin)
})
ipcRenderer.on('problem-report', (_event, report: unknown) => {
  window.postMessage({ kind: 'punchdown:problem-report', report }, window.location.origin)
})
ipcRenderer.on('show-keys', () => {
  window.postMessage('punchdown:show-keys', window.location.origin)
})

contextBridge.exposeInMainWorld('punchdown', {
  wantPort: () => ipcRenderer.send('core-port-wanted'),
})
