/** Memory of the core, idle and after the walk of one handset. */
import { measure, printMemory } from './figures.ts'
import { practiceCore, walk } from './practice-job.ts'

await using core = await practiceCore(0.02)
printMemory('idle')
const job = await core.services.jobLifecycle.openPractice()
printMemory('with gateway and practice site on')
await measure('walk of one handset, practice delays × 0.02', 1, () => walk(core, job))
printMemory('after the walk')
