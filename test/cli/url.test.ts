/** `punchdown url` in a process of its own. */
import { describe, expect, it } from 'vitest'
import { punchdown } from './punchdown.ts'

const url = (...args: string[]) => punchdown(['url', ...args])
const cisco = ['--vendor', 'cisco', '--model', '8851'] as const

describe('url', () => {
  it('build prints the URL with its sources and open questions', async () => {
    const { code, objects } = await url('build', ...cisco, '--region', 'emea', '--language', 'de', '--json')
    expect(code).toBe(0)
    expect(objects).toMatchObject([
      {
        class: 'cisco-mpp',
        url: 'http://emea.ipp.sdg.teams.microsoft.com/lang_de/$PSN.xml',
        open: [],
      },
    ])
    const text = await url('build', '--vendor', 'Poly', '--model', 'OBi 300', '--region', 'apac', '--text')
    expect([text.code, text.stdout]).toEqual([0, 'http://apac.ipp.sdg.teams.microsoft.com/$mac.cfg\n'])
  })

  it('read prints the faults of an argument, and exit code 2', async () => {
    const { code, objects } = await url('read', 'http://apac/ipp.sdg.teams.microsoft.com', ...cisco, '--json')
    expect(code).toBe(2)
    expect(objects).toMatchObject([
      {
        faults: [{ code: 'slash-for-dot', start: 11, end: 12 }, { code: 'suffix-missing' }],
        corrected: 'http://apac.ipp.sdg.teams.microsoft.com/$PSN.xml',
      },
    ])
  })

  it('read accepts standard input, and prints no token of a device', async () => {
    const token = '0003717c0e0a1732457460abcdefghij0123456789'
    const input = `https://usea.dm.sdg.teams.microsoft.com/device/mmiiaacc/${token}/lang_en/`
    const { code, objects, stdout, stderr } = await punchdown(['url', 'read', '-', '--json'], { input })
    expect([code, objects[0]?.stage, stdout.includes(token), stderr.includes(token)]).toEqual([
      ...[0, 'final', false, false],
    ])
  })

  it('dhcp prints only the configuration on standard output', async () => {
    const { code, stdout } = await url('dhcp', '--server', 'dnsmasq', ...cisco, '--region', 'noam', '--text')
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        '# punchdown-cisco-mpp',
        'dhcp-match=set:punchdown-cisco-mpp,60,43:50:2d',
        'dhcp-option-force=tag:punchdown-cisco-mpp,160,"http://noam.ipp.sdg.teams.microsoft.com/$PSN.xml"',
        '',
      ],
    ])
  })

  it('list prints the facts about a maker', async () => {
    const { code, objects } = await url('list', '--vendor', 'cisco', '--json')
    expect([code, objects.map(({ id }) => id)]).toEqual([0, ['cisco-mpp', 'cisco-phoneos', 'cisco-ata']])
  })

  it.each([
    ['no verb', []],
    ['a region that is none', ['build', '--region', 'emae']],
    ['a tenant that is none', ['build', '--region', 'emea', '--tenant', 'contoso']],
    ['a suffix of another class', ['build', ...cisco, '--region', 'emea', '--suffix', '/mac.ini']],
    ['an option of another verb', ['build', '--region', 'emea', '--server', 'kea']],
    ['no URL to read', ['read']],
    ['a server that is none', ['dhcp', '--server', 'x', '--region', 'emea', '--option', '66']],
    [
      'URL and region',
      ['dhcp', '--server', 'kea', '--region', 'emea', '--url', 'http://a', '--option', '66'],
    ],
    ['an option that nobody knows', ['dhcp', '--server', 'kea', '--vendor', 'Ascom', '--region', 'emea']],
  ])('%s is exit code 2', async (_, args) => {
    const { code, stdout } = await url(...args)
    expect([code, stdout]).toEqual([2, ''])
  })
})
