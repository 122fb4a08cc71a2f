/** The import rules of the house as one table. Each failure is a sentence that says what to do instead. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dictionaryAccesses, functionsOf, importsOf, textsOf } from './support/syntax.ts'

const root = resolve(import.meta.dirname, '..')

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly string[]
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name === 'node_modules' || name === 'results') return []
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

/** Import targets as paths from the root, or package names as written. */
function importTargets(path: string, text: string): string[] {
  if (path.endsWith('.css')) return []
  return importsOf(path, text).map((target) => {
    if (target.startsWith('#')) return target.slice(1)
    if (!target.startsWith('.')) return target
    return relative(root, resolve(root, dirname(path), target))
      .split(sep)
      .join('/')
  })
}

const files: SourceFile[] = ['electron', 'renderer', 'shared', 'test', 'resources']
  .flatMap((folder) => walk(join(root, folder)))
  .filter((path) => /\.(ts|tsx|mts|cts|js|mjs|cjs|css)$/.test(path))
  .map((absolute) => {
    const path = relative(root, absolute).split(sep).join('/')
    const text = readFileSync(absolute, 'utf8')
    return { path, text, lines: text.split('\n').length - 1, imports: importTargets(path, text) }
  })

const isIn = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`))
const driverFolders = readdirSync(join(root, 'electron/drivers'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map((entry) => entry.name)

interface ImportRule {
  readonly says: string
  readonly from: (path: string) => boolean
  readonly forbids: (target: string, from: string) => boolean
}

const importRules: readonly ImportRule[] = [
  {
    says: 'The page and the core meet only in shared/: put the type or the schema there and import it from both sides.',
    from: (path) => isIn(path, 'renderer'),
    forbids: (target) => isIn(target, 'electron'),
  },
  {
    says: 'The core never imports a screen: let it answer the contract and let the page draw.',
    from: (path) => isIn(path, 'electron'),
    forbids: (target) => isIn(target, 'renderer'),
  },
  {
    says: 'shared/ compiles with neither DOM nor Node types: it may import itself, zod and the contract builder only.',
    from: (path) => isIn(path, 'shared'),
    forbids: (target) => !isIn(target, 'shared') && target !== 'zod' && target !== '@orpc/contract',
  },
  {
    says: 'Texts are read through shared/words/index.ts, or cli.ts on the command line, which pick the language: import `words` from there.',
    from: (path) => !isIn(path, 'shared/words'),
    forbids: (target) =>
      isIn(target, 'shared/words') && !['shared/words/index.ts', 'shared/words/cli.ts'].includes(target),
  },
  {
    says: 'Machines are pure: no clock, no log, no I/O. Pass `now` in and return effects.',
    from: (path) => isIn(path, 'shared/machines'),
    forbids: (target) => target.startsWith('node:') || isIn(target, 'electron'),
  },
  {
    says: 'Only main.ts, preload.ts and host/window.ts may import electron: the core must run without it.',
    from: (path) =>
      isIn(path, 'electron', 'shared', 'renderer') &&
      !['electron/main.ts', 'electron/preload.ts', 'electron/host/window.ts'].includes(path),
    forbids: (target) =>
      target === 'electron' || (target.startsWith('electron/main') === true && target === 'electron/main'),
  },
  {
    says: 'A driver knows its device and the kit: no store, no service, no gateway, no practice device.',
    from: (path) => isIn(path, 'electron/drivers'),
    forbids: (target) =>
      isIn(
        target,
        'electron/store',
        'electron/services',
        'electron/gateway',
        'electron/practice',
        'electron/router',
      ),
  },
  {
    says: 'A vendor folder imports no other vendor: lift what two vendors share into drivers/kit.',
    from: (path) => driverFolders.some((vendor) => isIn(path, `electron/drivers/${vendor}`)),
    forbids: (target, from) =>
      driverFolders.some(
        (vendor) => isIn(target, `electron/drivers/${vendor}`) && !isIn(from, `electron/drivers/${vendor}`),
      ),
  },
  {
    says: 'A practice device shares no code with a driver: it is the other side of the test.',
    from: (path) => isIn(path, 'electron/practice'),
    forbids: (target) =>
      isIn(target, 'electron/drivers', 'electron/services', 'electron/store', 'resources/vendors'),
  },
  {
    says: 'Media knows nothing of calls: give it callbacks.',
    from: (path) => isIn(path, 'electron/media'),
    forbids: (target) =>
      isIn(
        target,
        'electron/sip',
        'electron/gateway',
        'electron/drivers',
        'electron/services',
        'electron/store',
      ),
  },
  {
    says: 'The SIP stack knows nothing of drivers or onboarding: give it callbacks.',
    from: (path) => isIn(path, 'electron/sip'),
    forbids: (target) =>
      isIn(
        target,
        'electron/gateway',
        'electron/drivers',
        'electron/services',
        'electron/store',
        'electron/practice',
        'shared/machines',
      ),
  },
  {
    says: 'Identity is pure: it merges what probes noticed and performs nothing.',
    from: (path) => isIn(path, 'electron/identify'),
    forbids: (target) =>
      isIn(target, 'electron/probes', 'electron/store', 'electron/services', 'electron/platform'),
  },
  {
    says: 'A probe notices and yields sightings: recognising belongs to identify/, remembering to services.',
    from: (path) => isIn(path, 'electron/probes'),
    forbids: (target) =>
      isIn(target, 'electron/identify', 'electron/store', 'electron/services', 'electron/drivers'),
  },
  {
    says: 'protocols/ holds wire formats, pure: no sockets, no files, no other room.',
    from: (path) => isIn(path, 'electron/protocols'),
    forbids: (target) =>
      (isIn(target, 'electron') && !isIn(target, 'electron/protocols')) ||
      [
        'node:net',
        'node:dgram',
        'node:http',
        'node:https',
        'node:tls',
        'node:fs',
        'node:child_process',
      ].includes(target),
  },
  {
    says: "A feature's room is entered through its index: export the name there and import it from there.",
    from: (path) => isIn(path, 'electron'),
    forbids: (target, from) => {
      const room = /^electron\/services\/[^/]+\//.exec(target)?.[0] ?? null
      return room !== null && !from.startsWith(room) && target !== `${room}index.ts`
    },
  },
  {
    says: 'A router file is thin: input → service → plain reply. Reach the store, drivers and sockets through a service.',
    from: (path) => isIn(path, 'electron/router'),
    forbids: (target) =>
      isIn(target, 'electron/store', 'electron/drivers', 'electron/probes', 'electron/gateway'),
  },
]

describe('import rules', () => {
  it.each(importRules)('$says', ({ from, forbids, says }) => {
    const broken = files
      .filter((file) => from(file.path))
      .flatMap((file) =>
        file.imports.filter((target) => forbids(target, file.path)).map((t) => `${file.path} → ${t}`),
      )
    expect(broken, says).toEqual([])
  })
})

/** Each circle of a graph once, as the names on it. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const settled = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    else if (!settled.has(path)) {
      for (const target of imports.get(path) ?? []) if (imports.has(target)) visit(target, [...trail, path])
      settled.add(path)
    }
  }
  for (const path of imports.keys()) visit(path, [])
  return found
}

/** Rooms of services/ that a file imports, also for types only. */
function roomsImported(): ReadonlyMap<string, readonly string[]> {
  const roomOf = (path: string) => /^electron\/services\/([^/]+)\//.exec(path)?.[1] ?? null
  const rooms = Map.groupBy(files, ({ path }) => roomOf(path) ?? '')
  rooms.delete('')
  return new Map(
    [...rooms].map(([room, inside]) => {
      const targets = new Set(inside.flatMap(({ imports }) => imports.map(roomOf)))
      targets.delete(room)
      return [room, [...targets].filter((each) => each !== null)]
    }),
  )
}

describe('circular imports', () => {
  it('between files: move what both files need into a file of its own', () => {
    expect(circles(new Map(files.map(({ path, imports }) => [path, imports])))).toEqual([])
  })

  it('between rooms of services/: move what both rooms need into shared/model or identify/, or declare the operations that a room takes', () => {
    expect(circles(roomsImported())).toEqual([])
  })
})

/** A file without its comments. */
const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

describe('files', () => {
  it('no file is over 400 lines: split it by what it decides', () => {
    expect(files.filter((file) => file.lines > 400).map((file) => `${file.path} ${file.lines}`)).toEqual([])
  })

  it('no file is called util, helper, common or misc: name it by what it holds', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/i
    expect(files.map((file) => file.path).filter((path) => vague.test(path))).toEqual([])
  })

  it("a vendor's name appears only in its driver, its practice device, drivers/index.ts, resources/ and tests", () => {
    const vendors =
      /\b(poly|polycom|obihai|yealink|audiocodes|spectralink|ascom|gigaset|algo|snom|grandstream)\b/i
    const allowed = (path: string) =>
      isIn(path, 'resources', 'test') ||
      path === 'electron/drivers/index.ts' ||
      driverFolders.some((vendor) => isIn(path, `electron/drivers/${vendor}`)) ||
      /^electron\/practice\/[^/]+\//.test(path)
    expect(
      files.filter((file) => !allowed(file.path) && vendors.test(code(file.text))).map((f) => f.path),
    ).toEqual([])
  })

  it('a text is no key of a plain object, which has a `constructor` and a `__proto__`: use a Map', () => {
    // the command line looks up its own options
    const rooms = files.filter(
      ({ path }) => isIn(path, 'electron', 'shared', 'renderer') && !isIn(path, 'electron/cli'),
    )
    expect(
      rooms.flatMap(({ path, text }) => dictionaryAccesses(path, text).map((access) => `${path}: ${access}`)),
    ).toEqual([])
  })

  it('a callback that reads what a peer sends cannot throw out of its socket: wrap it in guarded()', () => {
    const bare =
      /\.on\(\s*'(?:message|data|connection|request|upgrade|clientError)',\s*\(?(?:async )?\(?[^()]*\)? =>/g
    const unguarded = files
      .filter(({ path }) => isIn(path, 'electron'))
      .filter(({ imports }) =>
        ['node:dgram', 'node:net', 'node:http', 'node:tls'].some((each) => imports.includes(each)),
      )
      .flatMap(({ path, text }) => [...code(text).matchAll(bare)].map(([found]) => `${path}: ${found}`))
    expect(unguarded).toEqual([])
  })

  it('no compiler is silenced and no type is thrown away', () => {
    const silenced = /@ts-(ignore|nocheck|expect-error)|biome-ignore/
    const thrownAway = /as unknown as|\bas any\b|: any\b/
    const here = 'test/architecture.test.ts'
    expect(
      files
        .filter(({ path, text }) => path !== here && (silenced.test(text) || thrownAway.test(code(text))))
        .map(({ path }) => path),
    ).toEqual([])
  })
})

/** Functions that are still over 80 lines, as `path:name`. The list only shrinks: remove an entry when its function is split. */
const longFunctions: ReadonlySet<string> = new Set([])

describe('functions', () => {
  const long = files
    .filter(({ path }) => isIn(path, 'electron', 'renderer', 'shared') && /\.(ts|tsx)$/.test(path))
    .flatMap(({ path, text }) =>
      functionsOf(path, text)
        .filter(({ lines }) => lines > 80)
        .map(({ name }) => `${path}:${name}`),
    )

  it('no function is over 80 lines: move its operations beside it', () => {
    expect(long.filter((name) => !longFunctions.has(name))).toEqual([])
  })

  it('the list of long functions names only functions that are still long', () => {
    expect([...longFunctions].filter((name) => !long.includes(name))).toEqual([])
  })
})

describe('texts', () => {
  it('the page, the report and the command line hold none: put them into shared/words and read them through `words`', () => {
    const texts = files
      .filter(({ path }) => isIn(path, 'renderer', 'electron/services/report', 'electron/cli'))
      .filter(({ path }) => /\.(ts|tsx)$/.test(path))
      .flatMap(({ path, text }) => textsOf(path, text).map((each) => `${path}: ${each}`))
    expect(texts).toEqual([])
  })

  it('keep wide types, so that another language can say something else', () => {
    const narrow = files.filter(({ path, text }) => isIn(path, 'shared/words') && text.includes('as const'))
    expect(narrow.map(({ path }) => path)).toEqual([])
  })
})

describe('package-lock.json', () => {
  it('names every optional dependency, so that `npm ci` works on every platform', () => {
    const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    )
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter(
          (name) =>
            !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
        )
        .map((name) => `${path} wants ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('carries no download addresses', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http')
  })
})
