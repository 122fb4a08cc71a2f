/** About: version, the newest entry of the changelog, and the licences of the packages in the build. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Tab,
  TabList,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { words } from '#shared/words/index.ts'
import changelog from '../../CHANGELOG.md?raw'
import { StatusContext } from '../connection/context.ts'

const useStyles = makeStyles({
  text: {
    height: '40vh',
    overflow: 'auto',
    margin: '8px 0 0',
    padding: '8px',
    fontFamily: tokens.fontFamilyBase,
    backgroundColor: tokens.colorNeutralBackground3,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
})

/** `[1.2.0] - 2026-12-01` and the text below this heading. */
const newestEntry = (changelog.split(/^## /m)[1] ?? '').trim()

/** The build puts the notices beside the page. */
const fetchNotices = async (): Promise<string> => (await fetch('THIRD-PARTY-NOTICES.txt')).text()

export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles()
  const version = useContext(StatusContext)?.version
  const notices = useQuery({ queryKey: ['notices'], queryFn: fetchNotices })
  const tabs = [
    { name: words.shell.aboutChanges, text: newestEntry },
    { name: words.shell.aboutLicences, text: notices.data ?? '' },
  ]
  const [at, setAt] = useState(0)
  return (
    <Dialog open onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.shell.about}</DialogTitle>
          <DialogContent>
            {version === undefined ? null : <p>{words.shell.aboutVersion(version)}</p>}
            <TabList
              aria-label={words.shell.about}
              selectedValue={at}
              onTabSelect={(_event, { value }) => setAt(Number(value))}
            >
              {tabs.map(({ name }, index) => (
                <Tab key={name} value={index}>
                  {name}
                </Tab>
              ))}
            </TabList>
            <pre className={styles.text} role="region" tabIndex={0} aria-label={tabs[at]?.name}>
              {tabs[at]?.text}
            </pre>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {words.terms.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
