/** Practice scan until the base is fully identified. */
import { measure } from './figures.ts'
import { practiceCore, scanForBase } from './practice-job.ts'

await using core = await practiceCore(1)
const job = await core.services.jobLifecycle.openPractice()
await measure('practice scan until the base is fully identified, first', 1, () => scanForBase(core, job))
await measure('practice scan until the base is fully identified, again', 9, () => scanForBase(core, job))
