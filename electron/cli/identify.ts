/** `punchdown identify`: one line of what was seen in, one line of what it says out. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Problem, PunchdownError } from '#shared/errors.ts'
import { identifyBanner } from '../identify/identify.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'

const options = { ...commonOptions } as const

// {"protocol":"sip.user_agent","banner":"Fanvil X4 2.4.5 0c383e1a2b3c"}
const lineSchema = z.object({
  protocol: z.string().min(1),
  banner: z.string(),
  encoding: z.literal('base64').optional(),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
})

type Answer = ReturnType<typeof identifyBanner>
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
  summary: 'says what banners on standard input tell of a device',
  usage: '< banners.jsonl',
  about: [
    'Reads {"protocol", "banner", "encoding"?, "context"?} a line and answers each line in order with vendor, model,',
    'firmware, mac, serial, kind and level; what is not known is null. "encoding": "base64" marks bytes that are no text.',
    'A malformed line is answered with nulls and its problem, the others go on, and the exit code is 2 at the end.',
  ],
  options,
  examples: [
    {
      line: `echo '{"protocol":"http.title","banner":"DECT base"}' | punchdown identify`,
      does: 'one banner',
    },
    { line: 'punchdown identify < banners.jsonl > identities.jsonl', does: 'a file of them' },
  ],
  async run(args, terminal) {
    parseArgs({ args: [...args], options, allowPositionals: false })
    let number = 0
    let malformed = 0
    for await (const line of terminal.lines()) {
      number++
      const answer = answerTo(line, number)
      if (answer.problem !== undefined) malformed++
      const { vendor, model, firmware, mac, level } = answer
      terminal.result(answer, [vendor ?? 'not known', model, firmware, mac, level].filter(Boolean).join('  '))
    }
    if (terminal.signal.aborted) throw new PunchdownError('cancelled')
    if (malformed === 0) return exitCodes.ok
    terminal.say(`${malformed} of ${number} lines were malformed (banner-line-malformed)`)
    return exitCodes.arguments
  },
}

function answerTo(line: string, number: number): Answer & { problem?: Problem } {
  const parsed = lineSchema.safeParse(jsonIn(line))
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? ''
    return { ...nothing, problem: { code: 'banner-line-malformed', facts: { line: number, field } } }
  }
  const { protocol, banner, encoding, context } = parsed.data
  return identifyBanner({
    protocol,
    banner,
    ...(encoding === undefined ? {} : { encoding }),
    ...(context === undefined ? {} : { context }),
  })
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
