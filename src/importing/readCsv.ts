import papaparse from 'papaparse'
import type { Found } from './found.ts'
import { readRows, type Row } from './readRows.ts'

/** Read a table of errors whose first row names the columns. Fields are separated by commas, semicolons or tabs. */
export function readCsv (text: string, file: string): Found {
  const { data, errors } = papaparse.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false })
  const rows: Row[] = []
  let line = 1
  for (const cells of data) {
    if (cells.some(cell => cell.trim() !== '')) rows.push({ cells, line })
    // A quoted field may hold line ends.
    line += 1 + cells.join('').split('\n').length - 1
  }
  const [header, ...rest] = rows
  const unread = errors.filter(({ type }) => type === 'Quotes').map(({ message, row = 0 }) => ({ file, line: row + 1, reason: message }))
  const found = readRows(rest, file, header?.cells)
  return { ...found, unread: [...unread, ...found.unread] }
}
