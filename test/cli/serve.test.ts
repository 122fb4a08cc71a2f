/** `punchdown serve` in a process of its own. What the door lets in and keeps out is proven in test/doors. */
import { describe, expect, it } from 'vitest'
import { isBuilt } from '#electron/host/build.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { punchdown, running } from './punchdown.ts'

const built = isBuilt()
if (!built) console.log('The page is not built: punchdown serve is not started')

describe('serve', () => {
  it.skipIf(!built)(
    'prints its link, serves the page, and ends with exit code 0 when it is stopped',
    async () => {
      using folder = temporaryFolder()
      const env = { PUNCHDOWN_DATA: folder.path }
      await using served = running(['serve', '--no-open', '--port', '0', '--json'], env)
      const { link, port } = await served.next()
      expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#token=`))
      const page = await fetch(String(link))
      expect(page.status).toBe(200)
      await page.text()
      expect((await punchdown(['serve', '--no-open'], { env })).code).toBe(7)
      expect(await served.stop()).toBe(0)
    },
  )

  it.each([
    ['a port that is none', ['serve', '--port', '70000', '--no-open']],
    ['ports of the practice site that are none', ['serve', '--practice-ports', 'http=x', '--no-open']],
    ['an office that is neither on nor off', ['serve', '--practice-office', 'maybe', '--no-open']],
    ['a pace that is none', ['serve', '--practice-pace', 'slow', '--no-open']],
  ])('%s is exit code 2', async (_, args) => {
    expect((await punchdown(args)).code).toBe(2)
  })
})
