/** Style of the HTML report, for the screen and for A4 pages. */

// contrast of every pair is at least 4.5:1 on white and on its own tint
export const style = `
:root { color-scheme: light; print-color-adjust: exact; --ink: #1b1a19; --quiet: #55524f; --line: #c8c6c4; --tint: #f5f5f5;
  --good: #0b6a0b; --attention: #8a4b00; --bad: #a4262c; --not-known: #55524f; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px; max-width: 1100px; color: var(--ink); background: #fff;
  font: 14px/20px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 28px; line-height: 36px; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 20px; line-height: 28px; margin: 32px 0 8px; border-bottom: 2px solid var(--ink); }
h3 { font-size: 16px; line-height: 22px; margin: 20px 0 6px; }
p { margin: 4px 0; } .quiet { color: var(--quiet); } ol { margin: 4px 0; padding-left: 24px; } li { margin: 2px 0; }
.letterhead { display: flex; justify-content: space-between; align-items: flex-end; gap: 24px; color: var(--quiet); margin: 0 0 16px; }
.letterhead img { max-width: 220px; max-height: 64px; display: block; } .letterhead strong { color: var(--ink); font-size: 16px; }
.notice { border-left: 4px solid var(--attention); background: var(--tint); padding: 6px 12px; margin: 8px 0; }
.result { font-size: 16px; line-height: 24px; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; }
dl.head { grid-template-columns: 1fr 1fr; } dl.head div { display: grid; grid-template-columns: 90px 1fr; gap: 12px; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 8px 0 12px; }
th, td { text-align: left; vertical-align: top; padding: 5px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
tbody th { font-weight: 600; }
thead th { background: var(--tint); border-bottom: 1px solid var(--ink); overflow-wrap: normal; }
.group th { background: var(--tint); padding-top: 8px; }
.id, code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
.id { white-space: nowrap; } small { display: block; color: var(--quiet); font-size: 12px; line-height: 16px; font-weight: 400; }
.mark { display: inline-block; font-weight: 600; } .mark span { display: inline-block; width: 1.3em; }
.good { color: var(--good); } .attention { color: var(--attention); } .bad { color: var(--bad); }
.not-known { color: var(--not-known); }
.scroll { overflow-x: auto; }
.signatures { margin-top: 24px; display: grid; grid-template-columns: 1fr 1fr; gap: 48px; } .line { border-bottom: 1px solid var(--ink); padding-top: 26px; color: var(--quiet); } .line bdi { color: var(--ink); }
@page { size: A4; margin: 17mm 14mm 16mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 8pt; line-height: 10.5pt; }
  h1 { font-size: 18pt; line-height: 24pt; } h2 { font-size: 12pt; line-height: 16pt; margin-top: 18pt; } h3 { font-size: 10pt; line-height: 14pt; }
  h1, h2, h3, h4, .group { break-after: avoid; } tr, li, .signatures, .notice { break-inside: avoid; } thead { display: table-header-group; }
  .page, .appendix { break-before: page; } .page h2:first-child, .appendix h2:first-child { margin-top: 0; } .appendix { font-size: 7pt; line-height: 9pt; }
  table { margin: 4pt 0 6pt; } .notice { padding: 3pt 8pt; margin: 4pt 0; } .mark span { width: 1.2em; }
  .result { font-size: 11pt; line-height: 15pt; }
  th, td { padding: 2pt 3pt; } small { font-size: 6.5pt; line-height: 8.5pt; } .scroll { overflow: visible; }
}`

/** A CSS string in which nothing can end the string or the style element: `a"b` → `"a\22 b"`. */
export const cssString = (text: string): string =>
  `"${text.toWellFormed().replaceAll(/[^\p{L}\p{N} .,:·()+-]/gu, (each) => `\\${(each.codePointAt(0) ?? 0xfffd).toString(16)} `)}"`
