import type { Found } from './found.ts'
import { readRows, reasonOf, shorten, type Row } from './readRows.ts'
import { isErrorStatus } from './statuses.ts'

/**
 * Read text that was copied from a web page: browsers drop the lines between columns.
 *
 * One row is one line: `code | 404 | Meaning`, `404codeMeaning`, `• code404. Meaning` or `404 Not FoundMeaning`.
 */
export function readText (text: string, file: string): Found {
  const { rows, statusRows, header, unread } = split(text)
  // On a page with codes, lines with only a status are prose.
  const { errors, unread: others } = readRows(rows.length > 0 ? rows : statusRows, file, header)
  return { errors, unread: [...unread.map(each => ({ file, ...each })), ...others].sort((a, b) => a.line - b.line) }
}

interface Split {
  readonly rows: readonly Row[]
  /** Lines with a status and no code. */
  readonly statusRows: readonly Row[]
  readonly header: readonly string[]
  readonly unread: ReadonlyArray<{ readonly line: number, readonly reason: string }>
}

function split (text: string): Split {
  const [rows, statusRows]: [Row[], Row[]] = [[], []]
  const unread: Array<{ line: number, reason: string }> = []
  let header: readonly string[] = []
  let group: string | undefined
  for (const [index, source] of text.split(/\r?\n/).entries()) {
    const [content, line] = [source.trim(), index + 1]
    if (/^[\s|:-]*$/.test(content)) continue
    const cells = cellsOf(content)
    const statusCells = cells === undefined ? statusRowOf(content) : undefined
    if (statusCells !== undefined) statusRows.push({ cells: statusCells, line })
    else if (cells === undefined) {
      if (/^[A-Za-z][\w &/-]{0,38}$/.test(content)) group = content
      if (/^[45]\d\d\b/.test(content)) unread.push({ line, reason: `a status without a code: "${shorten(content)}"` })
    } else if (cells.some(cell => /^\d{3}(?!\d)/.test(cell))) rows.push({ cells, line, group })
    else header = cells
  }
  return { rows: withoutOnlyGroup(rows), statusRows, header, unread }
}

function cellsOf (line: string): readonly string[] | undefined {
  const item = /^[•*-]\s*`?([A-Za-z][\w.]*?)`?[\s(:—–-]*(\d{3})[)\].:—–-]*\s+(.+)$/.exec(line)
  if (item !== null && isErrorStatus(Number(item[2]))) return item.slice(1)
  if (line.includes('|')) return line.replace(/^\||\|$/g, '').split('|').map(cell => cell.trim())
  const together = /^(\d{3})([a-z][a-z\d]*(?:[_.-][a-z\d]+)*)(?=[^a-z\d_.\s-])(.+)$/.exec(line) ??
    /^(\d{3})\s+([a-z][a-z\d]*(?:[_.-][a-z\d]+)+)\s+(.+)$/.exec(line)
  return together !== null && isErrorStatus(Number(together[1])) ? together.slice(1) : undefined
}

/** `404 Not FoundThe order does not exist`, `502 / 503The platform is not available`. */
function statusRowOf (line: string): readonly string[] | undefined {
  const [, list = '', rest = ''] = /^(\d{3}(?:\s*\/\s*\d{3})*)(.*)$/.exec(line) ?? []
  const statuses = (list.match(/\d{3}/g) ?? []).map(Number)
  if (statuses.length === 0 || !statuses.every(isErrorStatus)) return undefined
  const reason = statuses.length === 1 ? reasonOf(statuses[0] as number) : ''
  if (reason !== '' && rest.startsWith(` ${reason}`)) return [list, rest.slice(reason.length + 1).trim()]
  return /^[A-Z]/.test(rest) ? [list, rest] : undefined
}

/** A single group for all rows is the title of the page. */
export function withoutOnlyGroup (rows: readonly Row[]): readonly Row[] {
  if (new Set(rows.map(({ group }) => group)).size > 1) return rows
  return rows.map(({ cells, line }) => ({ cells, line }))
}
