/** Files that practice devices read: any text gives a result, and what was written is read back. */
import { describe, expect, it } from 'vitest'
import { settingsIn } from '#electron/practice/ale/provisioning.ts'
import { readUsersFile } from '#electron/practice/ascom/users-file.ts'
import { readProvisioningFile } from '#electron/practice/gigaset/provisioning-file.ts'
import { readProfile } from '#electron/practice/obi/profile.ts'
import { markup } from '#electron/protocols/markup/template.ts'
import { ipeiSchema, printedIpei } from '#shared/model/ipei.ts'
import fc from '#test/support/property.ts'

/** Text that an attribute or element keeps as it is: no control characters, no space at its ends. */
const value = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((text) => text.replaceAll(/\p{Cc}|\p{Cn}|\s/gu, ''))
const name = fc.stringMatching(/^[A-Za-z]{1,12}$/)
const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 })

const readers = [
  { reader: 'of ALE settings', read: settingsIn, sample: '<settings><setting id="A" value="b"/></settings>' },
  {
    ...{ reader: 'of Gigaset provisioning', read: readProvisioningFile },
    sample:
      '<provisioning version="1.1" productID="e2"><firmware><file version="1" url="u"/></firmware><nvm><param name="a" value="b"/><oper name="add_hs" value="00001"/><oper name="update_dm" value="local"><param name="RegStart" value="1"/><param name="RegDuration" value="2"/></oper></nvm></provisioning>',
  },
  {
    ...{ reader: 'of OBi profiles', read: readProfile },
    sample: '<ParameterList><O><N>a.</N><P><N>b</N><V X_UD="Y">c</V></P></O></ParameterList>',
  },
  { reader: 'of Ascom users', read: readUsersFile, sample: '201;;201;;;;0079403117286;;\n202;;202;;;;;;\n' },
]

describe.each(readers)('a reader $reader', ({ read, sample }) => {
  it('throws for no text', () => {
    expect(read(sample)).not.toBeNull()
    fc.assert(
      fc.property(fc.string(), fc.nat(sample.length), fc.nat(sample.length), (noise, at, length) => {
        read(noise)
        read(sample.slice(0, at) + noise + sample.slice(at + length))
      }),
    )
  })
})

describe('a file', () => {
  it('of ALE settings is read back as written', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const elements = given.map(([id, text]) => markup`<setting id="${id}" value="${text}" />`)
        expect(settingsIn(markup`<settings>${elements}</settings>`.text)).toEqual(given)
      }),
    )
  })

  it('of Gigaset provisioning is read back as written', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.array(fc.stringMatching(/^\d{5}$/), { maxLength: 4 }),
        fc.boolean(),
        (given, handsets, removes) => {
          const params = given.map(([id, text]) => markup`<param name="${id}" value="${text}"/>`)
          const added = handsets.map((number) => markup`<oper name="add_hs" value="${number}"/>`)
          const removal = removes ? markup`<oper name="DeleteNotProvisionedHS"/>` : null
          const text =
            markup`<provisioning productID="e2"><nvm>${params}${added}${removal}</nvm></provisioning>`.text
          expect(readProvisioningFile(text)).toEqual({
            ...{ values: given, handsets, removesOthers: removes, window: null, firmware: null },
          })
        },
      ),
    )
  })

  it('of Ascom users is read back as written', () => {
    const ipei = fc.stringMatching(/^0[0-9A-F]{9}$/).map((text) => ipeiSchema.parse(text))
    const users = fc.uniqueArray(fc.tuple(fc.stringMatching(/^\d{1,30}$/), ipei), {
      minLength: 1,
      maxLength: 6,
      comparator: (a, b) => a[0] === b[0] || a[1] === b[1],
    })
    fc.assert(
      fc.property(users, (given) => {
        const lines = given.map(([number, id]) => {
          const printed = printedIpei(id).replaceAll(' ', '')
          return `${number};;${number};;;;${printed};;\n`
        })
        const file = readUsersFile(lines.join(''))
        expect(file.ok && file.users.map((user) => [user.number, user.ipei])).toEqual(given)
      }),
    )
  })
})
