/** The base's settings by name, and its pages. */

import {
  callStatusHtml,
  logHtml,
  type MenuEntry,
  menuHtml,
  type PageRow,
  pageHtml,
} from '../kit/obi-page-html.ts'
import { formKey } from '../kit/obi-software.ts'
import type { Syslog } from '../kit/syslog.ts'
import type { BaseFlash } from './flash-content.ts'
import { logXml, type PageValues, pageXml, shown } from './page-xml.ts'
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
        ? found('text/html', pageHtml(model, menu, contentOf(page, values())))
        : found('text/xml', pageXml(page, values()))
    },
  }
}

function contentOf({ title, groups }: Page, values: PageValues): Parameters<typeof pageHtml>[2] {
  const rowOf = (parameter: Parameter): PageRow => {
    const { name, label, factory, access, options } = parameter
    const current = values.current(parameter)
    return {
      ...{ key: formKey(name), label, access, isDefault: current === undefined },
      value: shown(parameter, current ?? factory),
      ...(options === undefined ? {} : { options }),
    }
  }
  return {
    ...{ title, rebootRequired: values.rebootRequired },
    groups: groups.map((group) => ({ title: group.title, rows: group.parameters.map(rowOf) })),
  }
}
