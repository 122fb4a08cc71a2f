/**
 * A link without hosts, and a nearly empty /16 behind a router, in network namespaces: the time of a scan compared with its timeout and its
 * rate limit. Takes two minutes.
 */
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { haveNamespaces, layCable } from '#test/protocols/lldp/namespaces.ts'
import { cliFile } from '../cli/punchdown.ts'
import { run } from '../support/programs.ts'
import { print } from './figures.ts'

const { bounds, discoveriesAtOnce, rate } = profileLimits.usual
const answering = 64

if (!haveNamespaces) {
  process.stderr.write('scans of silence (skipped: namespaces need root and ip)\n')
} else {
  await using cable = await layCable('02:00:00:00:62:02')
  const { laptop, phone } = cable
  const inPhone = (...args: string[]) => cable.run(phone, 'ip', args)
  await cable.run(laptop, 'ip', ['addr', 'add', '198.18.62.254/24', 'dev', 'eth0'])
  await cable.run(laptop, 'ip', ['link', 'set', 'lo', 'up'])
  const scanMs = async (...args: string[]): Promise<number> => {
    const { errors } = await run(
      ...cable.inside(laptop, process.execPath, [cliFile, 'scan', ...args, '--json']),
    )
    const tookMs = Number(/ in (\d+) ms/.exec(errors)?.[1] ?? Number.NaN)
    if (Number.isNaN(tookMs)) throw new Error(errors)
    return tookMs
  }

  const nobody: number[] = []
  for (let i = 0; i < 9; i++) nobody.push(await scanMs('198.18.62.0/24', '--exclude', '198.18.62.254'))
  const sorted = nobody.toSorted((a, b) => a - b)
  const timeOuts = bounds.initialMs * Math.ceil(254 / discoveriesAtOnce)
  print({
    name: 'a /24 with nobody home',
    value: sorted[4] ?? 0,
    unit: 'ms',
    of: `median of 9, ${sorted[0]} to ${sorted[8]}; its time-out is ${bounds.initialMs} ms, ${discoveriesAtOnce} at once`,
  })
  print({
    name: 'a /24 with nobody home, beside its time-outs',
    value: (sorted[4] ?? 0) / timeOuts,
    unit: 'x',
    of: 'target at most 1.3',
  })

  // a router that forwards nothing and has some of the addresses itself, where it refuses every connection
  await inPhone('addr', 'add', '198.18.62.1/24', 'dev', 'eth0')
  await inPhone('link', 'set', 'lo', 'up')
  for (let i = 0; i < answering; i++) await inPhone('addr', 'add', `198.19.${i * 4}.77/32`, 'dev', 'lo')
  await cable.run(laptop, 'ip', ['route', 'add', '198.19.0.0/16', 'via', '198.18.62.1'])
  const tookMs = await scanMs('198.19.0.0/16', '--wide')
  // three probes of a silent address; one of a host that replies, whose HTTP and HTTPS are refused, then SIP twice and SNMP
  const questions = (65_534 - answering) * 3 + answering * 4
  const allowedMs = ((questions - rate.burst) / rate.perSecond) * 1000
  print({
    name: 'a /16 with almost nobody home',
    value: tookMs,
    unit: 'ms',
    of: `once; its rate limit allows ${questions} questions in ${allowedMs.toFixed(0)} ms`,
  })
  print({
    name: 'a /16 with almost nobody home, beside its rate limit',
    value: tookMs / allowedMs,
    unit: 'x',
    of: 'target at most 1.05',
  })
}
