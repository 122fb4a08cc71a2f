/** The frame of every screen: rail, name of the job, status strip, palette, keyboard shortcuts. */

import { Button, makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components'
import {
  Board24Regular,
  BookInformation24Regular,
  Cellular5G24Regular,
  DocumentText24Regular,
  Home24Regular,
  Keyboard20Regular,
  Organization24Regular,
  PhoneLinkSetup24Regular,
  Router24Regular,
  Search20Regular,
  SignOut20Regular,
  TabletSpeaker24Regular,
} from '@fluentui/react-icons'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { z } from 'zod'
import { type ProblemReport, problemReportSchema } from '#shared/model/problem-report.ts'
import { words } from '#shared/words/index.ts'
import { useConnection, useConnectionState } from '../connection/context.ts'
import { AboutDialog } from './about-dialog.tsx'
import { JobTitle } from './job-title.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { Palette } from './palette.tsx'
import { jobIn, places, practicePlace } from './places.ts'
import { ProblemReportDialog, ProblemReportOfCore } from './problem-report-dialog.tsx'
import { StatusStrip } from './status-strip.tsx'

const useStyles = makeStyles({
  shell: {
    display: 'grid',
    gridTemplateColumns: '92px minmax(0, 1fr)',
    gridTemplateRows: '52px minmax(0, 1fr) 32px',
    gridTemplateAreas: '"rail head" "rail main" "foot foot"',
    height: '100%',
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
  },
  rail: {
    gridArea: 'rail',
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
    padding: '8px 6px',
    backgroundColor: tokens.colorNeutralBackground4,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowY: 'auto',
  },
  place: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '2px',
    padding: '7px 4px 6px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    textDecoration: 'none',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  here: {
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForeground1,
    fontWeight: tokens.fontWeightSemibold,
  },
  head: {
    gridArea: 'head',
    display: 'flex',
    alignItems: 'center',
    gap: '8px',
    padding: '0 24px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    minWidth: 0,
  },
  title: { flex: 1, minWidth: 0 },
  main: { gridArea: 'main', overflow: 'auto', minWidth: 0, ':focus-visible': { outline: 'none' } },
  foot: { gridArea: 'foot', minWidth: 0 },
  lost: {
    position: 'fixed',
    bottom: '44px',
    left: '50%',
    transform: 'translateX(-50%)',
    zIndex: 1,
    pointerEvents: 'none',
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    padding: '8px 20px',
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow8,
    backgroundColor: tokens.colorStatusWarningBackground1,
    color: tokens.colorStatusWarningForeground3,
  },
})

const icons: ReadonlyMap<string, typeof Home24Regular> = new Map(
  Object.entries({
    Job: Board24Regular,
    Site: Organization24Regular,
    Pairing: PhoneLinkSetup24Regular,
    Gateway: Router24Regular,
    Catalogue: BookInformation24Regular,
    Reports: DocumentText24Regular,
    Practice: TabletSpeaker24Regular,
    Jobs: Home24Regular,
  }),
)

/** A problem report comes from the core, or without a core from main. */
type Overlay = 'palette' | 'keys' | 'about' | 'problem-report' | ProblemReport

const madeReport = z.object({
  kind: z.literal('punchdown:problem-report'),
  report: problemReportSchema,
})

/** Ctrl-K, `?`, Enter for the primary action, and `g` with the letter of a place. */
function useShellKeys(setOpen: (overlay: Overlay) => void): void {
  const [, navigate] = useLocation()
  useEffect(() => {
    let first = ''
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen('palette')
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') setOpen('keys')
      if (event.key === 'Enter' && isIdle(event.target)) primaryAction()?.click()
      const keys = `${first} ${event.key}`.trim()
      first = event.key === 'g' ? 'g' : ''
      if (keys === 'g h') navigate('/')
      const here = jobIn(window.location.hash.slice(1))
      const place = [...places, practicePlace].find((each) => each.keys === keys)
      if (place !== undefined && here !== null) navigate(`/job/${here.jobId}${place.path}`)
    }
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data === 'punchdown:show-keys') setOpen('keys')
      if (event.source === window && event.data === 'punchdown:show-about') setOpen('about')
      if (event.source === window && event.data === 'punchdown:show-problem-report') setOpen('problem-report')
      const made = event.source === window ? madeReport.safeParse(event.data) : null
      if (made?.success === true) setOpen(made.data.report)
    }
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('message', onMessage)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('message', onMessage)
    }
  }, [navigate, setOpen])
}

/** Links of the rail: the places of the job, or the catalogue when no job is open. */
function railPlaces(location: string) {
  const job = jobIn(location)
  return job === null
    ? [{ title: words.shell.catalogue, to: '/catalogue', here: location.startsWith('/catalogue') }]
    : [...places, practicePlace].map(({ path, title }) => ({
        title,
        to: `/job/${job.jobId}${path}`,
        here: path === '' ? job.rest === '' : isAt(job.rest, path),
      }))
}

export function Shell({ children }: { children: ReactNode }) {
  const styles = useStyles()
  const [location] = useLocation()
  const [open, setOpen] = useState<Overlay | null>(null)
  useShellKeys(setOpen)

  return (
    <div className={styles.shell}>
      <nav className={styles.rail} aria-label={words.shell.places}>
        <RailLink title={words.shell.jobs} to="/" here={location === '/'} />
        {railPlaces(location).map((place) => (
          <RailLink key={place.title} {...place} />
        ))}
      </nav>
      <header className={styles.head}>
        <div className={styles.title}>
          <JobTitle />
        </div>
        <Button appearance="subtle" icon={<Search20Regular />} onClick={() => setOpen('palette')}>
          {words.shell.findButton}
        </Button>
        <Button
          appearance="subtle"
          icon={<Keyboard20Regular />}
          aria-label={words.shell.keys}
          title={words.shell.keysButton}
          onClick={() => setOpen('keys')}
        />
        <SignOutButton />
      </header>
      <main className={styles.main} tabIndex={-1}>
        <ConnectionNotice />
        {children}
      </main>
      <footer className={styles.foot}>
        <StatusStrip />
      </footer>
      <Palette open={open === 'palette'} onClose={() => setOpen(null)} />
      <KeysDialog
        open={open === 'keys'}
        onClose={() => setOpen(null)}
        onProblemReport={() => setOpen('problem-report')}
        onAbout={() => setOpen('about')}
      />
      {open === 'about' ? <AboutDialog onClose={() => setOpen(null)} /> : null}
      {open === 'problem-report' ? <ProblemReportOfCore onClose={() => setOpen(null)} /> : null}
      {typeof open === 'object' && open !== null ? (
        <ProblemReportDialog report={open} onClose={() => setOpen(null)} />
      ) : null}
    </div>
  )
}

/** Overlays the screen, so that nothing moves while the connection is lost. */
function ConnectionNotice() {
  const styles = useStyles()
  const state = useConnectionState()
  if (state !== 'lost' && state !== 'connecting') return null
  return (
    <div className={styles.lost} role="status">
      <Spinner size="extra-tiny" />
      {state === 'lost' ? words.shell.coreRestarting : words.shell.connecting}
    </div>
  )
}

/** Ends the session of this tab. A window of Electron has no session and no button. */
function SignOutButton() {
  const { signOut } = useConnection()
  const state = useConnectionState()
  if (signOut === null || state === 'ended') return null
  return (
    <Button
      appearance="subtle"
      icon={<SignOut20Regular />}
      aria-label={words.door.signOut}
      title={words.door.signOut}
      onClick={() => void signOut()}
    />
  )
}

/** The page of a device counts as the site. */
const isAt = (rest: string, path: string): boolean =>
  rest === path || rest.startsWith(`${path}/`) || (path === '/site' && rest.startsWith('/device/'))

function RailLink({ title, to, here }: { title: string; to: string; here: boolean }) {
  const styles = useStyles()
  const Icon = icons.get(title) ?? Cellular5G24Regular
  return (
    <Link
      href={to}
      className={mergeClasses(styles.place, here && styles.here)}
      aria-current={here ? 'page' : undefined}
    >
      <Icon aria-hidden />
      {title}
    </Link>
  )
}

/** Whether no control has the focus, so that Enter may press the primary action. */
const isIdle = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target === document.body || target.tagName === 'MAIN')

/** The primary action of the screen, if it is enabled. */
const primaryAction = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('main [data-primary]:not([disabled])')

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="grid"]') !== null
  )
}
