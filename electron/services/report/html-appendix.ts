/** The appendix of the HTML report: facts, endpoints, settings, devices with evidence, history. */
import { words } from '#shared/words/index.ts'
import { markup as html, type Markup } from '../../protocols/markup/template.ts'
import { appendixFacts, eventOf, evidenceOf, idsOf, linesOf, pushLines, timeOf } from './cell-texts.ts'
import type { ReportDevice, ReportFirmware, ReportPush } from './devices.ts'
import type { ReportEndpoint } from './endpoints.ts'
import type { ReportLine } from './history-lines.ts'
import { markOf, table, tbody } from './html-table.ts'
import type { Report } from './model.ts'

const { report: texts, terms } = words

export function appendix(report: Report): Markup {
  const started = report.endpoints.filter((each) => each.started)
  return html`<section class="appendix" aria-labelledby="appendix"><h2 id="appendix">${texts.appendix}</h2>
<h3>${texts.facts}</h3>
<dl>${appendixFacts(report).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h3>${texts.endpointFacts}</h3>
${started.length === 0 ? html`<p>${texts.noneStarted}</p>` : endpointTable(started)}
<h3>${texts.settings}</h3>
${settings(report.devices)}
<h3>${texts.deviceList}</h3>
${report.devices.length === 0 ? html`<p>${texts.noDevices}</p>` : deviceTable(report.devices)}
<h3>${texts.history}</h3>
${report.history.length === 0 ? html`<p>${texts.noHistory}</p>` : historyTable(report.history)}</section>`
}

const firmware = ({ version, mark }: ReportFirmware): Markup =>
  html`${version === null ? terms.notKnown : html`<span class="id">${version}</span>`}<br>${markOf(mark)}`

const endpointTable = (all: readonly ReportEndpoint[]): Markup =>
  table(
    [texts.endpoint, terms.hardwareId, terms.firmware, texts.state],
    [
      tbody(
        all.map(
          (
            each,
          ) => html`<tr><th scope="row"><bdi>${each.name}</bdi><small>${each.device}${each.through === null ? null : `, ${texts.reachedThrough(each.through)}`}</small></th>
<td><span class="id">${each.hardwareIdPrinted}</span>${each.ipei === null ? null : html`<small class="id">${each.ipei.grouped}</small><small class="id">${each.ipei.printed}</small>`}</td>
<td>${firmware(each.firmware)}</td>
<td>${markOf(each.state)} <time datetime="${each.since.iso}">${each.since.text}</time>${linesOf(each).map((line) => html`<small>${line}</small>`)}</td></tr>\n`,
        ),
      ),
    ],
  )

function settings(devices: readonly ReportDevice[]): Markup {
  const pushes = devices.flatMap(({ name, pushes: all }) => all.map((push) => ({ name, push })))
  const byHand = devices.filter((device) => device.byHand !== null)
  if (pushes.length === 0 && byHand.length === 0) return html`<p>${texts.noSettings}</p>`
  return html`${pushes.map(({ name, push }) => pushTable(name, push))}${byHand.map(
    ({ name, byHand: setup }) =>
      html`<h4><bdi>${name}</bdi></h4><p>${setup === null ? null : markOf(setup.mark)}${(setup?.lines ?? []).map((line) => html`<small>${line}</small>`)}</p>`,
  )}`
}

const pushTable = (
  name: string,
  each: ReportPush,
): Markup => html`<h4><bdi>${texts.settingsAt(name, each.mark.word, each.at.text)}</bdi></h4>
${pushLines(each).map((line) => html`<small>${line}</small>`)}
${table(
  [texts.setting, texts.before, texts.after, texts.editResultTitle],
  [
    tbody(
      each.edits.map(
        (edit) =>
          html`<tr><th scope="row">${edit.setting}<small>${edit.page}</small></th><td><code>${edit.before ?? texts.notShown}</code></td><td><code>${edit.after}</code></td><td>${edit.result}</td></tr>\n`,
      ),
    ),
  ],
)}`

const deviceTable = (devices: readonly ReportDevice[]): Markup =>
  table(
    [terms.device, texts.ids, terms.firmware, texts.evidence],
    [
      tbody(
        devices.map(
          (
            each,
          ) => html`<tr><th scope="row"><bdi>${each.name}</bdi><small>${each.kind ?? terms.notKnown} · ${each.level}</small></th>
<td>${idsOf(each).map((id) => html`<div class="id">${id}</div>`)}<small>${each.lastSeen.text}</small></td>
<td>${firmware(each.firmware)}</td>
<td>${evidenceOf(each).map((line) => html`<small>${line}</small>`)}</td></tr>\n`,
        ),
      ),
    ],
  )

const historyTable = (lines: readonly ReportLine[]): Markup =>
  table(
    [terms.time, terms.event, texts.subject, texts.factsTitle],
    [
      tbody(
        lines.map(
          (line) =>
            html`<tr><td><time datetime="${line.at.iso}">${timeOf(line)}</time></td><td>${eventOf(line)}</td><td><bdi>${line.subject}</bdi></td><td>${line.facts}</td></tr>\n`,
        ),
      ),
    ],
  )
