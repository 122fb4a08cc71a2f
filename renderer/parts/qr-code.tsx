import { makeStyles } from '@fluentui/react-components'
import { renderSVG } from 'uqr'
import { words } from '#shared/words/index.ts'

const useStyles = makeStyles({
  // a QR code is black on white in every theme
  qr: { width: '112px', height: '112px', backgroundColor: '#fff', padding: '6px', borderRadius: '4px' },
})

export function QrCode({ text }: { text: string }) {
  const styles = useStyles()
  return (
    <img
      className={styles.qr}
      alt={words.parts.qrCode(text)}
      src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(text, { border: 0 }))}`}
    />
  )
}
