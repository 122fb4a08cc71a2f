/** The practice MP-112, MP-114, MP-118 or MP-124, assembled from its ports and web pages. */
import type { Faults } from '../kit/faults.ts'
import { createSignIn } from '../kit/sign-in.ts'
import type { WebDevice } from '../kit/web-server.ts'
import type { PracticeDeviceHandle, PracticeDeviceParts } from '../practice.ts'
import { type Adapter, openAdapter } from './adapter.ts'
import { bareMac, type MediaPackData, mediaPackDataSchema } from './data.ts'
import { createPages, passwordPage, refusalPage } from './media-pack-pages.ts'

/** @throws PunchdownError port-in-use | address-not-here */
export function openMediaPack(given: unknown, parts: PracticeDeviceParts): Promise<PracticeDeviceHandle> {
  const data = mediaPackDataSchema.parse(given)
  return openAdapter(parts, data, (adapter, faults) =>
    mediaPackWeb(data, adapter, { faults, now: parts.now }),
  )
}

function mediaPackWeb(
  { user, password, options, mac }: MediaPackData,
  adapter: Adapter,
  { faults, now }: { readonly faults: Faults; readonly now: () => number },
): WebDevice {
  const { life } = adapter.body
  const pages = createPages(adapter, options.fetchesAtOnce)
  const blockMs = options.denyAccess.blockSeconds * 1000
  return {
    // of public probes; the number is made up
    server: 'Allegro-Software-RomPager/4.34',
    signIn: createSignIn({
      // not published: ours
      realm: 'Realm1',
      passwordOf: (name) => (name === user ? password : null),
      lockOut: { tries: options.denyAccess.failCount, withinMs: blockMs, lockMs: blockMs },
      ...{ faults, now },
    }),
    // public probes find the title in an answer without a sign-in
    schemeOf: ({ path }) => (path === '/' ? null : options.scheme),
    authorizationOf: ({ headers }) => headers.authorization,
    refusal: (_head, why) => ({ ...refusalPage, status: why === 'locked' ? 403 : 401 }),
    ...{ isWrite: pages.isWrite, answer: pages.answer },
    // not published: nothing answers
    interfaceOff: () => 'closed',
    passwordChange: ({ path }) => (path === '/' ? null : passwordPage),
    notFound: { status: 404, type: 'text/html', body: '<HTML><BODY>Object Not Found</BODY></HTML>' },
    longestBody: 262_144,
    // ours: no subject is published
    subject: { commonName: bareMac({ mac }), organization: 'AudioCodes' },
    restart: () => life.restart('web'),
    restarting: life.restarting,
    garbage: '<HTML><HEAD><TITLE>Audio\u0000\u0001\ufffd<TABLE',
  }
}
