/** A session description without media: each stream of the offer is accepted as inactive (RFC 3264 §6.1). */

const head = ['v=0', 'o=punchdown 1 1 IN IP4 0.0.0.0', 's=-', 'c=IN IP4 0.0.0.0', 't=0 0']

/**
 * `m=audio 49170 RTP/AVP 0 8` → `m=audio 9 RTP/AVP 0` and `a=inactive`. A stream that is not plain audio is rejected with port 0. An empty
 * offer gives an offer of G.711.
 */
export function inactiveAnswer(offer: string): string {
  const streams = offer.split(/\r?\n/).filter((line) => line.startsWith('m='))
  const lines = streams.length === 0 ? ['m=audio 9 RTP/AVP 0 8', 'a=inactive'] : streams.flatMap(answerTo)
  return `${[...head, ...lines].join('\r\n')}\r\n`
}

function answerTo(line: string): string[] {
  const [kind = '', port = '', profile = '', format = ''] = line.slice(2).split(' ')
  const isAccepted = kind === 'audio' && profile === 'RTP/AVP' && port !== '0'
  return isAccepted
    ? [`m=${kind} 9 ${profile} ${format}`, 'a=inactive']
    : [`m=${kind} 0 ${profile} ${format}`]
}
