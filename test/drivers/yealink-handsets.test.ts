/** Handsets of Yealink bases, whose reply is not published. */
import { describe, expect, it } from 'vitest'
import { yealinkBase, yealinkPhone } from '#electron/drivers/yealink/driver.ts'
import { jsonDevice, kitWith, ok, signedIn } from './yealink-device.ts'

describe('the handsets of a base', () => {
  const list = async (data: unknown) => {
    const device = jsonDevice(({ path }) => (path.includes('getlist') ? ok(data) : null))
    const session = await yealinkBase.connect(kitWith(device, signedIn))
    return session.handsets?.list()
  }

  it('are read by members whose names have ipei or ipui', async () => {
    const table = await list([
      { id: 3, name: 'A', model: 'W73H', ipei: '0312345678' },
      { id: '5', name: 'B', HandsetIPUI: ' 03123 45686 ', type: 'W59R' },
      { id: 7, name: 'C', dectIpei: '14103 0790026 0', model: 'other' },
      { id: 8, ipei: ' ' },
      { id: 9, ipei: 'FFFFFFFFFF' },
    ])
    expect(table).toEqual({
      handsets: [
        handset(3, '0312345678', 'W73H'),
        handset(5, '0312345686', 'W59R'),
        handset(7, '03717C0E0A', null),
      ],
      unreadable: [{ slot: 9, text: 'FFFFFFFFFF' }],
    })
  })

  it.each([
    [
      [0, 1],
      [1, 2],
    ],
    [
      [2, 2],
      [1, 2],
    ],
    [
      [1.5, 3],
      [1, 2],
    ],
    [
      [undefined, 3],
      [1, 2],
    ],
    [
      ['x', 3],
      [1, 2],
    ],
    [
      [-1, 3],
      [1, 2],
    ],
    [
      [4, 1],
      [4, 1],
    ],
  ])('with ids %j have the slots %j', async ([first, second], slots) => {
    const table = await list([
      { id: first, ipei: '0312345678' },
      { id: second, ipei: '0312345686' },
    ])
    expect(table?.handsets.map(({ slot }) => slot)).toEqual(slots)
  })

  it('may be none', async () => {
    expect(await list([])).toEqual({ handsets: [], unreadable: [] })
  })

  it.each([{}, null, 'none', [{ id: 1, name: 'A' }], [{ ipei: 7 }], [null], ['0312345678']])(
    'of another form are an unexpected page: %j',
    async (data) => {
      await expect(list(data)).rejects.toMatchObject({
        code: 'unexpected-page',
        facts: { path: '/api/handset/getlist?p=StatusVoip', expected: 'ipei, ipui' },
      })
    },
  )

  it('are not a capability of a phone', async () => {
    expect((await yealinkPhone.connect(kitWith(jsonDevice(), signedIn))).handsets).toBeUndefined()
  })

  const handset = (slot: number, ipei: string, model: string | null) => ({
    ...{ slot, ipei, ipeiPrinted: expect.any(String), hardwareId: `00${ipei}`, model },
    ...{ firmware: null, state: '', identity: null, registration: 'not-known' },
  })
})
