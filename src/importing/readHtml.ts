import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { combine } from './combine.ts'
import type { Found } from './found.ts'
import { withoutOnlyGroup } from './readMarkdown.ts'
import { readRows, type Row } from './readRows.ts'
import { readText } from './readText.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

/** Read the tables of an HTML page, and its lists and paragraphs as lines of text. */
export function readHtml (text: string, file: string): Found {
  const found: Found[] = []
  let group: string | undefined
  const walk = (node: Node) => {
    if (!('tagName' in node)) {
      if ('childNodes' in node) node.childNodes.forEach(walk)
    } else if (/^h[1-6]$/.test(node.tagName)) group = textOf(node)
    else if (node.tagName === 'table') found.push(readTable(node, file, group))
    else if (['li', 'p', 'dd'].includes(node.tagName)) found.push(readItem(node, file, group))
    else if (!['script', 'style', 'pre'].includes(node.tagName)) node.childNodes.forEach(walk)
  }
  walk(parse(text, { sourceCodeLocationInfo: true }))
  return withoutOnlyGroup(combine(found))
}

function readTable (table: Element, file: string, group: string | undefined): Found {
  const rows = elementsIn(table, ['tr']).map(row => ({ cells: elementsIn(row, ['td', 'th']), row }))
  const header = rows.find(({ cells }) => cells.length > 0 && cells.every(({ tagName }) => tagName === 'th'))
  const all: Row[] = rows.filter(row => row !== header).map(({ cells, row }) => ({
    cells: cells.map(textOf), line: lineOf(row, cells[0]), group
  }))
  return readRows(all, file, header?.cells.map(textOf))
}

function readItem (item: Element, file: string, group: string | undefined): Found {
  const [text, line] = [textOf(item), lineOf(item)]
  const { errors, unread } = readText(item.tagName === 'li' ? `- ${text}` : text, file)
  const place = { file, line }
  return {
    errors: errors.map(error => ({ ...error, place, ...group === undefined ? {} : { group } })),
    unread: unread.map(each => ({ ...each, line }))
  }
}

function elementsIn (element: Element, names: readonly string[]): Element[] {
  return element.childNodes.flatMap(child =>
    !('tagName' in child) ? [] : names.includes(child.tagName) ? [child] : child.tagName === 'table' ? [] : elementsIn(child, names))
}

function textOf (node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value
  const parts = 'childNodes' in node ? node.childNodes.map(textOf) : []
  return parts.join('').replace(/\s+/g, ' ').trim()
}

/** A row without a tag begins with its first cell. */
function lineOf ({ sourceCodeLocation }: Element, first?: Element): number {
  return (sourceCodeLocation ?? first?.sourceCodeLocation)?.startLine ?? 1
}
