/** Devices for which a kept sign-in is meant: all of the site, those of a maker, or one. */
import { z } from 'zod'

export const signInScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('site') }),
  z.object({ kind: z.literal('maker'), vendor: z.string().min(1) }),
  z.object({ kind: z.literal('device'), deviceId: z.string().min(1) }),
])
export type SignInScope = z.infer<typeof signInScopeSchema>

/** A kept sign-in, without its password. */
export const keptSignInSchema = z.object({ scope: signInScopeSchema, user: z.string() })
export type KeptSignIn = z.infer<typeof keptSignInSchema>
