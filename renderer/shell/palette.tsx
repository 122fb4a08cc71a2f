/** Search for devices, handsets, screens and jobs; Enter opens the selected one. */

import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Input,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components'
import { Search20Regular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { words } from '#shared/words/index.ts'
import { useClient, useContract } from '../connection/context.ts'
import type { JobView } from '../connection/job-view.ts'
import { type JobIntake, takeIn } from '../connection/live.ts'
import { labelId } from '../screens/pairing/names.ts'
import { jobIn, places, practicePlace } from './places.ts'

interface Entry {
  readonly title: string
  readonly more: string
  readonly to: string
}

const useStyles = makeStyles({
  surface: { maxWidth: '640px', padding: '16px' },
  list: { listStyle: 'none', margin: '10px 0 0', padding: 0, maxHeight: '50vh', overflow: 'auto' },
  entry: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: '16px',
    padding: '8px 12px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
  },
  current: { backgroundColor: tokens.colorNeutralBackground1Selected },
  more: { color: tokens.colorNeutralForeground2 },
  input: { width: '100%' },
})

/** Reads the job once when the palette opens, instead of following a stream. */
function useJobOnce(jobId: string | null, open: boolean): JobView | null {
  const client = useClient()
  const [view, setView] = useState<JobView | null>(null)
  useEffect(() => {
    if (!open || jobId === null) return
    const leaving = new AbortController()
    const look = async () => {
      let taken: JobIntake | null = null
      for await (const event of await client.jobs.watch({ jobId }, { signal: leaving.signal })) {
        taken = takeIn(taken, event)
        setView(taken.shown)
        if (!event.more) return
      }
    }
    look().catch(() => undefined)
    return () => leaving.abort()
  }, [client, jobId, open])
  return view
}

function entriesOf(
  job: JobView | null,
  jobs: readonly { id: string; name: string; site: string }[],
  here: string | null,
): Entry[] {
  const screens =
    here === null
      ? []
      : [...places, practicePlace].map(({ path, title }) => ({
          title,
          more: words.shell.screen,
          to: `/job/${here}${path}`,
        }))
  const catalogue = `${here === null ? '' : `/job/${here}`}/catalogue`
  const urls = {
    title: words.provisioningUrls.title,
    more: words.shell.screen,
    to: `${catalogue}/provisioning-urls`,
  }
  const facts = { title: words.facts.title, more: words.shell.screen, to: `${catalogue}/facts` }
  const bulk =
    here === null ? [] : [{ title: words.bulk.title, more: words.shell.screen, to: `/job/${here}/bulk` }]
  const devices = (job?.devices ?? []).map((device) => ({
    title: [device.identity.vendor, device.identity.model].filter(Boolean).join(' ') || device.address,
    more: words.shell.deviceEntry(device.address, device.identity.mac ?? ''),
    to: `/job/${device.jobId}/device/${device.id}`,
  }))
  const handsets = (job?.endpoints ?? []).map((endpoint) => ({
    title: words.steps.endpointName(endpoint),
    more: words.shell.endpointEntry(words.steps.endpointKind[endpoint.kind], labelId(endpoint)),
    to: `/job/${endpoint.jobId}/pairing/${endpoint.id}`,
  }))
  const others = jobs.map((each) => ({
    title: each.name,
    more: words.shell.jobEntry(each.site),
    to: `/job/${each.id}`,
  }))
  return [...screens, ...bulk, urls, facts, ...devices, ...handsets, ...others]
}

export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles()
  const [location, navigate] = useLocation()
  const contract = useContract()
  const here = jobIn(location)?.jobId ?? null
  const job = useJobOnce(here, open)
  const jobs = useQuery({ ...contract.jobs.list.queryOptions(), enabled: open })
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const wanted = text.toLowerCase().split(/\s+/)
  const found = entriesOf(job, jobs.data ?? [], here)
    .filter((entry) => wanted.every((word) => `${entry.title} ${entry.more}`.toLowerCase().includes(word)))
    .slice(0, 50)
  const current = Math.min(at, Math.max(found.length - 1, 0))
  const close = () => {
    setText('')
    setAt(0)
    onClose()
  }
  const go = (entry: Entry | undefined) => {
    if (entry === undefined) return
    close()
    navigate(entry.to)
  }
  return (
    <Dialog open={open} onOpenChange={(_event, data) => (data.open ? undefined : close())}>
      <DialogSurface className={styles.surface} aria-label={words.shell.find}>
        <DialogBody>
          <DialogTitle>{words.shell.find}</DialogTitle>
          <DialogContent>
            <Input
              className={styles.input}
              contentBefore={<Search20Regular aria-hidden />}
              placeholder={words.shell.findHint}
              aria-label={words.shell.find}
              role="combobox"
              aria-expanded
              aria-controls="palette-list"
              aria-activedescendant={found.length === 0 ? undefined : `palette-${current}`}
              value={text}
              onChange={(_event, { value }) => {
                setText(value)
                setAt(0)
              }}
              onKeyDown={(event) => {
                if (event.key === 'ArrowDown') setAt(Math.min(current + 1, found.length - 1))
                else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0))
                else if (event.key === 'Enter') go(found[current])
                else return
                event.preventDefault()
              }}
            />
            <div className={styles.list} id="palette-list" role="listbox" aria-label={words.shell.found}>
              {found.map((entry, index) => (
                <div
                  key={entry.to}
                  id={`palette-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === current}
                  className={mergeClasses(styles.entry, index === current && styles.current)}
                  onClick={() => go(entry)}
                  onKeyDown={() => undefined}
                >
                  <span>{entry.title}</span>
                  <span className={styles.more}>{entry.more}</span>
                </div>
              ))}
            </div>
            {found.length === 0 ? <p>{words.shell.nothingFound}</p> : null}
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
