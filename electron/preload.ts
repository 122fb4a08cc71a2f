/**
 * The one thing a page in the window may ask of Electron: a message port to the core. Ports are handed on to the page
 * as the same message, because they cannot cross the bridge.
 */
import { contextBridge, ipcRenderer } from 'electron'

ipcRenderer.on('core-port', (event) => {
  window.postMessage('punchdown:core-port', window.location.origin, event.ports)
})
ipcRenderer.on('core-lost', () => {
  window.postMessage('punchdown:core-lost', window.location.origin)
})

ipcRenderer.on('show-keys', () => {
  window.postMessage('punchdown:show-keys', window.location.origin)
})

contextBridge.exposeInMainWorld('punchdown', {
  wantPort: () => ipcRenderer.send('core-port-wanted'),
})
