/** Actions of a device, such as a restart. Each needs a confirmation, because it may interrupt calls. */

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobDevice } from '#shared/model/job.ts'
import type { DeviceAction } from '#shared/model/settings.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { Panel } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  row: { display: 'flex', gap: '10px', flexWrap: 'wrap', alignItems: 'center' },
})

const actions: readonly { action: DeviceAction; title: string; meaning: string }[] = [
  {
    action: 'fetch-now',
    title: words.deviceScreen.fetchNow,
    meaning: words.deviceScreen.fetchNowEffect,
  },
  {
    action: 'restart',
    title: words.deviceScreen.restart,
    meaning: words.deviceScreen.restartEffect,
  },
  {
    action: 'factory-reset',
    title: words.deviceScreen.factoryReset,
    meaning: words.deviceScreen.factoryResetEffect,
  },
]

/** Renders nothing for a device without actions. */
export function Actions({ device }: { device: JobDevice }) {
  const styles = useStyles()
  const contract = useContract()
  const [asked, setAsked] = useState<DeviceAction | null>(null)
  const act = useMutation(contract.devices.act.mutationOptions())
  const chosen = actions.find(({ action }) => action === asked)
  const offered = actions.filter(({ action }) => device.capabilities.includes(action))
  if (offered.length === 0) return null
  return (
    <Panel title={words.deviceScreen.actions}>
      <div className={styles.row}>
        {offered.map(({ action, title }) => (
          <Button key={action} disabled={act.isPending} onClick={() => setAsked(action)}>
            {title}
          </Button>
        ))}
        {act.isSuccess ? <span role="status">{words.deviceScreen.requestSent}</span> : null}
      </div>
      {act.error === null ? null : <ProblemCard problem={problemOf(act.error)} />}
      <Dialog
        open={chosen !== undefined}
        onOpenChange={(_event, { open }) => (open ? undefined : setAsked(null))}
      >
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{chosen?.title}</DialogTitle>
            <DialogContent>{chosen?.meaning}</DialogContent>
            <DialogActions>
              <Button onClick={() => setAsked(null)}>{words.terms.cancel}</Button>
              <Button
                appearance="primary"
                onClick={() => {
                  if (chosen !== undefined)
                    act.mutate({ deviceId: device.id, action: chosen.action, confirmed: true })
                  setAsked(null)
                }}
              >
                {chosen?.title}
              </Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </Panel>
  )
}
