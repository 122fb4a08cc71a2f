/** Serves the built page for both doors: the files of one folder, with security headers. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

export interface PageFiles {
  /** Response to GET of a path; 404 for everything except files of the page. */
  get(path: string): Promise<PageAnswer>
}

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.json', 'application/json'],
  ['.txt', 'text/plain; charset=utf-8'],
])

/**
 * Security headers of the page. Styles that are created at run time need the nonce. `socket` is the only allowed WebSocket address;
 * null when a message port is used.
 */
function securityHeaders(nonce: string, socket: string | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${socket === null ? '' : ` ${socket}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
  }
}

export function createPageFiles(folder: string, socket: string | null): PageFiles {
  return {
    async get(path) {
      const nonce = randomBytes(16).toString('base64')
      const headers = securityHeaders(nonce, socket)
      const missing: PageAnswer = {
        status: 404,
        headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
        body: 'Not found',
      }
      const name = fileName(path)
      if (name === null) return missing
      try {
        const bytes = await readFile(join(folder, name))
        const type = types.get(extname(name))
        if (type === undefined) return missing
        const html = name === 'index.html'
        return {
          status: 200,
          headers: {
            ...headers,
            'Content-Type': type,
            'Cache-Control': html ? 'no-store' : 'public, max-age=31536000, immutable',
          },
          body: html ? bytes.toString('utf8').replaceAll('{{nonce}}', nonce) : bytes,
        }
      } catch {
        return missing
      }
    },
  }
}

/** `/assets/index-a1.js` → `assets/index-a1.js`; null for a path outside the folder. */
function fileName(path: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(path.split(/[?#]/)[0] ?? '')
  } catch {
    return null
  }
  if (decoded === '/' || decoded === '') return 'index.html'
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const relative = normalize(decoded).replace(/^[/\\]+/, '')
  return relative.split(sep).includes('..') ? null : relative
}
