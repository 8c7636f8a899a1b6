import { STATUS_CODES } from 'node:http'
import type { Found, FoundError, Unread } from './found.ts'
import { codeOfStatus, isErrorStatus } from './statuses.ts'

/** One row of a table, or one item of a list that reads like one. */
export interface Row {
  readonly cells: readonly string[]
  readonly line: number
  readonly group?: string | undefined
}

interface Columns {
  readonly code: number
  readonly status: number
  readonly message: number
}

/** A code of an API: one word, with letters. */
export const codePattern = /^[A-Za-z][\w-]*(?:[.:/][\w-]+)*$/

const names = {
  code: /^(?:error[ _-]?)?(?:codes?|problem|error|type|name|reason|id|key|slug)$/i,
  status: /^(?:http\b.*|status(?:[ _-]?code)?|code)$/i,
  message: /^(?:meaning|description|message|details?|explanation|cause|reason|what it means|meaning .*)$/i
}

/** The errors of a table. `header` is its first row, where the table has one. */
export function readRows (rows: readonly Row[], file: string, header: readonly string[] = []): Found {
  const columns = columnsOf(rows, header)
  if (columns.status === -1) return { errors: [], unread: [] }
  const errors: FoundError[] = []
  const unread: Unread[] = []
  for (const { cells, line, group } of rows) {
    const statuses = statusesIn(cells[columns.status] ?? '')
    const code = clean(columns.code === -1 ? '' : cells[columns.code] ?? '')
    const report = (reason: string) => unread.push({ file, line, reason })
    if (statuses.length === 0) report(`no status from 400 to 599 in "${shorten(cells.join(' | '))}"`)
    else if (columns.code !== -1 && !codePattern.test(code)) report(`"${shorten(code)}" is no code`)
    // Some tables have a row for successes, which has no code.
    for (const status of columns.code === -1
      ? statuses.filter(status => status >= 400)
      : codePattern.test(code) ? statuses.slice(0, 1) : []) {
      const message = clean(cells[columns.message] ?? '')
      errors.push({
        code: code === '' ? codeOfStatus(status) : code,
        status,
        place: { file, line },
        ...message === '' ? {} : { message },
        ...group === undefined ? {} : { group }
      })
    }
    if (code !== '' && statuses.length > 1) report(`"${code}" has the statuses ${statuses.join(' and ')}: the first was taken`)
  }
  return { errors, unread }
}

/** The statuses a cell begins with: `404`, `404 Not Found`, `502 / 503`. */
function statusesIn (cell: string): number[] {
  const [list = ''] = /^(?:HTTP )?\d{3}(?:\s*(?:\/|,|or)\s*\d{3})*(?!\d)/.exec(clean(cell)) ?? []
  return (list.match(/\d{3}/g) ?? []).map(Number).filter(isErrorStatus)
}

/** Find the columns by the kind of most of their cells, then by the names in the header. */
function columnsOf (rows: readonly Row[], header: readonly string[]): Columns {
  const width = Math.max(header.length, ...rows.map(({ cells }) => cells.length))
  const indexes = Array.from({ length: width }, (_, index) => index)
  const share = (index: number, fits: (cell: string) => boolean) =>
    rows.filter(({ cells }) => fits(clean(cells[index] ?? ''))).length / Math.max(1, rows.length)
  const isNamed = (index: number, kind: keyof typeof names) => names[kind].test(clean(header[index] ?? ''))
  const best = (others: readonly number[], score: (index: number) => number, least: number) => indexes
    .filter(index => !others.includes(index) && score(index) >= least)
    .sort((a, b) => score(b) - score(a) || a - b)[0] ?? -1
  const status = best([], index => share(index, cell => statusesIn(cell).length > 0) + (isNamed(index, 'status') ? 0.1 : 0), 0.5)
  const code = best(
    [status],
    index => share(index, cell => codePattern.test(cell)) + (isNamed(index, 'code') ? 0.1 : 0) - (isNamed(index, 'message') ? 0.5 : 0),
    0.6
  )
  const length = (index: number) => rows.reduce((sum, { cells }) => sum + (cells[index] ?? '').length, 0) / Math.max(1, rows.length)
  const message = best([status, code], index => length(index) + (isNamed(index, 'message') ? 1000 : 0), 1)
  return { status, code, message }
}

/** The text without the marks of Markdown and surrounding space. */
function clean (cell: string): string {
  return cell.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ').trim()
}

export function shorten (text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** `Not Found` for 404. */
export function reasonOf (status: number): string {
  return STATUS_CODES[status] as string
}
