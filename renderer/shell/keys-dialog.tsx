import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { words } from '#shared/words/index.ts'
import { places, practicePlace } from './places.ts'

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: '140px 1fr',
    gap: '8px 16px',
    margin: 0,
    '& dd': { margin: 0 },
  },
  key: {
    fontFamily: tokens.fontFamilyMonospace,
    padding: '1px 8px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    marginRight: '4px',
  },
})

export function KeysDialog(props: {
  readonly open: boolean
  readonly onClose: () => void
  readonly onProblemReport: () => void
  readonly onAbout: () => void
}) {
  const { open, onClose, onProblemReport, onAbout } = props
  const styles = useStyles()
  const keys: [string, string][] = [
    [words.shell.keyNames.ctrlK, words.shell.keyFind],
    [words.shell.keyNames.enter, words.shell.keyPrimary],
    ['↑ ↓', words.shell.moveThroughList],
    ['I', words.shell.toggleDetails],
    [words.shell.keyNames.space, words.shell.keySelect],
    [words.shell.keyNames.escape, words.shell.keyClose],
    ['g h', words.shell.jobs],
    ...[...places, practicePlace].map((place): [string, string] => [place.keys, place.title]),
    ['?', words.shell.keyHelp],
  ]
  return (
    <Dialog open={open} onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.shell.keys}</DialogTitle>
          <DialogContent>
            <dl className={styles.list}>
              {keys.map(([key, does]) => (
                <div key={key} style={{ display: 'contents' }}>
                  <dt>
                    {key.split(' ').map((part) => (
                      <kbd key={part} className={styles.key}>
                        {part}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <Button onClick={onAbout}>{words.shell.about}</Button>
            <Button onClick={onProblemReport}>{words.shell.problemReport}…</Button>
            <Button appearance="primary" onClick={onClose}>
              {words.terms.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
