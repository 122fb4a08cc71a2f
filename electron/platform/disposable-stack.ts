/** `AsyncDisposableStack` for Node 22, which lacks it and can run the command line. */

type Dispose = () => unknown

function disposerOf(value: AsyncDisposable | Disposable): Dispose {
  if (Symbol.asyncDispose in value) return () => value[Symbol.asyncDispose]()
  return () => value[Symbol.dispose]()
}

/** The later error, which keeps the one that it replaces. */
function suppress(error: unknown, suppressed: unknown): unknown {
  return typeof SuppressedError === 'function'
    ? new SuppressedError(error, suppressed)
    : new AggregateError([error, suppressed], 'An error was suppressed during disposal.')
}

/** As specified by ECMAScript (proposal-explicit-resource-management, AsyncDisposableStack objects). */
export class DisposableStackForOldNode implements AsyncDisposableStack {
  readonly [Symbol.toStringTag] = 'AsyncDisposableStack'
  #disposers: Dispose[] = []
  #disposed = false

  get disposed(): boolean {
    return this.#disposed
  }

  use<Value extends AsyncDisposable | Disposable | null | undefined>(value: Value): Value {
    this.#add(value === null || value === undefined ? () => undefined : disposerOf(value))
    return value
  }

  adopt<Value>(value: Value, onDisposeAsync: (value: Value) => PromiseLike<void> | void): Value {
    this.#add(() => onDisposeAsync(value))
    return value
  }

  defer(onDisposeAsync: () => PromiseLike<void> | void): void {
    this.#add(onDisposeAsync)
  }

  move(): AsyncDisposableStack {
    this.#expectOpen()
    const moved = new DisposableStackForOldNode()
    moved.#disposers = this.#disposers
    this.#disposers = []
    this.#disposed = true
    return moved
  }

  async disposeAsync(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    let failed: { readonly error: unknown } | null = null
    for (const dispose of this.#disposers.splice(0).reverse()) {
      try {
        await dispose()
      } catch (error) {
        failed = { error: failed === null ? error : suppress(error, failed.error) }
      }
    }
    if (failed !== null) throw failed.error
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync()
  }

  #add(dispose: Dispose): void {
    this.#expectOpen()
    this.#disposers.push(dispose)
  }

  #expectOpen(): void {
    if (this.#disposed) throw new ReferenceError('Cannot add values to a disposed stack!')
  }
}

if (!('AsyncDisposableStack' in globalThis)) {
  Object.defineProperty(globalThis, 'AsyncDisposableStack', { value: DisposableStackForOldNode })
}
