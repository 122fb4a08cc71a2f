/** The report as one HTML file without scripts or external files. It prints on A4 as the PDF does, and is accessible to screen readers. */

import { words } from '#shared/words/index.ts'
import { markup as html, type Markup } from '../../protocols/markup/template.ts'
import { headFacts, noticesOf, numberOf, portOf, runningTitle, whereOf } from './cell-texts.ts'
import { appendix } from './html-appendix.ts'
import { cssString, style } from './html-style.ts'
import { callOf, markOf, table, tbody } from './html-table.ts'
import type { Report } from './model.ts'

const { report: texts, terms } = words

export function htmlOf(report: Report): Buffer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="${texts.generator(report.version)}">
<title>${texts.title(report.name)}</title>
`
  return Buffer.from(
    `${page.text}<style>${style}${margins(report)}</style>\n</head>\n<body>\n${body(report).text}\n</body>\n</html>\n`,
    'utf8',
  )
}

/** The page header and footer of the print. */
function margins(report: Report): string {
  const [before = '', between = '', after = ''] = texts.page(1, 2).split(/\d/)
  return `
@page { font: 8pt system-ui, sans-serif; color: #55524f;
  @top-left { content: ${cssString(runningTitle(report))} } @top-right { content: ${cssString(texts.documentTitle)} }
  @bottom-left { content: ${cssString(report.madeAt.text)} }
  @bottom-right { content: ${cssString(before)} counter(page) ${cssString(between)} counter(pages) ${cssString(after)} } }
@page :first { @top-left { content: none } @top-right { content: none } }`
}

function body(report: Report): Markup {
  return html`<header>
${letterhead(report)}
<h1><bdi>${report.name}</bdi></h1>
<dl class="head">${headFacts(report).map(
    ([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`,
  )}</dl>
${noticesOf(report).map((text) => html`<p class="notice">${text}</p>`)}
</header>
<main>
<section aria-labelledby="result"><h2 id="result">${texts.resultTitle}</h2>
<p class="result">${report.result.text}</p>
${worked(report)}
<h3>${texts.openPoints}</h3>
${openPoints(report)}
${signatures(report)}</section>
<section class="page" aria-labelledby="rooms"><h2 id="rooms">${texts.rooms}</h2>
${rooms(report)}</section>
<section aria-labelledby="act"><h2 id="act">${texts.devicesToActOn}</h2>
${devicesToActOn(report)}</section>
${report.appendix ? appendix(report) : null}
</main>
<footer><p class="quiet">${texts.madeBy(report.version)} ${texts.secretsLeftOut}</p></footer>`
}

const letterhead = (_: Report): Markup =>
  html`<p class="letterhead"><span></span><span>${texts.documentTitle}</span></p>`

function worked({ worked: rows, workedLeftOut }: Report): Markup {
  if (rows.length === 0) return html`<p>${texts.noEndpoints}</p>`
  const titles = [terms.name, terms.number, terms.device, texts.place, texts.state, texts.testCall]
  return html`${table(titles, [
    tbody(
      rows.map(
        (
          each,
        ) => html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td class="id">${numberOf(each)}</td><td>${each.device}</td>
<td><bdi>${whereOf(each)}</bdi></td><td>${markOf(each.state)}</td><td>${callOf(each.testCall)}</td></tr>\n`,
      ),
    ),
  ])}${workedLeftOut === 0 ? null : html`<p class="quiet">${texts.moreInRooms(workedLeftOut)}</p>`}`
}

function openPoints({ openPoints: points, openPointsLeftOut }: Report): Markup {
  if (points.length === 0) return html`<p>${texts.noOpenPoints}</p>`
  return html`<ol>${points.map(({ text }) => html`<li>${text}</li>`)}</ol>${
    openPointsLeftOut === 0 ? null : html`<p class="quiet">${texts.moreOpenPoints(openPointsLeftOut)}</p>`
  }`
}

function rooms({ rooms: all }: Report): Markup {
  if (all.length === 0) return html`<p>${texts.noEndpoints}</p>`
  const titles = [
    terms.name,
    terms.number,
    terms.device,
    terms.hardwareId,
    terms.switchPort,
    texts.state,
    texts.testCall,
  ]
  return table(
    titles,
    all.map(({ name, endpoints }) =>
      tbody([
        html`<tr class="group"><th scope="rowgroup" colspan="${titles.length}"><bdi>${name}</bdi></th></tr>\n`,
        ...endpoints.map(
          (
            each,
          ) => html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td class="id">${numberOf(each)}</td><td>${each.device}</td>
<td class="id">${each.hardwareIdPrinted}</td><td>${portOf(each)}</td><td>${markOf(each.state)}</td><td>${callOf(each.testCall)}</td></tr>\n`,
        ),
      ]),
    ),
  )
}

function devicesToActOn({ devicesToActOn: rows }: Report): Markup {
  if (rows.length === 0) return html`<p>${texts.noDevicesToActOn}</p>`
  return table(
    [terms.device, terms.address, terms.switchPort, texts.whatToDo],
    [
      tbody(
        rows.map(
          (each) =>
            html`<tr><th scope="row"><bdi>${each.name}</bdi></th><td class="id">${each.address}</td><td>${
              each.place === '' ? texts.notEntered : each.place
            }</td><td>${each.todo.map((line) => html`<div>${line}</div>`)}</td></tr>\n`,
        ),
      ),
    ],
  )
}

/** The technician's name is filled in. */
function signatures({ technician }: Report): Markup {
  const block = (title: string, name: string) =>
    html`<div><p><strong>${title}</strong></p><p class="line">${texts.signatureName} <bdi>${name}</bdi></p><p class="line">${texts.signature}</p></div>`
  return html`<div class="signatures">${block(texts.handedOver, technician)}${block(texts.accepted, '')}</div>`
}
