/** Where credentials may go, and what earlier sessions with a device have shown of it. */
import type { Ports } from '#shared/model/job.ts'

/** One web interface: credentials given for one channel are sent to no other. */
export interface Channel {
  readonly scheme: 'http' | 'https'
  readonly address: string
  readonly port: number
  /** SHA-256 fingerprint of the certificate; null for plain HTTP. */
  readonly fingerprint: string | null
}

/** Ways of signing in, weakest first: Basic (RFC 7617) sends the password, Digest without qop (RFC 2617) can be replayed. */
export const signInStrengths = ['basic', 'digest', 'digest-qop'] as const
export type SignInStrength = (typeof signInStrengths)[number]

export const isWeaker = (a: SignInStrength, b: SignInStrength): boolean =>
  signInStrengths.indexOf(a) < signInStrengths.indexOf(b)

/** What is remembered of one device between sessions and runs. */
export interface DeviceTrust {
  /** Fingerprint of the certificate seen first on a port, null before. */
  certificate(port: number): string | null
  rememberCertificate(port: number, fingerprint: string): void
  /** The strongest way of signing in that the device has asked for, null before the first. */
  strongestSignIn(): SignInStrength | null
  rememberSignIn(strength: SignInStrength): void
}

/** Whether a device is still where its credentials were given. */
export function isChannelOf(
  { scheme, address, port }: Channel,
  device: { readonly address: string; readonly ports: Pick<Ports, 'http' | 'https'> },
): boolean {
  return device.address === address && device.ports[scheme] === port
}
