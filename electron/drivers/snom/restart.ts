/** Restarts a phone, which fetches its settings when it starts. */
import { toProblem } from '#shared/errors.ts'
import type { Kit } from '../kit/kit.ts'
import { snomData } from './data.ts'
import { ask, hiddenBeside, submit } from './page.ts'

/**
 * By the documented query, and by forms where the phone refuses queries. An answer that ends early counts as accepted.
 * @throws PunchdownError interface-off | unexpected-page and the codes of Kit.request
 */
export async function restart(kit: Kit): Promise<void> {
  const { path, accepted } = snomData.restart
  const request = {
    method: 'GET',
    path,
    idempotent: false,
    dropIsSuccess: true,
    keepsRedirect: true,
  } as const
  const reply = await ask(kit, request).catch((error: unknown) => {
    if (toProblem(error).code === 'interface-off') return null
    throw error
  })
  if (reply === null) await restartByForms(kit)
  else if (reply.status !== 0 && reply.status !== accepted)
    throw kit.unexpectedPage(reply, path, `${accepted}`)
}

/**
 * Presses the button of each form in turn: the first page is loaded, each next one is the reply to the form before. The phone restarts
 * after the last one, whose reply may be lost.
 */
async function restartByForms(kit: Kit): Promise<void> {
  const { forms } = snomData.restartForms
  const last = forms.at(-1)
  let from = forms[0]?.path ?? ''
  let page = await ask(kit, { method: 'GET', path: from })
  for (const form of forms) {
    const hidden = await hiddenBeside(page, form.name)
    if (hidden === null) throw kit.unexpectedPage(page, from, form.name)
    const fields = [...hidden, [form.name, form.value] as const]
    page = await submit(kit, { path: form.path, from, fields, dropIsSuccess: form === last })
    from = form.path
  }
  if (![0, 200, snomData.restart.accepted].includes(page.status)) {
    throw kit.unexpectedPage(page, from, `${snomData.restart.accepted}`)
  }
}
