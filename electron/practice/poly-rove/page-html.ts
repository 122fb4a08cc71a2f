/** The pages as HTML: a table of Attribute, Value and Default, and a Submit button that posts the same form as the XML page's script. */
import { escapeXml, type PageValues } from './page-xml.ts'
import { formKey, type Page, type Parameter, stars } from './parameters.ts'

const style = `body{font:14px system-ui;margin:0;display:flex;color:#222;background:#fff}nav{width:220px;min-height:100vh;background:#1f2a36;color:#fff;padding:16px;box-sizing:border-box}
nav h1{font-size:18px}nav h2{font-size:13px;margin:16px 0 4px;color:#b9c6d3}nav a{color:#fff;display:block;padding:3px 0}main{padding:16px 24px}table{border-collapse:collapse;margin:0 0 16px}
th,td{border:1px solid #c8ced4;padding:4px 8px;text-align:left}th{background:#eef1f4}input[type=text],select{width:340px}pre{background:#f4f6f8;padding:12px}`

/** Submit sends each row's value, or the word `default` when its Default box is ticked; the list is percent-encoded twice. */
const script = `document.querySelector('form')?.addEventListener('submit',(event)=>{event.preventDefault();
const parts=[...document.querySelectorAll('tr[data-key]')].map((row)=>{const box=row.querySelector('input[type=checkbox]');const field=row.querySelector('[data-value]');
return encodeURIComponent(row.dataset.key)+'='+encodeURIComponent(box.checked?'default':field.value)});
fetch('/result.html',{method:'POST',headers:{'Content-Type':'application/x-www-form-urlencoded'},body:'ParameterList='+encodeURIComponent(parts.join('&'))}).then(()=>location.reload())});`

function field(parameter: Parameter, value: string): string {
  const name = escapeXml(parameter.label)
  if (parameter.access === 'readOnly') return escapeXml(value)
  if (parameter.options === undefined) {
    return `<input type="text" data-value aria-label="${name}" value="${escapeXml(parameter.secret === true && value !== '' ? stars : value)}">`
  }
  const options = parameter.options.map(
    (option) => `<option${option === value ? ' selected' : ''}>${escapeXml(option)}</option>`,
  )
  return `<select data-value aria-label="${name}">${options.join('')}</select>`
}

function row(parameter: Parameter, values: PageValues): string {
  const current = values.current(parameter)
  const cells = `<td>${escapeXml(parameter.label)}</td><td>${field(parameter, current ?? parameter.factory)}</td>`
  if (parameter.access === 'readOnly') return `<tr>${cells}<td></td></tr>`
  const box = `<input type="checkbox" aria-label="${escapeXml(parameter.label)} default"${current === undefined ? ' checked' : ''}>`
  return `<tr data-key="${formKey(parameter.name)}">${cells}<td>${box}</td></tr>`
}

function frame(model: string, pages: readonly MenuEntry[], title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeXml(model)}</title><style>${style}</style></head><body>
<nav><h1>${escapeXml(model)}</h1>${sections(pages)}</nav><main><h1>${escapeXml(title)}</h1>${content}</main><script>${script}</script></body></html>`
}

export interface MenuEntry {
  readonly file: string
  readonly menu: string
  readonly title: string
}

function sections(pages: readonly MenuEntry[]): string {
  const menus = [...new Set(pages.map((page) => page.menu))]
  return menus
    .map((menu) => {
      const links = pages
        .filter((page) => page.menu === menu)
        .map((page) => `<a href="/${page.file}">${escapeXml(page.title)}</a>`)
      return `<h2>${escapeXml(menu)}</h2>${links.join('')}`
    })
    .join('')
}

export function pageHtml(model: string, pages: readonly MenuEntry[], page: Page, values: PageValues): string {
  const tables = page.groups.map(
    (group) =>
      `<h2>${escapeXml(group.title)}</h2><table aria-label="${escapeXml(group.title)}"><tr><th>Attribute</th><th>Value</th><th>Default</th></tr>${group.parameters
        .map((parameter) => row(parameter, values))
        .join('')}</table>`,
  )
  const writable = page.groups.some((group) => group.parameters.some((each) => each.access === 'readWrite'))
  const notice = values.rebootRequired ? '<p><strong>Reboot required.</strong></p>' : ''
  const body = writable ? `<form>${tables.join('')}<button>Submit</button></form>` : tables.join('')
  return frame(model, pages, page.title, `${notice}${body}`)
}

export function logHtml(
  model: string,
  pages: readonly MenuEntry[],
  title: string,
  lines: readonly string[],
): string {
  return frame(model, pages, title, `<pre>${lines.map(escapeXml).join('\n')}</pre>`)
}

/** Sample from the OBi family: `Number of Active Calls: 0` */
export function callStatusHtml(calls: number): string {
  return `<html><head><title>Call Status</title></head><body>Number of Active Calls: ${calls}</body></html>`
}

/** The menu for programs: links opened by a script. Sample: `<a href="#" onclick="e('DM_S_.xml')">Auto Provisioning</a>` */
export function menuHtml(model: string, pages: readonly MenuEntry[]): string {
  const links = [...new Set(pages.map((page) => page.menu))].map((menu) => {
    const own = pages
      .filter((page) => page.menu === menu)
      .map((page) => `<li><a href="#" onclick="e('${page.file}')">${escapeXml(page.title)}</a></li>`)
    return `<li>${escapeXml(menu)}<ul>${own.join('')}</ul></li>`
  })
  return `<html><head><title>${escapeXml(model)}</title></head><body><ul>${links.join('')}</ul></body></html>`
}
