export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A reply of one line of text. */
export const plain = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body: `${body}\n`,
})
