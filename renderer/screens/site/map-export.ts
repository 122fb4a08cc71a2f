/** Exports the map as a self-contained file: colours of the theme are replaced by their values. */

interface Size {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function svgText(drawn: SVGSVGElement, whole: Size): string {
  const copy = drawn.cloneNode(true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('a copy of a drawing is a drawing')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('viewBox', `${whole.x} ${whole.y} ${whole.width} ${whole.height}`)
  copy.setAttribute('width', String(whole.width))
  copy.setAttribute('height', String(whole.height))
  for (const name of ['class', 'tabindex']) copy.removeAttribute(name)
  const theme = getComputedStyle(drawn)
  return new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[\w-]+)\)/g, (_text, name: string) => theme.getPropertyValue(name).trim())
}

/** Twice the resolution of the screen, limited to the largest canvas of browsers. */
export async function pngOf(svg: string, { width, height }: Size): Promise<Blob> {
  const scale = Math.min(2, 8_000 / Math.max(width, height))
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png')
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}
