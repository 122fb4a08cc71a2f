/** Calls `make` on first use and keeps its result. A `make` that throws is called again on the next use. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
