/** Reads TypeScript and TSX sources as syntax trees (ESTree, oxc's parser), for the rules of the architecture test. */
import { parseSync } from 'vite'

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}

/** `const name = …`, `name: …`, `function name()`: the name that a node gives to what it holds. */
function nameOf(node: SyntaxNode): string | null {
  const named = isNode(node.id) ? node.id : isNode(node.key) ? node.key : null
  return named !== null && typeof named.name === 'string' ? named.name : null
}

/** Calls `enter` for each node, outer ones first, with the nearest name around it; `false` skips its children. */
function visit(root: unknown, enter: (node: SyntaxNode, name: string) => boolean, name = ''): void {
  if (Array.isArray(root)) {
    for (const item of root) visit(item, enter, name)
  } else if (isNode(root)) {
    const here = nameOf(root) ?? name
    if (!enter(root, here)) return
    for (const child of Object.values(root)) visit(child, enter, here)
  }
}

interface FunctionLength {
  readonly name: string
  readonly lines: number
}

const functionTypes: ReadonlySet<string> = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
])

/** Every function, method and arrow function of a file, with the number of lines from its first to its last. */
export function functionsOf(path: string, text: string): readonly FunctionLength[] {
  const found: FunctionLength[] = []
  visit(parseSync(path, text).program, (node, name) => {
    if (functionTypes.has(node.type)) {
      const lines = text.slice(node.start, node.end).split('\n').length
      found.push({ name: name === '' ? 'anonymous' : name, lines })
    }
    return true
  })
  return found
}

const importTypes: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'ImportExpression',
  'TSImportType',
])

/** The targets of all imports and re-exports of a file, as written. */
export function importsOf(path: string, text: string): readonly string[] {
  const found: string[] = []
  visit(parseSync(path, text).program, (node) => {
    if (importTypes.has(node.type) && isNode(node.source) && typeof node.source.value === 'string')
      found.push(node.source.value)
    return true
  })
  return found
}

/** Whether a type is an object with any text as a key: `Record<string, …>`, `{ [key: string]: … }`, also inside Readonly or a union. */
function isDictionary(type: unknown): boolean {
  if (Array.isArray(type)) return type.some(isDictionary)
  if (!isNode(type)) return false
  switch (type.type) {
    case 'TSTypeAnnotation':
      return isDictionary(type.typeAnnotation)
    case 'TSUnionType':
      return isDictionary(type.types)
    case 'TSTypeLiteral':
      return isDictionary(type.members)
    case 'TSIndexSignature':
      return true
    case 'TSTypeReference': {
      const name = isNode(type.typeName) ? type.typeName.name : null
      const params = isNode(type.typeArguments) ? type.typeArguments.params : null
      const [first] = Array.isArray(params) ? params : []
      if (name === 'Record') return isNode(first) && first.type === 'TSStringKeyword'
      return (name === 'Readonly' || name === 'Partial') && isDictionary(first)
    }
    default:
      return false
  }
}

/** Accesses by a computed key to what a file declares as a dictionary, as written: `table[name]`. */
export function dictionaryAccesses(path: string, text: string): readonly string[] {
  const dictionaries = new Set<unknown>()
  const accesses: SyntaxNode[] = []
  visit(parseSync(path, text).program, (node) => {
    if (isDictionary(node.typeAnnotation)) {
      if (node.type === 'Identifier') dictionaries.add(node.name)
      else if (isNode(node.key)) dictionaries.add(node.key.name)
    }
    if (node.type === 'MemberExpression' && node.computed === true) accesses.push(node)
    return true
  })
  const isAccess = ({ object, property }: SyntaxNode): boolean => {
    if (!isNode(object) || !isNode(property) || property.type === 'Literal') return false
    const named = object.type === 'MemberExpression' && isNode(object.property) ? object.property : object
    return dictionaries.has(named.name)
  }
  return accesses.filter(isAccess).map(({ start, end }) => text.slice(start, end))
}

/** Calls whose arguments are styles, selectors or messages for developers. */
const technicalCalls: ReadonlySet<string> = new Set([
  ...['makeStyles', 'makeResetStyles', 'mergeClasses', 'matchMedia', 'Error', 'TypeError', 'DOMException'],
  ...['querySelector', 'querySelectorAll', 'closest', 'matches'],
])
const technicalAttributes: ReadonlySet<string> = new Set([
  'className',
  'style',
  'd',
  'points',
  'transform',
  'key',
])
const technicalProperties: ReadonlySet<string> = new Set(['width', 'fontFamily'])
/** Media queries, font lists, media types, HTTP credentials, keys that are pressed one after the other (`g j`). */
const technicalText = /^\(|sans-serif|monospace|; charset=|^`?Bearer |^\w \w$/

/** Tags, escapes and options in a literal: `<td class="id">`, `\n`, `--plan`. */
const markup = /<[^<>]*>|\\n|--[a-z-]+/g

function isText(literal: string): boolean {
  const text = literal.replaceAll(markup, '')
  return /\p{L}/u.test(text) && / /.test(text) && !technicalText.test(text)
}

/** The last name of `name(…)` and `object.name(…)`. */
function calleeOf({ callee }: SyntaxNode): string {
  if (!isNode(callee)) return ''
  return nameOf({ ...callee, key: callee.property ?? callee }) ?? ''
}

function isTechnical(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
      return technicalCalls.has(calleeOf(node))
    case 'JSXAttribute':
      return isNode(node.name) && technicalAttributes.has(String(node.name.name))
    case 'Property':
      return technicalProperties.has(nameOf(node) ?? '')
    default:
      return importTypes.has(node.type) && node.type !== 'ExportNamedDeclaration'
  }
}

/** Texts for people in a source file: text between tags, and literals with a letter and a space. */
export function textsOf(path: string, text: string): readonly string[] {
  const found: string[] = []
  visit(parseSync(path, text).program, (node) => {
    if (isTechnical(node)) return false
    const { value } = node
    if (node.type === 'JSXText' && typeof value === 'string' && /\p{L}/u.test(value)) found.push(value.trim())
    if (node.type === 'Literal' && typeof value === 'string' && isText(value)) found.push(value)
    if (node.type === 'TemplateLiteral' && Array.isArray(node.quasis)) {
      const written = node.quasis.map((part) => text.slice(part.start, part.end)).join('…')
      if (isText(written)) found.push(written)
    }
    return true
  })
  return found
}
