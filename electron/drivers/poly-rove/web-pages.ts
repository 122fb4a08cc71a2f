/** Reads the web pages of a base, which are found by their titles in the menu. */
import { PunchdownError } from '#shared/errors.ts'
import type { Kit, WebReply } from '../kit/kit.ts'
import { type PageName, rove, type WantedSetting } from './data.ts'
import { formKeyOf, type PageParameter, type ParsedPage, plain } from './pages.ts'
import { parameterFor } from './settings.ts'

export interface ReadPage extends ParsedPage {
  readonly path: string
  readonly reply: WebReply
}

export interface RovePages {
  readonly kit: Kit
  /** @throws PunchdownError device-busy | unexpected-page and the codes of Kit.request */
  page(name: PageName): Promise<ReadPage>
  /**
   * The parameter of a setting on a page that was read.
   * @throws PunchdownError setting-missing | unexpected-page (its form key is not the hash of its known name)
   */
  parameterOn(page: ReadPage, setting: Omit<WantedSetting, 'provenance'>): PageParameter
}

/**
 * Reads the menu, which needs a sign-in.
 * @throws PunchdownError password-change-needed | unexpected-page and the codes of Kit.request
 */
export async function openPages(kit: Kit): Promise<RovePages> {
  const menuPath = rove.requests.menu.path
  const reply = await kit.request({ method: 'GET', path: menuPath })
  const { demandsPassword, parseMenu } = await import('./menu-parser.ts')
  const menu = parseMenu(reply.body)
  if (menu.size === 0 && demandsPassword(reply.body)) {
    throw new PunchdownError('password-change-needed', { address: kit.address })
  }
  if (reply.status !== 200 || menu.size === 0) throw kit.unexpectedPage(reply, menuPath, 'menu')

  const pathOf = (name: PageName): string => {
    const { title, file } = rove.pages[name]
    const found = menu.get(plain(title)) ?? file
    if (found === null) throw kit.unexpectedPage(reply, menuPath, title)
    return `/${found}`
  }
  return {
    kit,
    async page(name) {
      const path = pathOf(name)
      const answer = await kit.request({ method: 'GET', path })
      const { parsePage } = await import('./page-parser.ts')
      if (answer.status === 503) throw new PunchdownError('device-busy', { address: kit.address, path })
      const parsed = answer.status === 200 ? parsePage(answer.body) : null
      if (parsed === null) throw kit.unexpectedPage(answer, path, rove.pages[name].title)
      return { ...parsed, path, reply: answer }
    },
    parameterOn(page, setting) {
      const { parameter, trusted } = parameterFor(page, setting)
      if (trusted) return parameter
      const key = setting.name === null ? '' : ` hash="${formKeyOf(setting.name)}"`
      throw kit.unexpectedPage(page.reply, page.path, `${setting.label}${key}`)
    },
  }
}
