/** What is made when it is first asked for, and kept. A `make` that throws is tried again the next time. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
