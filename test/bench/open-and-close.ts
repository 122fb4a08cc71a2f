/** A core that starts, answers once and closes. */
import { practiceCore } from './practice-job.ts'

await using core = await practiceCore(1)
core.services.status.now()
