/** The sign-in page as HTML: plain forms that work without script, by keyboard and with a screen reader. */
import { createHash } from 'node:crypto'
import type { Problem } from '#shared/errors.ts'
import { type HardwareId, printedHardwareId } from '#shared/model/hardware-id.ts'
import type { DirectoryUser } from '#shared/model/host.ts'
import { words } from '#shared/words/index.ts'
import { markup as html, Markup } from '../../protocols/markup/template.ts'

const style = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; background: Canvas; color: CanvasText; }
main { width: min(28rem, calc(100vw - 3rem)); padding: 2rem 0; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
label, legend { font-weight: 600; }
input[type=text] { display: block; box-sizing: border-box; width: 100%; margin: .4rem 0 1rem; padding: .6rem .8rem;
  font: 1.6rem/1.3 ui-monospace, monospace; letter-spacing: .15em; text-transform: uppercase; border: 1px solid GrayText;
  border-radius: .4rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; }
legend { padding: 0; }
.user { display: flex; gap: .75rem; align-items: baseline; padding: .35rem 0; font-weight: 400; }
.user span:last-child { margin-left: auto; font-variant-numeric: tabular-nums; }
button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; border: 0; border-radius: .4rem; background: #0f548c;
  color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #479ef5; outline-offset: 2px; }
[role=alert] { border-left: .3rem solid #c50f1f; padding: .2rem 0 .2rem .8rem; margin: 0 0 1rem; }
.note { font-size: .95rem; }
`

/** No script, no other origin, no frame; the one style sheet by its hash. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function document(step: 'code' | 'user' | 'done', title: string, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main data-step="${step}">
<h1>${title}</h1>
${content}
<p class="note">${words.signInPage.note}</p>
</main>
</body>
</html>
`.text
}

function alert(problem: Problem | null): Markup | null {
  if (problem === null) return null
  const text = words.signInPage.problem[problem.code] ?? words.signInPage.otherProblem
  return html`<p role="alert" id="problem" data-problem="${problem.code}">${text}</p>`
}

export function codeStep(content: { token: string; problem: Problem | null; typed: string }): string {
  const described = content.problem === null ? null : html` aria-describedby="problem" aria-invalid="true"`
  return document(
    'code',
    words.signInPage.codeTitle,
    html`${alert(content.problem)}
<form method="post" action="/signin" autocomplete="off">
<input type="hidden" name="token" value="${content.token}">
<label for="code">${words.signInPage.code}</label>
<input type="text" id="code" name="code" value="${content.typed}" required autofocus maxlength="20" autocapitalize="characters" spellcheck="false"${described}>
<button type="submit">${words.signInPage.next}</button>
</form>`,
  )
}

export interface UserStep {
  readonly token: string
  readonly code: string
  readonly hardwareId: HardwareId
  /** Users that can be chosen. */
  readonly users: readonly DirectoryUser[]
  readonly problem: Problem | null
}

export function userStep({ token, code, hardwareId, users, problem }: UserStep): string {
  const rows = users.map(({ id, name, number }, index) => {
    const state = index === 0 ? html` checked autofocus` : null
    return html`<label class="user"><input type="radio" name="user" value="${id}" required${state}><span>${name}</span><span>${number}</span></label>
`
  })
  return document(
    'user',
    words.signInPage.userTitle,
    html`${alert(problem)}
<p>${words.terms.device} <strong>${printedHardwareId(hardwareId)}</strong></p>
<form method="post" action="/signin">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="code" value="${code}">
<fieldset>
<legend>${words.signInPage.user}</legend>
${rows}</fieldset>
<button type="submit">${words.signInPage.signIn}</button>
</form>`,
  )
}

export function doneStep(user: { name: string; number: string }): string {
  return document(
    'done',
    words.signInPage.doneTitle,
    html`<p>${user.name}, <strong>${user.number}</strong></p>
<p>${words.signInPage.done}</p>`,
  )
}
