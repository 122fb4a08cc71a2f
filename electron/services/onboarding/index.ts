export { createLivePolling } from './live-polling.ts'
export { createOnboarding, type Onboarding } from './onboarding.ts'
