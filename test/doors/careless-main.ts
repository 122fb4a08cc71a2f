/**
 * A main that guards nothing, on the same page and preload. What the Electron door's tests say is refused happens here:
 * the refusals are main's own, not the stand-in's.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, BrowserWindow, protocol } from 'electron'

const out = resolve(import.meta.dirname, '../../out')

protocol.registerSchemesAsPrivileged([{ scheme: 'punchdown', privileges: { standard: true, secure: true } }])
await app.whenReady()
protocol.handle('punchdown', () => {
  const page = '<!doctype html><title>Careless</title><p>Careless'
  return new Response(page, { headers: { 'Content-Type': 'text/html' } })
})
// the built preload is there, or nothing of this was built
const preload = join(out, 'preload', 'preload.cjs')
readFileSync(preload)
const window = new BrowserWindow({
  width: 1280,
  height: 800,
  webPreferences: { preload, sandbox: true, contextIsolation: true },
})
window.once('ready-to-show', () => window.show())
window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
await window.loadURL('punchdown://app/')
