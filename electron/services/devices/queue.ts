import { WorkQueue } from '../../platform/work-queue.ts'

/** Runs work one at a time per key, in the order it was asked for. Different keys do not wait for each other. */
export interface Queues {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>
}

export function createQueues(): Queues {
  const queues = new Map<string, WorkQueue>()
  return {
    async run(key, work) {
      const queue = queues.get(key) ?? new WorkQueue()
      queues.set(key, queue)
      try {
        return await queue.run(work)
      } finally {
        if (queue.isEmpty && queues.get(key) === queue) queues.delete(key)
      }
    },
  }
}
