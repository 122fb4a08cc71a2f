import { describe, expect, it } from 'vitest'
import { foundAt, type OnboardingState, transition } from '#shared/machines/onboarding.ts'
import { asInput, BenchBrowser, BenchDevice, fetchConfiguration, handset, openBench } from './bench.ts'

describe('onboarding from the first fetch to the own number', () => {
  it.each(['udp', 'tcp'] as const)('completes over %s', async (transport) => {
    await using bench = await openBench({ settings: { transport } })
    await using device = await BenchDevice.open(transport)
    const gateway = bench.gateway()
    const file = `${handset}.cfg`

    const stage1 = await fetchConfiguration(`${gateway.entryUrl()}/${file}`)
    expect(stage1.account).toBeNull()
    expect(stage1.nextUrl).toMatch(/\/device\/ob\/[0-9a-f]{40}\/lang_en\/0003717C0E0A\.cfg$/)
    gateway.enrol(handset)

    const stage2 = await fetchConfiguration(stage1.nextUrl)
    expect(stage2.nextUrl).toMatch(
      /\/device\/state\/OnBoarding\/mmiiaacc\/0003717C0E0A\d{10}[0-9A-Za-z]{20}\/lang_en\/0003717C0E0A\.cfg$/,
    )
    const temporary = stage2.account
    if (temporary === null) throw new Error('stage 2 gave no account')
    expect(temporary.identity).toMatch(/^0003717C0E0A[0-9A-Za-z]{8}@onboarding\.test$/)
    expect(await fetchConfiguration(stage2.nextUrl)).toEqual(stage2)

    expect((await device.register(temporary)).status).toBe(200)
    await bench.seen('registered-without-owner')
    const { code } = gateway.issueVerificationCode(handset)
    expect(code).toMatch(/^\d{6}$/)
    expect(await device.dial(temporary, `*55*${code}`)).toEqual([100, 183, 486])
    await bench.seen('verification-accepted')

    const signIn = gateway.issueSignInCode(handset, false)
    expect(signIn.code).toHaveLength(9)
    expect((await new BenchBrowser(signIn.page).signIn(signIn.code)).step).toBe('done')
    const notify = await device.checkSync()
    expect(notify.request.headers.get('Event')).toBe('check-sync')

    const final = await fetchConfiguration(stage2.nextUrl)
    expect(final.nextUrl).toMatch(/\/device\/mmiiaacc\/0003717C0E0A\w{30}\/lang_en\//)
    const own = final.account
    if (own === null) throw new Error('the final file gave no account')
    expect(own.identity).toMatch(/^\+442079460\d{3}@practice\.test$/)
    expect((await device.register(own)).status).toBe(200)
    const fact = await bench.seen('registered-with-number')
    expect(fact).toMatchObject({ identity: own.identity, number: own.user, name: own.displayName })
    expect(await fetchConfiguration(final.nextUrl)).toEqual(final)

    expect(gateway.status().registrations).toBe(1)
    expect(gateway.users().filter((user) => user.hardwareId === handset)).toHaveLength(1)

    // exactly these facts take the onboarding machine to its end
    let state: OnboardingState = foundAt(0)
    for (const fact of bench.facts) {
      const moved = transition(state, asInput(fact), 0)
      if (moved.applies) state = moved.state
      if (state.at === 'verified') {
        const issued = transition(state, { fact: 'sign-in-code-issued', ...signIn }, 0)
        if (issued.applies) state = issued.state
      }
    }
    expect(state).toMatchObject({ at: 'signed-in', number: own.user })
  })
})
