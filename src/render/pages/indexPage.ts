import { STATUS_CODES } from 'node:http'
import { deprecationOf } from '../../catalog/deprecation.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Retry } from '../../format/catalogFile.ts'
import { retryAdvice } from './advice.ts'
import { publicEntries, type Pages } from './pages.ts'

/** The content of an index row. */
export interface CodeRow {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly retry: Retry
  readonly group: string
  readonly deprecated: boolean
}

/** A filter: words that each code must contain, a status or a class such as `4xx`, a group. */
export interface Filter {
  readonly q: string
  readonly status: string
  readonly group: string
}

export const everything: Filter = { q: '', status: '', group: '' }

/** The rows of the index by group, in the order of the catalog; with a filter only the matching rows. */
export function toGroups (pages: Pages, filter: Filter = everything): Map<string, CodeRow[]> {
  const groups = new Map<string, CodeRow[]>()
  for (const row of publicEntries(pages.catalog).map(entry => toRow(pages, entry)).filter(row => fits(row, filter))) {
    const rows = groups.get(row.group)
    if (rows === undefined) groups.set(row.group, [row])
    else rows.push(row)
  }
  return groups
}

export function toRow ({ language }: Pages, entry: Entry): CodeRow {
  const { code, status, message, messages, retry, group = '' } = entry
  const { text } = messages.get(language) ?? message
  return { code, status, message: text, retry, group, deprecated: deprecationOf(entry) !== undefined }
}

/** Must equal the rule of the script in the page (browser/pages.js). */
function fits (row: CodeRow, { q, status, group }: Filter): boolean {
  const words = q.toLowerCase().split(/\s+/)
  const text = textOf(row)
  return words.every(word => text.includes(word)) &&
    (group === '' || row.group === group) &&
    (status === '' || status === String(row.status) || status === classOf(row.status))
}

function textOf ({ code, status, message, retry, group, deprecated }: CodeRow): string {
  return [code, status, message, retryAdvice[retry].label, group, deprecated ? 'deprecated' : ''].join(' ').toLowerCase()
}

/** `4xx`. */
export function classOf (status: number): string {
  return `${Math.floor(status / 100)}xx`
}

/** `Conflict`. */
export function reasonOf (status: number): string {
  return STATUS_CODES[status] ?? ''
}
