/** Driver for Poly Rove DECT bases. README.md lists what is proven. */
import { type Mac, parseMac } from '#shared/model/mac.ts'
import type { Description, HandsetList, Setting } from '#shared/model/settings.ts'
import type { Capabilities, Driver, Session } from '../driver.ts'
import type { Kit } from '../kit/kit.ts'
import { preferredSuffix } from '../provisioning-urls.ts'
import { configuration } from './configuration.ts'
import { rove } from './data.ts'
import { heldBy, sameLabel } from './pages.ts'
import { recognise } from './recognise.ts'
import { handsetsOn } from './settings.ts'
import { openPages, type RovePages } from './web-pages.ts'
import { firmwareOf, provisioningOf } from './writing.ts'

type RoveSession = Session & Required<Omit<Capabilities, 'subscription' | 'ports'>>

export const polyRove: Omit<Driver, 'connect'> & { connect(kit: Kit): Promise<RoveSession> } = {
  id: 'poly-rove',
  vendor: rove.vendor,
  get provenance() {
    return rove.provenance
  },
  get provisioningSuffix() {
    return preferredSuffix('poly-rove')
  },
  recognise,
  capabilitiesOf: () => ['provisioning', 'firmware', 'handsets', 'log', 'restart', 'fetch-now'],
  configuration,
  connect: open,
}

async function open(kit: Kit): Promise<RoveSession> {
  const pages = await openPages(kit)
  return {
    describe: () => describe(pages),
    read: () => read(pages),
    provisioning: provisioningOf(pages),
    firmware: firmwareOf(pages),
    handsets: { list: () => handsets(pages) },
    actions: { restart: () => restart(kit), 'fetch-now': () => restart(kit) },
    log: { read: async () => (await pages.page('log')).parameters.map(heldBy) },
    async [Symbol.asyncDispose]() {},
  }
}

async function describe(pages: RovePages): Promise<Description> {
  const status = await pages.page('status')
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
}

async function read(pages: RovePages): Promise<Setting[]> {
  const settings: Setting[] = []
  for (const name of ['provisioning', 'admin'] as const) {
    const { menu, title } = rove.pages[name]
    const { parameters } = await pages.page(name)
    for (const each of parameters) {
      const secret = /password|pin\b/i.test(each.label)
      const known = [...rove.provisioning, ...rove.firmware.settings].find(
        (setting) => sameLabel(setting.group, each.group) && sameLabel(setting.label, each.label),
      )
      settings.push({
        id: known?.id ?? each.hash,
        page: `${menu} > ${title}`,
        group: each.group,
        label: each.label,
        value: secret ? null : heldBy(each),
        isDefault: each.current === null,
        writable: each.writable,
      })
    }
  }
  return settings
}

/** @throws PunchdownError unexpected-page when slots are occupied but no handset can be read, and the codes of Kit.request */
async function handsets(pages: RovePages): Promise<HandsetList> {
  const summary = await pages.page('handsets')
  const list = handsetsOn(summary)
  if (list.handsets.length === 0 && list.unreadable.some(({ text }) => !isErased(text)))
    throw pages.kit.unexpectedPage(summary.reply, summary.path, 'IPEI')
  return list
}

/** True for the content of unwritten flash memory, which has all bits set. */
const isErased = (text: string): boolean => /^F+$/i.test(text)

/** Restarts the base. While starting, it fetches its configuration and checks for firmware. */
async function restart(kit: Kit): Promise<void> {
  const { path } = rove.requests.restart
  const answer = await kit.request({ method: 'GET', path, dropIsSuccess: true, idempotent: false })
  if (answer.status >= 300) throw kit.unexpectedPage(answer, path, 'restart')
}

function macOrNull(text: string | null): Mac | null {
  try {
    return text === null ? null : parseMac(text)
  } catch {
    return null
  }
}
