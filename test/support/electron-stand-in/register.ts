/** `node --import register.ts out/main/main.js`: `electron` is the stand-in beside this file; nothing else changes. */
import { registerHooks } from 'node:module'

const standIn = new URL('electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: standIn, shortCircuit: true, format: 'module' }
      : next(specifier, context),
})
