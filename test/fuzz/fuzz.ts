/** One promise, held against random input for as long as `npm run fuzz` gives it. A target is a file that calls this. */
import { parseArgs } from 'node:util'
import fc from '#test/support/property.ts'

/** Longest that one input may take: beyond it, a peer could hold the core up. Milliseconds. */
const longest = 1_000

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, path: { type: 'string' } },
})

/** Prints one line a promise; a broken one is printed with its smallest input and how to see it again, and the exit code is 1. */
export async function fuzz<Input>(
  promise: string,
  input: fc.Arbitrary<Input>,
  check: (input: Input) => void | Promise<void>,
): Promise<void> {
  let inputs = 0
  let slowest = 0
  const details = await fc.check(
    fc.asyncProperty(input, async (each) => {
      const from = performance.now()
      await check(each)
      const took = performance.now() - from
      inputs++
      slowest = Math.max(slowest, took)
      if (took > longest) throw new Error(`took ${took.toFixed(0)} ms`)
    }),
    {
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: Number(values.seconds) * 1_000,
      markInterruptAsFailure: false,
      ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
      ...(values.path === undefined ? {} : { path: values.path }),
    },
  )
  const memory = `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB resident`
  console.log(
    `${promise}: ${inputs} inputs, slowest ${slowest.toFixed(1)} ms, ${memory}, seed ${details.seed}`,
  )
  if (!details.failed) return
  process.exitCode = 1
  console.log(`BROKEN, see it again with --seed ${details.seed} --path ${details.counterexamplePath}`)
  console.log(fc.stringify(details.counterexample))
  console.log(String(details.errorInstance))
}
