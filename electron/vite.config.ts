/** Builds main and core as ESM, preload as CommonJS for the sandbox, and the page. */
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const root = resolve(import.meta.dirname, '..')
const at = (path: string) => resolve(root, path)

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      // bundled, because a few large files load faster than three hundred small ones
      externalizeDeps: {
        exclude: ['zod', '@orpc/server', '@orpc/contract', '@orpc/client', 'fast-xml-parser'],
      },
      rollupOptions: {
        input: {
          main: at('electron/main.ts'),
          'core-process': at('electron/core-process.ts'),
          cli: at('electron/cli.ts'),
          'gateway-worker': at('electron/app/gateway-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
