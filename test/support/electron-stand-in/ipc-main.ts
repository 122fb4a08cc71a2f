/** `ipcMain`: an emitter, fed by the windows. */
import { EventEmitter } from 'node:events'

export const ipcMain = new EventEmitter()
