/** Imports a published page from a file: shows the changes first, then offers to use it. */

import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { ArrowImport20Regular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { type ChangeEvent, useRef, useState } from 'react'
import type { CatalogueImport } from '#shared/model/catalogue-changes.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({
  surface: { maxWidth: 'min(820px, 94vw)' },
  changes: {
    maxHeight: '38vh',
    overflow: 'auto',
    margin: '10px 0',
    padding: '10px 14px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    '& h3': { fontSize: tokens.fontSizeBase300, margin: '8px 0 4px' },
    '& ul': { margin: '0 0 8px', padding: '0 0 0 18px' },
  },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  hidden: { display: 'none' },
  actions: { '& button': { whiteSpace: 'nowrap' } },
})

interface Chosen {
  readonly name: string
  readonly text: string
}

interface ImportDialogProps {
  readonly open: boolean
  /** Date of the built-in list to return to; null unless an imported page is in use. */
  readonly builtIn: string | null
  readonly onClose: () => void
}

export function ImportDialog({ open, builtIn, onClose }: ImportDialogProps) {
  const styles = useStyles()
  const importing = useImport(onClose)
  const { report, failed, older } = importing
  const file = useRef<HTMLInputElement>(null)
  const read = (event: ChangeEvent<HTMLInputElement>) => {
    const [picked] = event.target.files ?? []
    event.target.value = ''
    if (picked !== undefined) void importing.read(picked)
  }
  return (
    <Dialog open={open} onOpenChange={(_event, next) => (next.open ? undefined : importing.close())}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{words.catalogueScreen.importTitle}</DialogTitle>
          <DialogContent>
            <p>{words.catalogueScreen.importBody}</p>
            <input
              ref={file}
              className={styles.hidden}
              type="file"
              accept=".md,.markdown,.txt,text/markdown"
              aria-label={words.catalogueScreen.pageFile}
              onChange={read}
            />
            {report === undefined ? null : <Report report={report} />}
            {report?.older === true ? (
              <Checkbox
                checked={older}
                onChange={(_event, { checked }) => importing.setOlder(checked === true)}
                label={words.catalogueScreen.allowOlder(words.time.day(Date.parse(report.before)))}
              />
            ) : null}
            {failed === null ? null : <ProblemCard problem={problemOf(failed)} />}
          </DialogContent>
          <DialogActions className={styles.actions} fluid>
            <ImportActions importing={importing} builtIn={builtIn} choose={() => file.current?.click()} />
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

/** The chosen file, its report, and the requests of the dialog. `close` forgets them. */
function useImport(onClose: () => void) {
  const contract = useContract()
  const dryRun = useMutation(contract.app.importCatalogue.mutationOptions())
  const replace = useMutation(contract.app.importCatalogue.mutationOptions())
  const reset = useMutation(contract.app.chooseCatalogue.mutationOptions())
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [older, setOlder] = useState(false)

  const close = () => {
    for (const each of [dryRun, replace, reset]) each.reset()
    setChosen(null)
    setOlder(false)
    onClose()
  }
  const read = async (picked: File) => {
    replace.reset()
    const next = { name: picked.name, text: await picked.text() }
    setChosen(next)
    dryRun.mutate({ ...next, dryRun: true })
  }
  return {
    chosen,
    older,
    setOlder,
    report: dryRun.data,
    failed: dryRun.error ?? replace.error ?? reset.error,
    isReading: dryRun.isPending,
    isReplacing: replace.isPending,
    isResetting: reset.isPending,
    read,
    use: () => {
      if (chosen !== null) replace.mutate({ ...chosen, older }, { onSuccess: close })
    },
    returnTo: (date: string) => reset.mutate({ date }, { onSuccess: close }),
    close,
  }
}

interface ImportActionsProps {
  readonly importing: ReturnType<typeof useImport>
  readonly builtIn: string | null
  readonly choose: () => void
}

function ImportActions({ importing, builtIn, choose }: ImportActionsProps) {
  const { chosen, report, older } = importing
  const ready = report !== undefined && (!report.older || older)
  return (
    <>
      {builtIn === null ? null : (
        <Button disabled={importing.isResetting} onClick={() => importing.returnTo(builtIn)}>
          {words.catalogueScreen.useBuiltIn}
        </Button>
      )}
      <Button onClick={importing.close}>{words.terms.close}</Button>
      <Button
        appearance={report === undefined ? 'primary' : 'secondary'}
        icon={<ArrowImport20Regular />}
        disabled={importing.isReading}
        onClick={choose}
      >
        {chosen === null ? words.catalogueScreen.chooseFile : words.catalogueScreen.chooseAnotherFile}
      </Button>
      {report === undefined ? null : (
        <Button appearance="primary" disabled={!ready || importing.isReplacing} onClick={importing.use}>
          {words.catalogueScreen.useThisList}
        </Button>
      )}
    </>
  )
}

const nameOf = ({ vendor, model }: { vendor: string; model: string }): string => `${vendor} ${model}`

function Report({ report }: { report: CatalogueImport }) {
  const styles = useStyles()
  const { added, removed, changed, unchanged, duplicates, unreadable } = report
  return (
    <>
      <p>
        {words.catalogueScreen.importSummary(
          report.name,
          report.rows,
          words.time.day(Date.parse(report.date)),
          added.length,
          removed.length,
          changed.length,
          unchanged,
        )}
      </p>
      {unreadable.length === 0 ? null : (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{words.catalogueScreen.unreadableRows(unreadable.length)}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.changes} tabIndex={0} role="region" aria-label={words.catalogueScreen.changes}>
        <Section title={words.catalogueScreen.added} lines={added.map(nameOf)} />
        <Section title={words.catalogueScreen.removed} lines={removed.map(nameOf)} />
        <Section
          title={words.catalogueScreen.changed}
          lines={changed.map(
            (row) =>
              `${nameOf(row)}: ${row.fields
                .map(({ field, before, after }) =>
                  words.catalogueScreen.change(words.catalogue.field[field], before, after),
                )
                .join('; ')}`,
          )}
        />
        <Section title={words.catalogueScreen.notesAdded} lines={report.notesAdded} />
        <Section title={words.catalogueScreen.notesRemoved} lines={report.notesRemoved} />
        <Section
          title={words.catalogueScreen.duplicates}
          lines={duplicates.map((each) =>
            words.catalogueScreen.duplicate({ name: nameOf(each), lines: each.lines, same: each.same }),
          )}
        />
        <Section
          title={words.catalogueScreen.leftOut}
          lines={unreadable.map((each) =>
            words.catalogueScreen.unreadableRow(
              each.line,
              words.catalogue.unreadable[each.reason],
              each.text,
            ),
          )}
        />
        {[added, removed, changed, report.notesAdded, report.notesRemoved].every(
          ({ length }) => length === 0,
        ) ? (
          <p>{words.catalogueScreen.nothingChanges}</p>
        ) : null}
      </div>
    </>
  )
}

function Section({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <>
      <h3>
        {title} ({lines.length})
      </h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}
