/** Channels that credentials may be sent to, and what earlier sessions have learned about a device. */
import type { Ports } from '#shared/model/job.ts'

/** A web interface of a device. Credentials for one channel are never sent to another. */
export interface Channel {
  readonly scheme: 'http' | 'https'
  readonly address: string
  readonly port: number
  /** SHA-256 fingerprint of the certificate; null for plain HTTP. */
  readonly fingerprint: string | null
}

/** Authentication schemes, weakest first: Basic (RFC 7617) sends the password, Digest without qop (RFC 2617) can be replayed. */
export const signInStrengths = ['basic', 'digest', 'digest-qop'] as const
export type SignInStrength = (typeof signInStrengths)[number]

export const isWeaker = (a: SignInStrength, b: SignInStrength): boolean =>
  signInStrengths.indexOf(a) < signInStrengths.indexOf(b)

/** Stored facts about one device, against impostors. */
export interface DeviceTrust {
  /** Fingerprint of the first certificate on a port; null before. */
  certificate(port: number): string | null
  rememberCertificate(port: number, fingerprint: string): void
  /** The strongest scheme that the device has requested; null before the first sign-in. */
  strongestSignIn(): SignInStrength | null
  rememberSignIn(strength: SignInStrength): void
}

/** Whether a device still has the address and port of the channel. */
export function isChannelOf(
  { scheme, address, port }: Channel,
  device: { readonly address: string; readonly ports: Pick<Ports, 'http' | 'https'> },
): boolean {
  return device.address === address && device.ports[scheme] === port
}
