/** `safeStorage` on a Linux desktop with a keyring: what is encrypted here is opened by the same user's next process. */
import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto'
import { userInfo } from 'node:os'

const key = scryptSync(userInfo().username, 'electron-stand-in', 32)
const nonce = Buffer.alloc(12)

export const safeStorage = {
  isEncryptionAvailable: (): boolean => true,
  getSelectedStorageBackend: () => 'gnome_libsecret' as const,
  encryptString(text: string): Buffer {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  },
  decryptString(encrypted: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAuthTag(encrypted.subarray(-16))
    return Buffer.concat([decipher.update(encrypted.subarray(0, -16)), decipher.final()]).toString('utf8')
  },
}
