/** Parses the menu of a base. Loaded at sign-in, because of the HTML parser. */
import { readHtml } from '../kit/html.ts'
import { plain } from './pages.ts'

/**
 * Links of the menu, by their text:
 *   <a href="#" onclick="e('DM_S_.xml')">Auto Provisioning</a>
 */
export function parseMenu(html: string): ReadonlyMap<string, string> {
  const links = new Map<string, string>()
  for (const { text, onclick } of readHtml(html).links) {
    const file = /^e\('([\w./?=&%-]{1,200})'\)/i.exec(onclick ?? '')?.[1]
    const name = plain(text)
    if (file !== undefined && name !== '' && !links.has(name)) links.set(name, file)
  }
  return links
}

/** Whether a page demands a new password in place of the menu: a form with two password fields or more. */
export const demandsPassword = (html: string): boolean =>
  readHtml(html).forms.some(({ fields }) => fields.filter(({ type }) => type === 'password').length > 1)
