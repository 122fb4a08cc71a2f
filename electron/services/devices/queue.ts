/** One request at a time per key: the manners of section 8 of the design, for every device. */
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
