/** What the built main takes from `electron`. What it does not take is not here, so that a new need fails loudly. */
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { protocol, session } from './chromium.ts'
export { dialog, Menu, screen, shell } from './desktop.ts'
export { ipcMain } from './ipc-main.ts'
export { MessageChannelMain } from './ports.ts'
export { safeStorage } from './safe-storage.ts'
export { utilityProcess } from './utility-process.ts'
