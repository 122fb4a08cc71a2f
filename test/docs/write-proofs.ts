/** `npm run proofs`: writes docs/proofs-per-model.md. */
import { writeFileSync } from 'node:fs'
import { proofsPage, proofsPath } from './proofs-page.ts'

writeFileSync(proofsPath, proofsPage())
