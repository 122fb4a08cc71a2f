/** The base's settings by name, and its pages. */

import { formKey } from '../kit/obi-software.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { BaseFlash } from './flash-content.ts'
import { callStatusHtml, logHtml, type MenuEntry, menuHtml, pageHtml } from './page-html.ts'
import { logXml, type PageValues, pageXml } from './page-xml.ts'
import { type Page, type Parameter, syslogPage, takes } from './parameters.ts'

export interface Settings {
  /** The stored value, else the factory value. */
  get(name: string): string
  current(name: string): string | undefined
  /** Stores a submitted form and returns the names that changed. Unknown and read-only keys are ignored. */
  submit(fields: readonly (readonly [string, string])[]): string[]
}

export function settingsOf(pages: readonly Page[], flash: BaseFlash): Settings {
  const parameters = pages.flatMap((page) => page.groups.flatMap((group) => group.parameters))
  const byName = new Map(parameters.map((each) => [each.name, each]))
  const byKey = new Map(parameters.map((each) => [formKey(each.name), each]))
  const kept = flash.content.settings
  return {
    get: (name) => kept[name] ?? byName.get(name)?.factory ?? '',
    current: (name) => kept[name],
    submit(fields) {
      const changed: string[] = []
      for (const [key, value] of fields) {
        const parameter = byKey.get(key)
        if (parameter === undefined || parameter.access === 'readOnly') continue
        const { name } = parameter
        if (value === 'default') {
          if (kept[name] === undefined) continue
          Reflect.deleteProperty(kept, name)
        } else {
          if (!takes(parameter, value) || kept[name] === value) continue
          kept[name] = value
        }
        changed.push(name)
      }
      if (changed.length > 0) flash.save()
      return changed
    },
  }
}

export interface PagesViewParts {
  readonly pages: readonly Page[]
  readonly settings: Settings
  readonly rebootRequired: () => boolean
  readonly syslog: Syslog
  readonly model: string
  readonly readOnly: () => Readonly<Record<string, string>>
  readonly activeCalls: () => number
}

export interface PagesView {
  page(path: string, html: boolean): { type: string; body: string } | null
}

export function createPagesView(parts: PagesViewParts): PagesView {
  const { pages, settings, syslog, model } = parts
  const menu: readonly MenuEntry[] = [...pages, syslogPage]
  const values = (): PageValues => {
    const shown = parts.readOnly()
    return {
      current: (parameter: Parameter) =>
        parameter.access === 'readOnly' ? shown[parameter.name] : settings.current(parameter.name),
      rebootRequired: parts.rebootRequired(),
    }
  }
  const found = (type: string, body: string) => ({ type, body })

  return {
    page(path, html) {
      if (path === '/menu.htm') return found('text/html', menuHtml(model, menu))
      if (path === '/callstatus.htm') return found('text/html', callStatusHtml(parts.activeCalls()))
      const file = path === '/' ? (pages[0]?.file ?? '') : path.slice(1)
      if (file === syslogPage.file) {
        const lines = syslog.lines()
        return html
          ? found('text/html', logHtml(model, menu, syslogPage.title, lines))
          : found('text/xml', logXml(syslogPage.title, lines))
      }
      const page = pages.find((each) => each.file === file)
      if (page === undefined) return null
      return html
        ? found('text/html', pageHtml(model, menu, page, values()))
        : found('text/xml', pageXml(page, values()))
    },
  }
}
