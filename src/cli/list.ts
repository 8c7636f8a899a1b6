import type { Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Reading } from '../catalog/read.ts'
import { toList, toRows } from '../render/list.ts'
import { counted } from '../support/counted.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'
import { terminalWidth } from './style.ts'

export interface ListOptions {
  /** Only codes that the catalog declares itself. */
  readonly own?: boolean
  /** Only this status, such as `404`, or a class of statuses, such as `4xx`. */
  readonly status?: string
  /** Only this group, in any case. */
  readonly group?: string
  /** Only codes with this text in the code, the message or the meaning, in any case. */
  readonly search?: string
  readonly json?: boolean
}

/** The codes of a catalog, as a table or as data. */
export async function list (given: string, { json = false, ...filters }: ListOptions): Promise<Outcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { catalogs } = reading
  const includes = toFilter(reading, filters)
  if (json) return { code: 0, stdout: toJson(toRows(catalogs, includes)) }
  const text = toList(catalogs, includes, terminalWidth())
  const total = catalogs.reduce((sum, { entries }) => sum + entries.size, 0)
  return text === '' ? { code: 1, stderr: `none of ${counted(total, 'code')} fits the options\n` } : { code: 0, stdout: text }
}

function toFilter ({ built }: Reading, { own = false, status, group, search }: Omit<ListOptions, 'json'>) {
  const declared = new Map(built.map(({ catalog, draft }) => [catalog, new Set(Object.keys(draft.input.codes ?? {}))]))
  const has = (text: string | undefined, part: string) => text?.toLowerCase().includes(part.toLowerCase()) === true
  return (entry: Entry, catalog: Catalog): boolean => (
    (!own || declared.get(catalog)?.has(entry.code) === true) &&
    (status === undefined || new RegExp(`^${status.replace(/x/gi, '\\d')}$`).test(String(entry.status))) &&
    (group === undefined || entry.group?.toLowerCase() === group.toLowerCase()) &&
    (search === undefined || [entry.code, entry.message.text, entry.meaning].some(text => has(text, search)))
  )
}
