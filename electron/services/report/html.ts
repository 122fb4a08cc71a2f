/** The report as one HTML file without scripts or external files, printable on A4, accessible to screen readers. */

import { words } from '#shared/words/index.ts'
import { markup as html, type Markup } from '../../protocols/markup/template.ts'
import { datedSource, type Mark } from './marks.ts'
import type { Report, ReportDevice, ReportEndpoint, ReportFirmware, ReportPush } from './model.ts'

// contrast of every pair is at least 4.5:1 on white and on its own tint
const style = `
:root { color-scheme: light; --ink: #1b1a19; --quiet: #55524f; --line: #c8c6c4; --tint: #f5f5f5;
  --good: #0b6a0b; --attention: #8a4b00; --bad: #a4262c; --not-known: #55524f; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px; max-width: 1100px; color: var(--ink); background: #fff;
  font: 14px/20px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 28px; line-height: 36px; margin: 0 0 4px; }
h2 { font-size: 20px; line-height: 28px; margin: 32px 0 8px; border-bottom: 2px solid var(--ink); }
h3 { font-size: 16px; line-height: 22px; margin: 24px 0 8px; }
h4 { font-size: 14px; margin: 16px 0 4px; }
p { margin: 4px 0; } .quiet { color: var(--quiet); }
.notice { border: 2px solid var(--attention); padding: 8px 12px; margin: 16px 0; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 8px 0 16px; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 6px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { background: var(--tint); border-bottom: 1px solid var(--ink); overflow-wrap: normal; }
.id, code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
.id { white-space: nowrap; } small { display: block; color: var(--quiet); font-size: 12px; line-height: 16px; font-weight: 400; }
.mark { display: block; font-weight: 600; } .mark span { display: inline-block; width: 1.2em; }
.good { color: var(--good); } .attention { color: var(--attention); } .bad { color: var(--bad); }
.not-known { color: var(--not-known); }
.scroll { overflow-x: auto; }
@page { size: A4; margin: 14mm 12mm 16mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; line-height: 13pt; }
  h1 { font-size: 18pt; line-height: 24pt; } h2 { font-size: 13pt; line-height: 18pt; } h3 { font-size: 11pt; }
  h2, h3, h4, caption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  th, td { padding: 3px 4px; } small { font-size: 8pt; line-height: 11pt; } .scroll { overflow: visible; }
}`

export function htmlOf(report: Report): Buffer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="${words.report.generator(report.version)}">
<title>${words.report.title(report.name)}</title>
`
  return Buffer.from(
    `${page.text}<style>${style}</style>\n</head>\n<body>\n${body(report).text}\n</body>\n</html>\n`,
    'utf8',
  )
}

function body(report: Report): Markup {
  return html`<header>
<h1><bdi>${words.report.title(report.name)}</bdi></h1>
${report.practice || report.rehearsal ? notice(report) : null}
<dl>
<dt>${words.terms.site}</dt><dd><bdi>${report.site === '' ? words.report.notNamed : report.site}</bdi></dd>
<dt>${words.terms.region}</dt><dd>${report.region}</dd>
<dt>${words.report.language}</dt><dd>${report.language}</dd>
<dt>${words.terms.mode}</dt><dd>${report.mode}</dd>
<dt>${words.report.jobOpened}</dt><dd>${report.opened.text}</dd>
<dt>${words.report.reportMade}</dt><dd>${words.report.madeAt(report.madeAt.text, report.timeZone)}</dd>
<dt>${words.report.firmwareJudgedBy}</dt><dd>${datedSource(report.catalogue)}</dd>
</dl>
</header>
<main>
<section aria-labelledby="summary"><h2 id="summary">${words.report.summary}</h2>
<p>${words.report.counts(report.counts)}</p>
${notDone(report)}</section>
<section aria-labelledby="endpoints"><h2 id="endpoints">${words.report.endpoints}</h2>
${endpoints(report.endpoints)}</section>
<section aria-labelledby="devices"><h2 id="devices">${words.report.devices}</h2>
${report.devices.length === 0 ? html`<p>${words.report.noDevices}</p>` : report.devices.map(device)}</section>
<section aria-labelledby="history"><h2 id="history">${words.report.history}</h2>
${history(report)}</section>
</main>
<footer><p class="quiet">${words.report.madeBy(report.version)} ${words.report.secretsLeftOut}</p></footer>`
}

function notice(report: Report): Markup {
  return html`<p class="notice">${report.practice ? words.report.practice : null} ${report.rehearsal ? words.report.rehearsal : null}</p>`
}

const markOf = (mark: Mark): Markup =>
  html`<span class="mark ${mark.tone}"><span aria-hidden="true">${mark.shape}</span>${mark.word}</span>`

function firmwareOf(firmware: ReportFirmware): Markup {
  return html`${
    firmware.version === null ? words.terms.notKnown : html`<span class="id">${firmware.version}</span>`
  }${markOf(firmware.mark)}<small>${
    firmware.minimum === null && firmware.approved === null
      ? words.report.noVersions
      : words.report.versions(firmware.minimum, firmware.approved)
  }; ${datedSource(firmware.catalogue)}</small>`
}

function notDone(report: Report): Markup {
  if (report.notDone.length === 0)
    return html`<h3>${words.report.notDone}</h3><p>${words.report.nothingOpen}</p>`
  return html`<h3>${words.report.notDone}</h3>
<div class="scroll"><table><thead><tr><th scope="col">${words.report.subject}</th><th scope="col">${words.report.leftOpen}</th></tr></thead>
<tbody>${report.notDone.map(
    (each) => html`<tr><th scope="row"><bdi>${each.subject}</bdi></th><td>${each.what}</td></tr>\n`,
  )}</tbody></table></div>`
}

function endpoints(all: readonly ReportEndpoint[]): Markup {
  if (all.length === 0) return html`<p>${words.report.noEndpoints}</p>`
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">${words.report.endpoint}</th><th scope="col">${words.report.ids}</th><th scope="col">${words.terms.firmware}</th><th scope="col">${words.report.stateReached}</th><th scope="col">${words.terms.time}</th></tr></thead>
<tbody>${all.map(
    (each) => html`<tr><th scope="row"><bdi>${each.name}</bdi><small>${each.kind}${
      each.model === null ? '' : ` · ${each.model}`
    }</small><small>${each.base ?? words.report.notOnDevice}</small></th>
<td>${each.ipei === null ? null : html`<small>${words.terms.ipei}</small><span class="id">${each.ipei.grouped}</span><small>${words.report.printed}</small><span class="id">${each.ipei.printed}</span>`}<small>${words.terms.hardwareId}</small><span class="id">${each.hardwareIdPrinted}</span></td>
<td>${firmwareOf(each.firmware)}</td>
<td>${markOf(each.state)}${each.problem === null ? null : html`<small><code>${each.problem}</code></small>`}${each.details.map(
      (detail) => html`<small>${detail}</small>`,
    )}${each.seenState === null ? null : html`<small>${words.report.statusOnDevice(each.seenState.text, each.seenState.at.text)}</small>`}</td>
<td><time datetime="${each.since.iso}">${each.since.text}</time></td></tr>\n`,
  )}</tbody></table></div>`
}

function device(each: ReportDevice): Markup {
  return html`<h3><bdi>${each.name}</bdi></h3>
<dl>
<dt>${words.terms.address}</dt><dd class="id">${each.address}</dd>
<dt>${words.terms.mac}</dt><dd class="id">${each.mac ?? words.terms.notKnown}</dd>
<dt>${words.terms.serial}</dt><dd class="id">${each.serial ?? words.terms.notKnown}</dd>
<dt>${words.terms.kind}</dt><dd>${each.kind ?? words.terms.notKnown}</dd>
<dt>${words.report.identity}</dt><dd>${each.level}</dd>
<dt>${words.terms.firmware}</dt><dd>${firmwareOf(each.firmware)}</dd>
<dt>${words.report.seen}</dt><dd>${words.report.firstAndLast(each.firstSeen.text, each.lastSeen.text)}</dd>
${each.byHand === null ? null : html`<dt>${words.guided.column}</dt><dd>${markOf(each.byHand.mark)}${each.byHand.lines.map((line) => html`<small>${line}</small>`)}</dd>`}</dl>
${each.contradictions.length === 0 ? null : html`<h4>${words.report.contradictions}</h4><ul>${each.contradictions.map((line) => html`<li>${line}</li>`)}</ul>`}
${each.pushes.map(push)}${evidence(each)}`
}

function push(each: ReportPush): Markup {
  return html`<div class="scroll"><table><caption>${words.report.settingsAt(each.mark.word, each.at.text)}${
    each.url === null ? '' : `, ${each.url}`
  }</caption>
<thead><tr><th scope="col">${words.report.setting}</th><th scope="col">${words.report.before}</th><th scope="col">${words.report.after}</th><th scope="col">${words.report.resultTitle}</th></tr></thead>
<tbody>${each.edits.map(
    (edit) =>
      html`<tr><th scope="row">${edit.setting}<small>${edit.page}</small></th><td><code>${edit.before ?? words.report.notShown}</code></td><td><code>${edit.after}</code></td><td>${edit.result}</td></tr>\n`,
  )}</tbody></table></div>
<p>${markOf(each.mark)}${each.problem === null ? null : html` <code>${each.problem}</code>`} <span class="quiet">${words.report.howWritten(each.provenance)}</span></p>`
}

function evidence(each: ReportDevice): Markup {
  if (each.evidence.length === 0) return html`<p class="quiet">${words.report.noEvidence}</p>`
  return html`<div class="scroll"><table><caption>${words.report.evidence}</caption>
<thead><tr><th scope="col">${words.report.seenIn}</th><th scope="col">${words.terms.textAsReceived}</th><th scope="col">${words.report.reading}</th><th scope="col">${words.terms.time}</th><th scope="col">${words.report.readingSource}</th></tr></thead>
<tbody>${each.evidence.map(
    (line) =>
      html`<tr><th scope="row">${line.seenIn}</th><td><code>${line.raw}</code></td><td>${line.says.map((says) => html`<div>${says}</div>`)}</td><td><time datetime="${line.at.iso}">${line.at.text}</time></td><td>${line.sources.map((source) => html`<small>${source}</small>`)}</td></tr>\n`,
  )}</tbody></table></div>${each.evidenceLeftOut === 0 ? null : html`<p class="quiet">${words.report.moreEvidence(each.evidenceLeftOut)}</p>`}`
}

function history(report: Report): Markup {
  if (report.history.length === 0) return html`<p>${words.report.noHistory}</p>`
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">${words.terms.time}</th><th scope="col">${words.terms.event}</th><th scope="col">${words.report.subject}</th><th scope="col">${words.report.facts}</th></tr></thead>
<tbody>${report.history.map(
    (line) =>
      html`<tr><td><time datetime="${line.at.iso}">${line.at.text}</time></td><td>${line.what}</td><td><bdi>${line.subject}</bdi></td><td>${line.facts}</td></tr>\n`,
  )}</tbody></table></div>`
}
