/** Runs work one at a time per key, in the order it was asked for. Different keys do not wait for each other. */
export interface Queues {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

export function createQueues(): Queues {
  const tails = new Map<string, Promise<void>>()
  return {
    async run(key, work) {
      const before = tails.get(key) ?? Promise.resolve()
      const mine = Promise.withResolvers<void>()
      tails.set(key, mine.promise)
      await before
      try {
        return await work()
      } finally {
        mine.resolve()
        if (tails.get(key) === mine.promise) tails.delete(key)
      }
    },
  }
}
