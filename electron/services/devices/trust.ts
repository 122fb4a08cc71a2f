/** Stores certificates and authentication schemes by device key. */
import { z } from 'zod'
import { type DeviceTrust, isWeaker, signInStrengths } from '../../drivers/kit/channel.ts'
import type { DocumentRepository } from '../../store/store.ts'

const collection = 'device-trust'

const trustSchema = z.object({
  /** Port → SHA-256 fingerprint of the certificate seen first. */
  certificates: z.record(z.string(), z.string()),
  strongest: z.enum(signInStrengths).nullable(),
})
type Trusted = z.infer<typeof trustSchema>

export interface DeviceTrusts {
  of(deviceKey: string): DeviceTrust
  /** Removes the entry of a device: its next certificate and authentication scheme count as the first ones. */
  forget(deviceKey: string): void
}

export function createDeviceTrusts(documents: DocumentRepository): DeviceTrusts {
  const read = (key: string): Trusted => {
    const parsed = trustSchema.safeParse(documents.get(collection, key))
    return parsed.success ? parsed.data : { certificates: {}, strongest: null }
  }
  return {
    of: (key) => ({
      certificate: (port) => new Map(Object.entries(read(key).certificates)).get(String(port)) ?? null,
      rememberCertificate(port, fingerprint) {
        const trusted = read(key)
        const certificates = { ...trusted.certificates, [String(port)]: fingerprint }
        documents.set(collection, key, { ...trusted, certificates })
      },
      strongestSignIn: () => read(key).strongest,
      rememberSignIn(strength) {
        const trusted = read(key)
        if (trusted.strongest !== null && !isWeaker(trusted.strongest, strength)) return
        documents.set(collection, key, { ...trusted, strongest: strength })
      },
    }),
    forget: (key) => documents.remove(collection, key),
  }
}
