/** Interrupted scans of the job, each with a button to resume it. */

import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { words } from '#shared/words/index.ts'
import { useConnectionState, useContract, useJob } from '../../connection/context.ts'
import { useScan } from '../../connection/scan.tsx'

export function UnfinishedScans() {
  const contract = useContract()
  const queries = useQueryClient()
  const state = useConnectionState()
  const { job } = useJob()
  const { progress, start } = useScan()
  const unfinished = useQuery(contract.discovery.unfinishedScans.queryOptions({ input: { jobId: job.id } }))
  const discard = useMutation(
    contract.discovery.discardScan.mutationOptions({ onSettled: () => unfinished.refetch() }),
  )
  const running = progress?.running === true
  useEffect(() => {
    // the list changes when a scan ends and when the core restarts
    if (state === 'open' && !running)
      void queries.invalidateQueries({ queryKey: contract.discovery.unfinishedScans.key() })
  }, [state, running, queries, contract])
  if (running) return null
  return (unfinished.data ?? []).map((scan) => (
    <MessageBar key={scan.scanId} intent="warning" layout="multiline" style={{ marginBottom: '12px' }}>
      <MessageBarBody>{words.site.scanInterrupted(scan)}</MessageBarBody>
      <MessageBarActions>
        <Button
          onClick={() => {
            start({ targets: scan.targets, resume: scan.scanId })
          }}
        >
          {words.site.continueScan}
        </Button>
        <Button appearance="transparent" onClick={() => discard.mutate({ scanId: scan.scanId })}>
          {words.site.discard}
        </Button>
      </MessageBarActions>
    </MessageBar>
  ))
}
