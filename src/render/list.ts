import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
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

/** Every entry of the catalogs, in the order of the file. */
export function toRows (catalogs: readonly Catalog[]) {
  return catalogs.flatMap(catalog => [...catalog.entries.values()].map(entry => toRow(catalog, entry)))
}

const columns = ['status', 'code', 'retry', 'group', 'message'] as const

/** A table as text, one line for each entry. */
export function toList (catalogs: readonly Catalog[]): string {
  return catalogs.map(catalog => {
    const rows = toRows([catalog]).map(row => columns.map(column => String(row[column] ?? '')))
    return `${catalog.name === '' ? '' : `# ${escapeControls(catalog.name)}\n`}${toTable([columns, ...rows])}`
  }).join('\n')
}
