/**
 * The two scripts a page starts with: one in an isolated world of Chromium (the preload with `require('electron')` and
 * nothing else of Node), one in the page's own world that puts up what the preload exposed. They share the document and
 * nothing else; what crosses is text in events whose name only they know.
 */

/** From the isolated world to main. */
export type ToMain =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: string }
  | { readonly kind: 'port-closed'; readonly port: number }

/** From main to the isolated world. */
export type ToWorld =
  | {
      readonly kind: 'event'
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports: readonly number[]
    }
  | { readonly kind: 'port'; readonly port: number; readonly data: string }
  | { readonly kind: 'port-closed'; readonly port: number }

/** A port's message as text. Text, bytes and plain JSON pass; the contract's carrier sends nothing else. */
export function pack(data: unknown): string {
  if (typeof data === 'string') return `s${data}`
  if (data instanceof ArrayBuffer || data instanceof Uint8Array) {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
    let text = ''
    for (const byte of bytes) text += String.fromCharCode(byte)
    return `${data instanceof ArrayBuffer ? 'a' : 'u'}${btoa(text)}`
  }
  const plain = (value: unknown): boolean =>
    value === null ||
    ['string', 'number', 'boolean'].includes(typeof value) ||
    (Array.isArray(value) && value.every(plain)) ||
    (typeof value === 'object' &&
      (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null) &&
      Object.values(value).every(plain))
  if (!plain(data)) throw new Error('the stand-in carries text, bytes and plain JSON through ports')
  return `j${JSON.stringify(data)}`
}

export function unpack(text: string): unknown {
  const rest = text.slice(1)
  if (text[0] === 's') return rest
  if (text[0] === 'j') return JSON.parse(rest)
  const bytes = Uint8Array.from(atob(rest), (letter) => letter.charCodeAt(0))
  return text[0] === 'a' ? bytes.buffer : bytes
}

type Run = (require: (name: string) => unknown, module: object, exports: object) => void
type Shape = { readonly call: readonly string[] } | { readonly value: unknown } | { readonly object: object }

/** Runs in the isolated world; everything it needs comes as arguments, for it travels as text. */
function isolated(
  binding: string,
  secret: string,
  packs: { pack: typeof pack; unpack: typeof unpack },
  run: Run,
) {
  if (window !== window.top) return
  const toMain: unknown = Reflect.get(globalThis, binding)
  if (typeof toMain !== 'function') throw new Error('no way to main')
  const tell = (message: ToMain) => toMain(JSON.stringify(message))
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>()
  const ports = new Map<number, MessagePort>()
  const exposed = new Map<string, object>()

  const carry = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }) => tell({ kind: 'port', port: id, data: packs.pack(data) })
    port1.addEventListener('close', () => tell({ kind: 'port-closed', port: id }))
    return port2
  }
  Reflect.set(globalThis, '__fromMain', (message: ToWorld) => {
    if (message.kind === 'event') {
      const event = { ports: message.ports.map(carry), sender: ipcRenderer }
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
    } else if (message.kind === 'port') ports.get(message.port)?.postMessage(packs.unpack(message.data))
    else {
      ports.get(message.port)?.close()
      ports.delete(message.port)
    }
  })
  const ipcRenderer = {
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
    },
    send: (channel: string, ...args: unknown[]) => tell({ kind: 'send', channel, args }),
  }

  const shape = (value: unknown, path: readonly string[]): Shape => {
    if (typeof value === 'function') return { call: path }
    if (typeof value !== 'object' || value === null) return { value }
    return {
      object: Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, shape(each, [...path, key])]),
      ),
    }
  }
  const offer = () => {
    const detail = JSON.stringify([...exposed].map(([key, api]) => [key, shape(api, [key])]))
    window.dispatchEvent(new CustomEvent(`${secret}:offer`, { detail }))
  }
  const contextBridge = {
    exposeInMainWorld(key: string, api: object) {
      if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property: ${key}`)
      exposed.set(key, api)
      offer()
    },
  }
  window.addEventListener(`${secret}:ask`, offer)
  window.addEventListener(`${secret}:call`, (event) => {
    if (!(event instanceof CustomEvent)) return
    const { path, args }: { path: string[]; args: unknown[] } = JSON.parse(String(event.detail))
    const answer = () => {
      let target: unknown = Object.fromEntries(exposed)
      for (const name of path) {
        target = typeof target === 'object' && target !== null ? Reflect.get(target, name) : undefined
      }
      if (typeof target !== 'function') throw new Error('not exposed')
      return { value: target(...args) }
    }
    let detail: string
    try {
      detail = JSON.stringify(answer())
    } catch (error) {
      detail = JSON.stringify({ error: String(error) })
    }
    window.dispatchEvent(new CustomEvent(`${secret}:answer`, { detail }))
  })
  const module = { exports: {} }
  run(
    (name) => {
      if (name === 'electron') return { ipcRenderer, contextBridge }
      throw new Error(`module not found: ${name}`)
    },
    module,
    module.exports,
  )
}

/** Runs in the page's own world before any script of the page. */
function own(secret: string) {
  if (window !== window.top) return
  const call = (path: readonly string[], args: unknown[]): unknown => {
    let answer: { value?: unknown; error?: string } = { error: 'no answer' }
    const hear = (event: Event) => {
      if (event instanceof CustomEvent) answer = JSON.parse(String(event.detail))
    }
    window.addEventListener(`${secret}:answer`, hear)
    window.dispatchEvent(new CustomEvent(`${secret}:call`, { detail: JSON.stringify({ path, args }) }))
    window.removeEventListener(`${secret}:answer`, hear)
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.value
  }
  const build = (shape: Shape): unknown => {
    if ('call' in shape) return (...args: unknown[]) => call(shape.call, args)
    if ('value' in shape) return shape.value
    return Object.freeze(
      Object.fromEntries(Object.entries(shape.object).map(([key, each]) => [key, build(each)])),
    )
  }
  window.addEventListener(`${secret}:offer`, (event) => {
    if (!(event instanceof CustomEvent)) return
    const offered: [string, Shape][] = JSON.parse(String(event.detail))
    for (const [key, shape] of offered) {
      if (!Object.hasOwn(window, key))
        Object.defineProperty(window, key, { value: build(shape), enumerable: true })
    }
  })
  window.dispatchEvent(new CustomEvent(`${secret}:ask`))
}

export function worldScripts(binding: string, secret: string, preload: string) {
  const names = [JSON.stringify(binding), JSON.stringify(secret)].join(', ')
  return {
    isolated: `(${isolated})(${names}, { pack: ${pack}, unpack: ${unpack} }, function (require, module, exports) {\n${preload}\n})`,
    own: `(${own})(${JSON.stringify(secret)})`,
  }
}
