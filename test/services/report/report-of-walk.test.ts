/** The report of a real onboarding: practice site, gateway core and store. */
import { expect, it } from 'vitest'
import { practiceCore, walk } from '#test/bench/practice-job.ts'

it('has the steps of the onboarding and the account, and none of the codes', async () => {
  await using core = await practiceCore(0.02)
  const { report, jobs, gateway, jobLifecycle } = core.services
  const job = await jobLifecycle.openPractice()
  const codes = await walk(core, job)
  expect(codes).toHaveLength(2)
  const textOf = async (format: 'html' | 'csv') => (await report(job.id, format)).bytes.toString('utf8')
  const page = await textOf('html')
  const table = await textOf('csv')
  for (const code of codes) {
    expect(page).not.toMatch(new RegExp(`\\b${code}\\b`))
    expect(table).not.toMatch(new RegExp(`\\b${code}\\b`))
  }
  const owner = (await gateway.users()).find(({ hardwareId }) => hardwareId !== null)
  expect(owner).toBeDefined()
  expect(page).toContain(owner?.name)
  expect(page).toContain(owner?.number)
  expect(table).toContain(owner?.hardwareId)
  // the history has a row for every event, or for events of one kind in a row
  const rows = [...page.matchAll(/<tr><td><time[^>]*>[^<]*<\/time><\/td><td>([^<]*)<\/td>/g)]
  const counts = rows.map(([, event = '']) => Number(/\((\d+) times\)$/.exec(event)?.[1] ?? 1))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(jobs.history(job.id).length)
}, 60_000)
