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

export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles()
  const keys: [string, string][] = [
    ['Ctrl K', 'Find a device, handset, screen or action'],
    ['Enter', 'Do the primary action, open the row'],
    ['↑ ↓', 'Walk a list'],
    ['I', 'Show or hide what is known of the marked row'],
    ['Space', 'Select the marked row'],
    ['Esc', 'Close what is open'],
    ['g h', 'Jobs'],
    ...[...places, practicePlace].map((place): [string, string] => [place.keys, place.title]),
    ['?', 'This list'],
  ]
  return (
    <Dialog open={open} onOpenChange={(_event, data) => (data.open ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>Keys</DialogTitle>
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
            <Button appearance="primary" onClick={onClose}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
