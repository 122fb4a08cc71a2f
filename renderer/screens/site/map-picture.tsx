/** The map as SVG: zoom with the wheel or + and −, move by dragging or with the arrow keys, save as SVG or PNG. */

import { Button, makeStyles, tokens } from '@fluentui/react-components'
import {
  ArrowDownload20Regular,
  ArrowFit20Regular,
  ZoomIn20Regular,
  ZoomOut20Regular,
} from '@fluentui/react-icons'
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { saveFile } from '../../parts/save-file.ts'
import { pngOf, svgText } from './map-export.ts'
import type { Card, MapLayout } from './map-layout.ts'

const useStyles = makeStyles({
  tools: { display: 'flex', gap: '8px', marginBottom: '8px', alignItems: 'center' },
  space: { flex: 1 },
  picture: {
    display: 'block',
    width: '100%',
    height: '60vh',
    minHeight: '320px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    cursor: 'grab',
    touchAction: 'none',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
})

const toneColour: Record<Tone, string> = {
  good: tokens.colorStatusSuccessForeground1,
  attention: tokens.colorStatusWarningForeground3,
  bad: tokens.colorStatusDangerForeground1,
  'not-known': tokens.colorNeutralForeground3,
}
/** Shapes beside the colours, for readers who cannot distinguish the colours. */
const toneShape: Record<Tone, string> = { good: '✓', attention: '▲', bad: '✕', 'not-known': '?' }

interface View {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Keeps both ends: a maker's long name stands before the model. */
const cutInside = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most - 12)}…${text.slice(-11)}` : text
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

interface MapPictureProps {
  readonly layout: MapLayout
  readonly fileName: string
  readonly onOpen: (deviceId: string) => void
}

export function MapPicture({ layout, fileName, onOpen }: MapPictureProps) {
  const styles = useStyles()
  const whole: View = { x: -12, y: -12, width: layout.width + 24, height: Math.max(layout.height, 200) + 24 }
  const svg = useRef<SVGSVGElement>(null)
  const { now, zoom, move, showAll } = useView(whole)
  useWheelZoom(svg, zoom)
  const drag = useDrag((dx, dy) => {
    const scale = now.width / (svg.current?.clientWidth ?? now.width)
    move(-dx * scale, -dy * scale)
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const step = now.width / 12
    if (event.key === '+') zoom(1 / 1.25)
    else if (event.key === '-') zoom(1.25)
    else if (event.key === '0') showAll()
    else if (event.key === 'ArrowLeft') move(-step, 0)
    else if (event.key === 'ArrowRight') move(step, 0)
    else if (event.key === 'ArrowUp') move(0, -step)
    else if (event.key === 'ArrowDown') move(0, step)
    else return
    event.preventDefault()
  }
  return (
    <div>
      <MapTools
        fileName={fileName}
        zoom={zoom}
        showAll={showAll}
        picture={() => (svg.current === null ? null : { text: svgText(svg.current, whole), size: whole })}
      />
      <svg
        ref={svg}
        className={styles.picture}
        viewBox={`${now.x} ${now.y} ${now.width} ${now.height}`}
        role="group"
        aria-label={words.site.mapLabel}
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...drag}
      >
        {layout.blocks.map((block) => (
          <SwitchBlock key={block.id} block={block} onOpen={onOpen} />
        ))}
        {/* after the blocks, so that a link is visible from its port to the other switch */}
        {layout.links.map((link) => (
          <LinkLine key={link.id} link={link} />
        ))}
      </svg>
    </div>
  )
}

type Zoom = (factor: number, atX?: number, atY?: number) => void

/** The visible part of the map; the whole map at first. */
function useView(whole: View) {
  const [view, setView] = useState<View | null>(null)
  const now = view ?? whole
  const zoom: Zoom = (factor, atX = now.x + now.width / 2, atY = now.y + now.height / 2) => {
    const width = Math.min(Math.max(now.width * factor, 200), whole.width * 4)
    const scale = width / now.width
    setView({
      x: atX - (atX - now.x) * scale,
      y: atY - (atY - now.y) * scale,
      width,
      height: now.height * scale,
    })
  }
  const move = (dx: number, dy: number) => setView({ ...now, x: now.x + dx, y: now.y + dy })
  return { now, zoom, move, showAll: () => setView(null) }
}

/** React's wheel listener is passive and cannot stop the page from scrolling. */
function useWheelZoom(svg: RefObject<SVGSVGElement | null>, zoom: Zoom): void {
  const zoomAt = useRef(zoom)
  useEffect(() => {
    zoomAt.current = zoom
  })
  useEffect(() => {
    const element = svg.current
    if (element === null) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(element.getScreenCTM()?.inverse())
      zoomAt.current(event.deltaY > 0 ? 1.15 : 1 / 1.15, at.x, at.y)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [svg])
}

/** Pointer handlers; a drag begins after 4 pixels, so that a click on a card stays a click. */
function useDrag(onDrag: (dx: number, dy: number) => void) {
  const dragged = useRef<{ x: number; y: number; moved: boolean } | null>(null)
  return {
    onPointerDown(event: PointerEvent<SVGSVGElement>) {
      dragged.current = { x: event.clientX, y: event.clientY, moved: false }
    },
    onPointerMove(event: PointerEvent<SVGSVGElement>) {
      const from = dragged.current
      if (from === null) return
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y]
      if (!from.moved && Math.hypot(dx, dy) < 4) return
      if (!from.moved) event.currentTarget.setPointerCapture(event.pointerId)
      dragged.current = { x: event.clientX, y: event.clientY, moved: true }
      onDrag(dx, dy)
    },
    onPointerUp() {
      dragged.current = null
    },
  }
}

interface MapToolsProps {
  readonly fileName: string
  readonly zoom: Zoom
  readonly showAll: () => void
  /** The map as an SVG file; null before it is drawn. */
  readonly picture: () => { readonly text: string; readonly size: View } | null
}

function MapTools({ fileName, zoom, showAll, picture }: MapToolsProps) {
  const styles = useStyles()
  const saveSvg = () => {
    const saved = picture()
    if (saved !== null) saveFile(`${fileName}.svg`, 'image/svg+xml', saved.text)
  }
  const savePng = () => {
    const saved = picture()
    if (saved !== null)
      void pngOf(saved.text, saved.size).then((blob) => saveFile(`${fileName}.png`, 'image/png', blob))
  }
  return (
    <div className={styles.tools}>
      <Button
        size="small"
        icon={<ZoomIn20Regular />}
        aria-label={words.site.zoomIn}
        onClick={() => zoom(1 / 1.25)}
      />
      <Button
        size="small"
        icon={<ZoomOut20Regular />}
        aria-label={words.site.zoomOut}
        onClick={() => zoom(1.25)}
      />
      <Button size="small" icon={<ArrowFit20Regular />} onClick={showAll}>
        {words.site.wholeMap}
      </Button>
      <span className={styles.space} />
      <Button size="small" icon={<ArrowDownload20Regular />} onClick={saveSvg}>
        {words.site.saveSvg}
      </Button>
      <Button size="small" icon={<ArrowDownload20Regular />} onClick={savePng}>
        {words.site.savePng}
      </Button>
    </div>
  )
}

function LinkLine({ link: { from, to } }: { link: MapLayout['links'][number] }) {
  const [fromX, fromY] = [from.x + from.width / 2, from.y + from.height]
  return (
    <path
      d={`M ${fromX} ${fromY} C ${fromX} ${to.y - 20}, ${to.x + 60} ${fromY}, ${to.x + 60} ${to.y}`}
      data-link
      style={{ fill: 'none', stroke: tokens.colorBrandStroke1, strokeWidth: 2.5, pointerEvents: 'none' }}
    />
  )
}

function SwitchBlock(props: { block: MapLayout['blocks'][number]; onOpen: (deviceId: string) => void }) {
  const { x, y, width, height, title, line, cards } = props.block
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={10}
        style={{ fill: tokens.colorNeutralBackground1, stroke: tokens.colorNeutralStroke1 }}
      />
      <text x={x + 16} y={y + 24} style={textStyle(17, 600, tokens.colorNeutralForeground1)}>
        {title}
      </text>
      <text x={x + 16} y={y + 42} style={textStyle(12, 400, tokens.colorNeutralForeground2)}>
        {line}
      </text>
      {cards.map((each) => (
        <PortCard key={each.id} card={each} onOpen={props.onOpen} />
      ))}
    </g>
  )
}

const textStyle = (size: number, weight: number, colour: string) => ({
  fontFamily: "system-ui, 'Segoe UI', 'Liberation Sans', sans-serif",
  fontSize: `${size}px`,
  fontWeight: weight,
  fill: colour,
})

function PortCard({ card, onOpen }: { card: Card; onOpen: (deviceId: string) => void }) {
  const { x, y, width, height, deviceId } = card
  const opens = deviceId === null ? {} : { style: { cursor: 'pointer' }, onClick: () => onOpen(deviceId) }
  return (
    <g {...opens}>
      <title>{[card.port, card.title, ...card.lines].join('\n')}</title>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={6}
        style={{ fill: tokens.colorNeutralBackground3, stroke: toneColour[card.tone], strokeWidth: 1.5 }}
      />
      <text x={x + 10} y={y + 18} style={textStyle(12, 600, tokens.colorNeutralForeground2)}>
        {cut(card.port, 20)}
      </text>
      <text x={x + width - 20} y={y + 18} style={textStyle(13, 700, toneColour[card.tone])}>
        {toneShape[card.tone]}
      </text>
      <text x={x + 10} y={y + 36} style={textStyle(13, 600, tokens.colorNeutralForeground1)}>
        {cutInside(card.title, 19)}
      </text>
      {card.lines.map((line, index) => (
        <text
          key={line}
          x={x + 10}
          y={y + 53 + index * 15}
          style={textStyle(11, 400, tokens.colorNeutralForeground2)}
        >
          {cut(line, 32)}
        </text>
      ))}
    </g>
  )
}
