/** The pages of the OBi software as HTML, for people: a table of Attribute, Value and Default, and a Submit button that posts the same form as the script of the XML page. */
import { markup as html, Markup } from '../../protocols/markup/template.ts'

export interface PageRow {
  /** Form key. */
  readonly key: string
  readonly label: string
  /** Text of the field: the factory value while Default is ticked, stars for a password. */
  readonly value: string
  readonly isDefault: boolean
  readonly access: 'readWrite' | 'readOnly'
  readonly options?: readonly string[]
}

interface PageContent {
  readonly title: string
  readonly rebootRequired: boolean
  readonly groups: readonly { readonly title: string; readonly rows: readonly PageRow[] }[]
}

const style = `body{font:14px system-ui;margin:0;display:flex;color:#222;background:#fff}nav{width:220px;min-height:100vh;background:#1f2a36;color:#fff;padding:16px;box-sizing:border-box}
nav h1{font-size:18px}nav h2{font-size:13px;margin:16px 0 4px;color:#b9c6d3}nav a{color:#fff;display:block;padding:3px 0}main{padding:16px 24px}table{border-collapse:collapse;margin:0 0 16px}
th,td{border:1px solid #c8ced4;padding:4px 8px;text-align:left}th{background:#eef1f4}input[type=text],select{width:340px}pre{background:#f4f6f8;padding:12px}`

/** Submit sends each row's value, or the word `default` when its Default box is ticked; the list is percent-encoded twice. */
const script = `document.querySelector('form')?.addEventListener('submit',(event)=>{event.preventDefault();
const parts=[...document.querySelectorAll('tr[data-key]')].map((row)=>{const box=row.querySelector('input[type=checkbox]');const field=row.querySelector('[data-value]');
return encodeURIComponent(row.dataset.key)+'='+encodeURIComponent(box.checked?'default':field.value)});
fetch('/result.html',{method:'POST',headers:{'Content-Type':'application/x-www-form-urlencoded'},body:'ParameterList='+encodeURIComponent(parts.join('&'))}).then(()=>location.reload())});`

function field({ label, value, access, options }: PageRow): Markup | string {
  if (access === 'readOnly') return value
  if (options === undefined)
    return html`<input type="text" data-value aria-label="${label}" value="${value}">`
  const choices = options.map(
    (option) => html`<option${option === value ? html` selected` : null}>${option}</option>`,
  )
  return html`<select data-value aria-label="${label}">${choices}</select>`
}

function rowHtml(row: PageRow): Markup {
  const { key, label, access, isDefault } = row
  const cells = html`<td>${label}</td><td>${field(row)}</td>`
  if (access === 'readOnly') return html`<tr>${cells}<td></td></tr>`
  const checked = isDefault ? html` checked` : null
  return html`<tr data-key="${key}">${cells}<td><input type="checkbox" aria-label="${label} default"${checked}></td></tr>`
}

function frame(model: string, pages: readonly MenuEntry[], title: string, content: Markup): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${model}</title><style>${new Markup(style)}</style></head><body>
<nav><h1>${model}</h1>${sections(pages)}</nav><main><h1>${title}</h1>${content}</main><script>${new Markup(script)}</script></body></html>`
    .text
}

export interface MenuEntry {
  readonly file: string
  readonly menu: string
  readonly title: string
}

function sections(pages: readonly MenuEntry[]): Markup[] {
  return [...Map.groupBy(pages, ({ menu }) => menu)].map(([menu, own]) => {
    const links = own.map((page) => html`<a href="/${page.file}">${page.title}</a>`)
    return html`<h2>${menu}</h2>${links}`
  })
}

export function pageHtml(model: string, pages: readonly MenuEntry[], content: PageContent): string {
  const { title, groups, rebootRequired } = content
  const tables = groups.map(
    (group) =>
      html`<h2>${group.title}</h2><table aria-label="${group.title}"><tr><th>Attribute</th><th>Value</th><th>Default</th></tr>${group.rows.map(rowHtml)}</table>`,
  )
  const isWritable = groups.some(({ rows }) => rows.some(({ access }) => access === 'readWrite'))
  const notice = rebootRequired ? html`<p><strong>Reboot required.</strong></p>` : null
  const body = isWritable ? html`<form>${tables}<button>Submit</button></form>` : tables
  return frame(model, pages, title, html`${notice}${body}`)
}

export function logHtml(
  model: string,
  pages: readonly MenuEntry[],
  title: string,
  lines: readonly string[],
): string {
  return frame(model, pages, title, html`<pre>${lines.join('\n')}</pre>`)
}

/** Sample from the OBi family: `Number of Active Calls: 0` */
export function callStatusHtml(calls: number): string {
  return `<html><head><title>Call Status</title></head><body>Number of Active Calls: ${calls}</body></html>`
}

/** The menu for programs: links opened by a script. Sample: `<a href="#" onclick="e('DM_S_.xml')">Auto Provisioning</a>` */
export function menuHtml(model: string, pages: readonly MenuEntry[]): string {
  const menus = [...Map.groupBy(pages, ({ menu }) => menu)].map(([menu, own]) => {
    const links = own.map((page) => html`<li><a href="#" onclick="e('${page.file}')">${page.title}</a></li>`)
    return html`<li>${menu}<ul>${links}</ul></li>`
  })
  return html`<html><head><title>${model}</title></head><body><ul>${menus}</ul></body></html>`.text
}
