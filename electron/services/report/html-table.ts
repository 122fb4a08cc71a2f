/** Tables and marks of the HTML report. */
import { markup as html, type Markup } from '../../protocols/markup/template.ts'
import type { Mark } from './marks.ts'

export const markOf = (mark: Mark): Markup =>
  html`<span class="mark ${mark.tone}"><span aria-hidden="true">${mark.shape}</span>${mark.word}</span>`

/** The test calls; a dash before the endpoint is signed in. */
export const callOf = (mark: Mark | null): Markup => (mark === null ? html`–` : markOf(mark))

/** `bodies`: rows, or `tbody` elements. */
export const table = (
  titles: readonly string[],
  bodies: readonly Markup[],
): Markup => html`<div class="scroll"><table>
<thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
${bodies}</table></div>`

export const tbody = (rows: readonly Markup[]): Markup => html`<tbody>${rows}</tbody>`
