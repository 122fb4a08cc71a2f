/** Poly Rove DECT bases. What is proven and what is not: README.md beside this. */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import { parseMac } from '#shared/model/mac.ts'
import type { Edit, EditResult, Setting } from '#shared/model/settings.ts'
import type { Driver, PlannedEdits, Session } from '../driver.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { configuration } from './configuration.ts'
import { type PageName, rove, type WantedSetting } from './data.ts'
import {
  formKeyOf,
  heldBy,
  holds,
  type PageParameter,
  type ParsedPage,
  parameterList,
  parseMenu,
  parsePage,
  plain,
  sameLabel,
} from './pages.ts'
import { recognise } from './recognise.ts'
import {
  editFor,
  handsetsOn,
  knownSetting,
  parameterFor,
  provisioningPage,
  readBackOf,
  wantedForFirmware,
  wantedForUrl,
} from './settings.ts'

export const polyRove: Driver = {
  id: 'poly-rove',
  vendor: rove.vendor,
  provenance: rove.provenance,
  provisioningSuffix: rove.provisioningSuffix,
  recognise,
  configuration,
  connect: async (kit) => open(kit),
}

/** Problems after which the device may have taken a form, or not: only reading back tells. */
const leavesOpen = ['connection-lost', 'timed-out', 'unreachable', 'http-malformed', 'unexpected-page']

interface ReadPage extends ParsedPage {
  readonly path: string
  readonly reply: WebReply
}

async function open(kit: Kit): Promise<Session> {
  const menuPath = rove.requests.menu.path
  const reply = await kit.request({ method: 'GET', path: menuPath })
  const menu = parseMenu(reply.body)
  if (reply.status !== 200 || menu.size === 0) throw kit.unexpectedPage(reply, menuPath, 'menu')

  /** Pages are found by their title in the menu; two are served even where the menu leaves them out. */
  const pathOf = (name: PageName): string => {
    const { title, file } = rove.pages[name]
    const found = menu.get(plain(title)) ?? file
    if (found === null) throw kit.unexpectedPage(reply, menuPath, title)
    return `/${found}`
  }
  const page = async (name: PageName): Promise<ReadPage> => {
    const path = pathOf(name)
    const answer = await kit.request({ method: 'GET', path })
    if (answer.status === 503) throw new PunchdownError('device-busy', { address: kit.address, path })
    const parsed = answer.status === 200 ? parsePage(answer.body) : null
    if (parsed === null) throw kit.unexpectedPage(answer, path, rove.pages[name].title)
    return { ...parsed, path, reply: answer }
  }

  /** Every setting found and every known form key right, or nothing is planned and nothing written. */
  const found = (on: ReadPage, setting: WantedSetting): PageParameter => {
    const { parameter, trusted } = parameterFor(on, setting)
    if (trusted) return parameter
    const key = setting.name === null ? '' : ` hash="${formKeyOf(setting.name)}"`
    throw kit.unexpectedPage(on.reply, on.path, `${setting.label}${key}`)
  }
  const planned = (settings: readonly WantedSetting[], on: ReadPage): Edit[] =>
    settings.map((setting) => editFor(setting, found(on, setting)))

  const readBack = async (edits: readonly Edit[]): Promise<EditResult[]> => {
    const now = await page('provisioning')
    return edits.map((edit) => {
      const parameter = now.parameters.find(
        (each) =>
          each.hash === edit.id || (sameLabel(each.group, edit.group) && sameLabel(each.label, edit.label)),
      )
      return readBackOf(edit, parameter ?? null)
    })
  }

  return {
    async describe() {
      const status = await page('status')
      const read = ({ group, label }: { group: string; label: string }): string | null => {
        const shown = status.parameters.find(
          (each) => sameLabel(each.group, group) && sameLabel(each.label, label),
        )
        const value = shown === undefined ? '' : heldBy(shown).trim()
        return value === '' ? null : value
      }
      const { model, firmware, serial, hardware, upFor, mac } = rove.description
      return {
        vendor: rove.vendor,
        model: read(model),
        firmware: read(firmware),
        mac: macOrNull(read(mac)),
        serial: read(serial),
        hardware: read(hardware),
        upFor: read(upFor),
      }
    },

    async read() {
      const settings: Setting[] = []
      for (const name of ['provisioning', 'admin'] as const) {
        const { menu: menuTitle, title } = rove.pages[name]
        const { parameters } = await page(name)
        for (const each of parameters) {
          const secret = /password|pin\b/i.test(each.label)
          const known = [...rove.provisioning, ...rove.firmware.settings].find(
            (setting) => sameLabel(setting.group, each.group) && sameLabel(setting.label, each.label),
          )
          settings.push({
            id: known?.id ?? each.hash,
            page: `${menuTitle} > ${title}`,
            group: each.group,
            label: each.label,
            value: secret ? null : heldBy(each),
            isDefault: each.current === null,
            writable: each.writable,
          })
        }
      }
      return settings
    },

    async handsets() {
      const summary = await page('handsets')
      try {
        return handsetsOn(summary)
      } catch (error) {
        throw kit.unexpectedPage(summary.reply, summary.path, `IPEI: ${toProblem(error).code}`)
      }
    },

    async planProvisioning(url): Promise<PlannedEdits> {
      const edits = planned(wantedForUrl(url), await page('provisioning'))
      return { edits, after: 'fetches', provenance: rove.provisioningSuffix.provenance }
    },

    async planFirmware(version): Promise<PlannedEdits> {
      const on = await page('provisioning')
      const edits = planned(wantedForFirmware(version, on), on)
      return { edits, after: 'restarts', provenance: rove.firmware.everyFieldNamed.provenance }
    },

    async apply(edits) {
      const before = await page('provisioning')
      const rows = edits.map((edit) => {
        const parameter = found(before, knownSetting(edit))
        if (!parameter.writable) {
          throw new PunchdownError('setting-refused', { setting: edit.label, page: provisioningPage })
        }
        return { edit, parameter }
      })
      const changes = rows.filter(({ edit, parameter }) => !holds(parameter, edit.after))
      if (changes.length === 0) {
        return {
          results: rows.map(({ edit, parameter }) => ({
            ...edit,
            result: 'unchanged',
            found: heldBy(parameter),
          })),
          restarts: false,
        }
      }
      let results: EditResult[]
      try {
        const { path } = rove.requests.submit
        const answer = await kit.request({
          method: 'POST',
          path,
          form: {
            ParameterList: parameterList(changes.map(({ edit, parameter }) => [parameter.hash, edit.after])),
          },
          idempotent: true,
        })
        if (answer.status === 503) throw new PunchdownError('device-busy', { address: kit.address, path })
        results = await readBack(edits)
      } catch (error) {
        const { code } = toProblem(error)
        if (!leavesOpen.includes(code)) throw error
        // whether the form was taken is not known: the push waits for the device and reads back
        return {
          results: edits.map((edit) => ({ ...edit, result: 'not-written', found: null })),
          restarts: true,
        }
      }
      const changed = new Set(changes.map(({ edit }) => edit.id))
      return {
        results: results.map((each) =>
          each.result === 'set' && !changed.has(each.id) ? { ...each, result: 'unchanged' as const } : each,
        ),
        restarts: false,
      }
    },

    readBack,

    /** One request does all three: the base restarts, fetches its configuration and looks for firmware while it starts. */
    async act() {
      const { path } = rove.requests.restart
      const answer = await kit.request({ method: 'GET', path, dropIsSuccess: true, idempotent: false })
      if (answer.status >= 300) throw kit.unexpectedPage(answer, path, 'restart')
    },

    async log() {
      const { parameters } = await page('log')
      return parameters.map((each) => heldBy(each))
    },

    async [Symbol.asyncDispose]() {},
  }
}

function macOrNull(text: string | null): string | null {
  try {
    return text === null ? null : parseMac(text)
  } catch {
    return null
  }
}
