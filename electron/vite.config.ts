/** Builds main and core as ESM, preload as CommonJS for the sandbox, and the page. */
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { bundledPackages } from './packaging/bundled-packages.ts'

/** The oldest Node that runs the command line of the npm package (`engines` in package.json). */
const oldestNode = 'node22'
const root = resolve(import.meta.dirname, '..')
const at = (path: string) => resolve(root, path)

export default defineConfig({
  main: {
    plugins: [bundledPackages(root, 'main')],
    build: {
      outDir: at('out/main'),
      // `dependencies` of package.json stay outside; `devDependencies` are bundled, because a few large files load faster than many small ones
      target: oldestNode,
      rollupOptions: {
        input: {
          main: at('electron/main.ts'),
          'core-process': at('electron/core-process.ts'),
          cli: at('electron/cli.ts'),
          'gateway-worker': at('electron/app/gateway-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'parts/[name]-[hash].js',
          // each file costs a millisecond at start: what several entries share is kept in few files. A group takes what its modules
          // import, except what a group of a higher priority has
          codeSplitting: {
            groups: [
              // all that `--help` loads
              {
                name: 'base',
                test: /electron[\\/](platform[\\/](disposable-stack|folders|secret)|app[\\/]version|cli[\\/](command|problem-words|device-line))\.ts|shared[\\/]errors/,
                priority: 5,
              },
              { name: 'platform', test: /electron[\\/]platform[\\/]/, priority: 4 },
              { name: 'model', test: /shared[\\/](model|machines)[\\/]/, priority: 3 },
              { name: 'rpc', test: /node_modules[\\/]@orpc[\\/]/, priority: 2 },
              { name: 'identify', test: /electron[\\/]identify[\\/]/, priority: 2 },
              // what the gateway's worker shares with the core, so that it does not load the core
              {
                name: 'drivers',
                test: /electron[\\/](drivers[\\/]index|gateway[\\/](service-settings|listeners)|store[\\/](sqlite-problems|database-files)|protocols[\\/]markup[\\/]template)\.ts/,
                priority: 2,
              },
              {
                name: 'core',
                test: /electron[\\/](app[\\/]core|cli[\\/](one-device|snmp-access))\.ts/,
                priority: 1,
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    plugins: [bundledPackages(root, 'preload')],
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
    plugins: [react(), bundledPackages(root, 'renderer')],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
