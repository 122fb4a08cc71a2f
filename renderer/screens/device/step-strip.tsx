/** The steps of a device above its panels: what is done, what is next, and a link to the panel of each. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import {
  ArrowCircleRight20Filled,
  CheckmarkCircle20Filled,
  Circle20Regular,
  QuestionCircle20Regular,
} from '@fluentui/react-icons'
import { useLocation } from 'wouter'
import { type DeviceStep, type DeviceStepId, deviceSteps } from '#shared/model/device-steps.ts'
import type { JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'

const useStyles = makeStyles({
  strip: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    padding: '8px 14px',
    font: 'inherit',
    color: tokens.colorNeutralForeground2,
    textAlign: 'left',
    cursor: 'pointer',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  now: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    border: `1px solid ${tokens.colorBrandStroke1}`,
  },
  done: { color: tokens.colorStatusSuccessForeground1 },
  brand: { color: tokens.colorBrandForeground1 },
})

const icons = {
  done: CheckmarkCircle20Filled,
  now: ArrowCircleRight20Filled,
  later: Circle20Regular,
  'not-known': QuestionCircle20Regular,
} as const satisfies Record<DeviceStep['state'], unknown>

/** The id of the panel of a step. */
export const panelOf = (id: DeviceStepId | 'identity'): string => `device-step-${id}`

/** Moves the focus to the panel of a step, or to the identity while the step has none. */
function open(id: DeviceStepId): void {
  const panel = document.getElementById(panelOf(id)) ?? document.getElementById(panelOf('identity'))
  panel?.scrollIntoView({ block: 'start' })
  panel?.focus({ preventScroll: true })
}

export function StepStrip({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const { job, pushes, endpoints, guidedSetups } = useJob()
  const [, navigate] = useLocation()
  const waiting = endpoints.find(
    ({ deviceId, onboarding }) => deviceId === device.id && onboarding.at !== 'signed-in',
  )
  const steps = deviceSteps({ device, pushes, endpoints, guidedSetups })
  return (
    <ol className={styles.strip} aria-label={words.deviceScreen.steps}>
      {steps.map((step) => {
        const { id, state } = step
        const Icon = icons[state]
        return (
          <li key={id} aria-current={state === 'now' ? 'step' : undefined} data-step={`${id} ${state}`}>
            <button
              type="button"
              className={mergeClasses(styles.step, state === 'now' && styles.now)}
              onClick={() =>
                id === 'pair' && waiting !== undefined
                  ? navigate(`/job/${job.id}/pairing/${waiting.id}`)
                  : open(id)
              }
            >
              <Icon
                className={mergeClasses(state === 'done' && styles.done, state === 'now' && styles.brand)}
                aria-label={words.deviceScreen.stepState[state]}
              />
              {words.deviceScreen.step(step)}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
