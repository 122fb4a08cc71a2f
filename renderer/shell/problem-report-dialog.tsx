/** Shows a problem report file by file; saves it as one archive. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Spinner,
  Tab,
  TabList,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Problem } from '#shared/errors.ts'
import type { ProblemReport } from '#shared/model/problem-report.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../connection/connection.ts'
import { useContract } from '../connection/context.ts'
import { ProblemCard } from '../parts/problem-card.tsx'
import { bytesOf, saveFile } from '../parts/save-file.ts'

const useStyles = makeStyles({
  surface: { maxWidth: '900px' },
  text: {
    height: '46vh',
    overflow: 'auto',
    margin: '8px 0 0',
    padding: '8px',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground3,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
})

/** The report of the running core. */
export function ProblemReportOfCore({ onClose }: { readonly onClose: () => void }) {
  const contract = useContract()
  // made anew each time the dialog opens, and not while it is read
  const { data, error } = useQuery({
    ...contract.app.problemReport.queryOptions(),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const problem = error === null ? null : problemOf(error)
  return <ProblemReportDialog report={data ?? null} problem={problem} onClose={onClose} />
}

export function ProblemReportDialog(props: {
  /** Null while it is made. */
  readonly report: ProblemReport | null
  /** Reason why it could not be made. */
  readonly problem?: Problem | null
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const { report, problem = null, onClose } = props
  return (
    <Dialog open onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{words.shell.problemReport}</DialogTitle>
          <DialogContent>
            <p>{words.shell.problemReportLead}</p>
            {report === null && problem === null ? <Spinner /> : null}
            {problem === null ? null : <ProblemCard problem={problem} />}
            {report === null ? null : <Files report={report} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{words.terms.close}</Button>
            <Button
              appearance="primary"
              disabled={report === null}
              onClick={() => {
                if (report !== null) saveFile(report.fileName, 'application/zip', bytesOf(report.bytes))
              }}
            >
              {words.shell.problemReportSave}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Files({ report }: { readonly report: ProblemReport }) {
  const styles = useStyles()
  const [at, setAt] = useState(0)
  return (
    <>
      <TabList
        aria-label={words.shell.problemReportFiles}
        selectedValue={at}
        onTabSelect={(_event, { value }) => setAt(Number(value))}
      >
        {report.files.map(({ name }, index) => (
          <Tab key={name} value={index}>
            {name}
          </Tab>
        ))}
      </TabList>
      <pre className={styles.text} role="region" tabIndex={0} aria-label={report.files[at]?.name}>
        {report.files[at]?.text}
      </pre>
    </>
  )
}
