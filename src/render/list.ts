import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import stringWidth from 'string-width'
import { escapeControls } from '../support/escapeControls.ts'
import { toTable } from './table.ts'

/** An entry as plain data: an item of `list --json`. */
export function toRow (catalog: Catalog, entry: Entry) {
  const { code, status, group, message, messages, retry, details, headers, causes, aliases, retryAfterDetail, ...rest } = entry
  const typed = Object.fromEntries(details.map(({ name, schema, required }) => [required ? name : `${name}?`, schema]))
  return {
    code,
    status,
    group,
    message: message.text,
    retry,
    ...rest,
    ...(retryAfterDetail === undefined ? {} : { retryAfter: `{${retryAfterDetail}}` }),
    ...unlessEmpty('causes', causes),
    ...unlessEmpty('details', typed),
    ...unlessEmpty('private', details.filter(detail => detail.private).map(({ name }) => name)),
    ...unlessEmpty('headers', Object.fromEntries(headers.map(([name, value]) => [name, value.text]))),
    ...unlessEmpty('aliases', aliases),
    ...unlessEmpty('locales', Object.fromEntries([...messages].map(([language, { text }]) => [language, text]))),
    ...(catalog.name === '' ? {} : { catalog: catalog.name })
  }
}

function unlessEmpty (name: string, value: object) {
  return Object.keys(value).length === 0 ? {} : { [name]: value }
}

type Includes = (entry: Entry, catalog: Catalog) => boolean

/** The entries of the catalogs, in the order of the file. */
export function toRows (catalogs: readonly Catalog[], includes: Includes) {
  return catalogs.flatMap(catalog =>
    [...catalog.entries.values()].filter(entry => includes(entry, catalog)).map(entry => toRow(catalog, entry)))
}

const columns = ['status', 'code', 'retry', 'group', 'message'] as const

/** A table with one line for each entry, which `width` shortens at its end. Catalogs without entries are left out. */
export function toList (catalogs: readonly Catalog[], includes: Includes, width: number): string {
  return catalogs.flatMap(catalog => {
    const rows = toRows([catalog], includes).map(row => columns.map(column => String(row[column] ?? '')))
    if (rows.length === 0) return []
    const table = toTable([columns, ...rows]).split('\n').map(line => shorten(line, width)).join('\n')
    return [`${catalog.name === '' ? '' : `# ${escapeControls(catalog.name)}\n`}${table}`]
  }).join('\n')
}

/** Counts each character as one column: a line with wide characters may be shorter than the terminal. */
function shorten (line: string, width: number): string {
  if (stringWidth(line) <= width) return line
  let short = ''
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (stringWidth(short + segment) > width - 1) break
    short += segment
  }
  return `${short.trimEnd()}…`
}
