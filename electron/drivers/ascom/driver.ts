/**
 * Driver for Ascom IP-DECT bases and masters: model, air synchronization and restart. It does not write: how a base takes a provisioning URL
 * is not published, and the guided card stands for it. README.md lists what is proven.
 */
import { toProblem } from '#shared/errors.ts'
import type { Identity } from '#shared/model/identity.ts'
import type { Description, Setting } from '#shared/model/settings.ts'
import type { Driver, Session } from '../driver.ts'
import type { Kit, WebReply, WebRequest } from '../kit/kit.ts'
import { ascomData } from './data.ts'
import type { XmlReply } from './replies.ts'

export const ascom: Driver = {
  id: 'ascom',
  vendor: ascomData.vendor,
  get provenance() {
    return ascomData.provenance
  },
  recognise,
  capabilitiesOf: () => ['restart'],
  connect: open,
}

/** Handsets of the vendor (`d63`, `i63`) are no bases. */
function recognise({ vendor, model }: Pick<Identity, 'vendor' | 'model'>): boolean {
  if (vendor?.toLowerCase() !== ascomData.vendor.toLowerCase() || model === null) return false
  return ascomData.models.some((beginning) => model.toUpperCase().startsWith(beginning))
}

/** Reads the settings of the master once, which needs the sign-in. */
async function open(kit: Kit): Promise<Session> {
  await load(kit, ascomData.master.path)
  return {
    describe: () => describe(kit),
    read: () => read(kit),
    actions: { restart: () => restart(kit) },
    async [Symbol.asyncDispose]() {},
  }
}

/** @throws PunchdownError unexpected-page and the codes of Kit.request */
async function load(kit: Kit, path: string): Promise<XmlReply> {
  const reply = await kit.request({ method: 'GET', path })
  const { readXmlReply } = await import('./replies.ts')
  const document = reply.status === 200 ? readXmlReply(reply.body) : null
  if (document === null) throw kit.unexpectedPage(reply, path, '<?xml')
  return document
}

/** Attributes of the element that names the product. @throws as `load` */
async function productOf(kit: Kit): Promise<ReadonlyMap<string, string>> {
  const { path, element, attribute } = ascomData.first
  const reply = await kit.request({ method: 'GET', path })
  const { readXmlReply } = await import('./replies.ts')
  const found = readXmlReply(reply.body)?.elements.find(
    ({ name, attributes }) => name === element && attributes.has(attribute),
  )
  if (found === undefined) throw kit.unexpectedPage(reply, path, attribute)
  return found.attributes
}

/** The firmware is in the description of the SNMP agent, which a scan reads; no page with it is published. */
async function describe(kit: Kit): Promise<Description> {
  const attributes = await productOf(kit)
  const product = attributes.get(ascomData.first.attribute) ?? ''
  const maker = `${ascomData.vendor} `
  const model = product.startsWith(maker) ? product.slice(maker.length) : product
  const serial = attributes.get('serial') ?? ''
  return {
    ...{ vendor: ascomData.vendor, model: model === '' ? null : model, firmware: null, mac: null },
    ...{ serial: serial === '' ? null : serial, hardware: null, upFor: null },
  }
}

const row = { isDefault: false, writable: false } as const

async function read(kit: Kit): Promise<Setting[]> {
  const { first } = ascomData
  const product = [...(await productOf(kit))].map(([name, value]) => ({
    ...{ ...row, id: `${first.element}.${name}`, page: first.path, group: first.element, label: name, value },
  }))
  return [...product, ...(await synchronization(kit))]
}

/** State of the air synchronization: `Master`. None for a unit without a radio, which does not have the page. */
async function synchronization(kit: Kit): Promise<Setting[]> {
  const { path, texts } = ascomData.sync
  const document = await load(kit, path).catch((error: unknown) => {
    const { code, facts } = toProblem(error)
    if (code === 'unexpected-page' && facts.status === 404) return null
    throw error
  })
  if (document === null) return []
  const known = new Map(texts.map((text) => [text.toLowerCase(), text]))
  const value = document.texts.map((text) => known.get(text.toLowerCase())).find((text) => text !== undefined)
  return [{ ...row, id: 'sync', page: 'RFPSTAT0', group: '', label: 'Air sync', value: value ?? null }]
}

/** One GET that is sent once. @throws PunchdownError unexpected-page and the codes of Kit.request */
async function restart(kit: Kit): Promise<void> {
  const { path, accepted } = ascomData.restart
  const request: WebRequest = { method: 'GET', path, dropIsSuccess: true, idempotent: false }
  const reply: WebReply = await kit.request(request)
  if (reply.status !== 0 && !reply.body.includes(accepted)) throw kit.unexpectedPage(reply, path, accepted)
}
