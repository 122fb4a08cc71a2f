/** Reads the pages of a phone or an adapter with htmlparser2, which accepts any markup. Pure. */
import { Parser } from 'htmlparser2'

/** A field beside its label. */
export interface PageField {
  /** Id of the nearest element around it: `Provisioning`, `Ext 1`. */
  readonly section: string
  /** As printed, without the colon: `Profile Rule`. */
  readonly label: string
  /** Name under which it is sent, a number that differs by firmware: `26000`, `P29588` for a password. */
  readonly name: string
  readonly value: string
  readonly isSecret: boolean
}

/** A row of a label and a text. */
interface PageRow {
  readonly section: string
  readonly label: string
  readonly text: string
}

export interface Page {
  readonly fields: readonly PageField[]
  readonly rows: readonly PageRow[]
  /** Actions of the forms, as written; null for a form without one. */
  readonly actions: readonly (string | null)[]
  /** Names of all password fields. */
  readonly passwords: readonly string[]
}

type Attributes = Readonly<Record<string, string | undefined>>

interface OpenSelect {
  readonly name: string
  value: string | null
}

interface Reading {
  readonly fields: PageField[]
  readonly rows: PageRow[]
  readonly actions: (string | null)[]
  readonly passwords: string[]
  /** Ids of the open div elements. */
  readonly sections: string[]
  /** Text of the last cell that had no field. */
  label: string
  /** Text of the open cell; null outside of cells. */
  cell: string | null
  select: OpenSelect | null
  /** Text of the open option, which is its value when it has no attribute; null outside of options. */
  option: { text: string; readonly isChosen: boolean } | null
}

/**
 * Sample of /admin/advanced:
 *   <form action="bcisco.csc" method="post"><div id="Info"><table><tr><td>Product Name:</td><td>CP-8851-3PCC</td></tr></table></div>
 *   <div id="Provisioning"><table><tr><td>Provision Enable:</td><td><select name="53945"><option selected>Yes</option>
 *     <option>No</option></select></td><td>Profile Rule:</td><td><input type="text" name="26000" value="/$PSN.xml"></td></tr></table></div>
 */
export function readPage(html: string): Page {
  const reading: Reading = {
    ...{ fields: [], rows: [], actions: [], passwords: [], sections: [] },
    ...{ label: '', cell: null, select: null, option: null },
  }
  const parser = new Parser({
    onopentag: (element, attributes) => open(reading, element, attributes),
    ontext(text) {
      if (reading.option !== null) reading.option.text += text
      else if (reading.cell !== null) reading.cell += text
    },
    onclosetag: (element) => close(reading, element),
  })
  parser.end(html)
  return reading
}

function open(reading: Reading, element: string, attributes: Attributes): void {
  switch (element) {
    case 'form':
      reading.actions.push(attributes.action ?? null)
      return
    case 'div':
      reading.sections.push(attributes.id ?? '')
      return
    case 'table':
    case 'tr':
      reading.label = ''
      reading.cell = null
      return
    case 'td':
      reading.cell = ''
      return
    case 'input': {
      const { type = 'text', name = '', value = '' } = attributes
      const isPassword = type.toLowerCase() === 'password'
      if (isPassword) reading.passwords.push(name)
      if (isPassword || type.toLowerCase() === 'text') addField(reading, name, value, isPassword)
      return
    }
    case 'select':
      reading.select = { name: attributes.name ?? '', value: null }
      return
    case 'option':
      openOption(reading, attributes)
  }
}

function openOption(reading: Reading, { value, selected }: Attributes): void {
  closeOption(reading)
  const { select } = reading
  if (select === null) return
  const isChosen = selected !== undefined
  if (value === undefined) reading.option = { text: '', isChosen }
  else choose(select, value, isChosen)
}

/** A select sends its selected option, else its first. */
function choose(select: OpenSelect, value: string, isChosen: boolean): void {
  if (isChosen || select.value === null) select.value = value
}

function closeOption(reading: Reading): void {
  const { option, select } = reading
  if (option !== null && select !== null) choose(select, option.text.trim(), option.isChosen)
  reading.option = null
}

function close(reading: Reading, element: string): void {
  switch (element) {
    case 'div':
      reading.sections.pop()
      return
    case 'option':
      closeOption(reading)
      return
    case 'select':
      closeOption(reading)
      if (reading.select !== null) addField(reading, reading.select.name, reading.select.value ?? '', false)
      reading.select = null
      return
    case 'td':
      closeCell(reading)
  }
}

function closeCell(reading: Reading): void {
  if (reading.cell === null) return
  const text = reading.cell.trim()
  reading.cell = null
  const { label } = reading
  if (label === '') {
    reading.label = labelIn(text)
    return
  }
  reading.rows.push({ section: sectionOf(reading), label, text })
  reading.label = ''
}

/** The label stands in the cell before, or in front of the field. A field without one is left out. */
function addField(reading: Reading, name: string, value: string, isPassword: boolean): void {
  const label = reading.label === '' ? labelIn(reading.cell ?? '') : reading.label
  reading.label = ''
  reading.cell = null
  if (label === '' || name === '') return
  const isSecret = isPassword || /password/i.test(label)
  reading.fields.push({ section: sectionOf(reading), label, name, value, isSecret })
}

const sectionOf = ({ sections }: Reading): string => sections.findLast((id) => id !== '') ?? ''

/** ` Profile Rule: ` → `Profile Rule` */
const labelIn = (text: string): string => text.trim().replace(/:$/, '').trim()
