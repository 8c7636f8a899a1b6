import { toList, toRows } from '../render/list.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'

/** Every code of a catalog, as a table or as data. */
export async function list (given: string, { json = false }: { json?: boolean }): Promise<Outcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  return { code: 0, stdout: json ? toJson(toRows(reading.catalogs)) : toList(reading.catalogs) }
}
