/** Holds a folder until it is killed. */
import { lockFolder } from '#electron/store/folder-lock.ts'

const [folder = ''] = process.argv.slice(2)
lockFolder(folder)
process.send?.('locked')
process.on('message', () => undefined)
