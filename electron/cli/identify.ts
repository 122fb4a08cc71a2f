/** `punchdown identify`: reads one banner per line and prints one identity per line. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import type { Provenance } from '#shared/model/confidence.ts'
import { type Evidence, type Identity, protocols } from '#shared/model/identity.ts'
import { words } from '#shared/words/cli.ts'
import { explainBanner } from '../identify/identify.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'

const options = {
  ...commonOptions,
  why: { type: 'boolean', help: words.identify.why },
} as const

// {"protocol":"sip.user_agent","banner":"Fanvil X4 2.4.5 0c383e1a2b3c"}
const lineSchema = z.object({
  protocol: z.string().min(1),
  banner: z.string(),
  encoding: z.literal('base64').optional(),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
})

type Answer = Pick<Identity, 'vendor' | 'model' | 'firmware' | 'mac' | 'serial' | 'kind' | 'level'>
interface Why {
  readonly why?: readonly (Pick<Evidence, 'fact' | 'value' | 'rule'> & Provenance)[]
  readonly contradictions?: Identity['contradictions']
}
const nothing: Answer = {
  vendor: null,
  model: null,
  firmware: null,
  mac: null,
  serial: null,
  kind: null,
  level: 'unknown',
}

export const identify: Command = {
  name: 'identify',
  ...words.identify.help,
  about: [
    ...words.identify.help.about,
    ...inLines([words.identify.protocols, ...protocols]),
    words.identify.malformedLines,
  ],
  options,
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    let number = 0
    let malformed = 0
    for await (const line of terminal.lines()) {
      number++
      const answer = answerTo(line, number, values.why ?? false)
      if (answer.problem !== undefined) malformed++
      const { vendor, model, firmware, mac, level } = answer
      terminal.result(
        answer,
        [vendor ?? words.general.notKnown, model, firmware, mac, level].filter(Boolean).join('  '),
      )
    }
    if (terminal.signal.aborted) throw new PunchdownError('cancelled')
    if (malformed === 0) return exitCodes.ok
    terminal.say(words.identify.malformed(malformed, number))
    return exitCodes.arguments
  },
}

function answerTo(line: string, number: number, why: boolean): Answer & Why & { problem?: Problem } {
  const parsed = lineSchema.safeParse(jsonIn(line))
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? ''
    return { ...nothing, problem: { code: 'banner-line-malformed', facts: { line: number, field } } }
  }
  const { protocol, banner, encoding, context } = parsed.data
  const { vendor, model, firmware, mac, serial, kind, level, evidence, contradictions } = explainBanner({
    protocol,
    banner,
    ...(encoding === undefined ? {} : { encoding }),
    ...(context === undefined ? {} : { context }),
  })
  const answer = { vendor, model, firmware, mac, serial, kind, level }
  if (!why) return answer
  return {
    ...answer,
    why: evidence.map(({ fact, value, rule, provenance }) => ({ fact, value, rule, ...provenance })),
    contradictions,
  }
}

/** Wraps words into lines of at most 105 characters, the width of the help. */
function inLines(parts: readonly string[]): string[] {
  const lines: string[] = []
  for (const word of parts) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length > 105) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
