const words: Readonly<Record<string, string>> = {
  'http.fetch': 'Configuration fetched',
  'http.unlisted': 'Fetch by an unknown id',
  'http.sign-in': 'Sign-in page used',
  'http.malformed': 'Malformed HTTP',
  'sip.register': 'Registration',
  'sip.invite': 'Call',
  'sip.check-sync': 'Told to fetch again',
  'sip.malformed': 'Malformed SIP',
}
/** A line without words is shown by its path: nothing the gateway saw is hidden. */
const gatewayLogWord = (path: string): string => words[path] ?? path

export const gateway = {
  logEvent: gatewayLogWord,
}
