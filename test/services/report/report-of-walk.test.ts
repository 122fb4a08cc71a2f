/** The report of a walk that was walked: the practice site, the gateway core and the store behind it. */
import { expect, it } from 'vitest'
import { practiceCore, walk } from '#test/bench/practice-job.ts'

it('tells of the walk, names who signed in, and keeps every code to itself', async () => {
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
  // every line of the history is told, in its order
  const told = [...page.slice(page.indexOf('id="history"')).matchAll(/<tr><td><time/g)]
  expect(told).toHaveLength(jobs.history(job.id).length)
}, 60_000)
