/** The builder of every procedure. */
import { oc } from '@orpc/contract'
import { problemSchema } from '../errors.ts'

/** Type of every expected error; `data` is the problem. */
export const base = oc.errors({ PROBLEM: { status: 422, data: problemSchema } })
