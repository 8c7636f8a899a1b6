import Table from 'cli-table3'
import { escapeControls } from '../support/escapeControls.ts'

const lines = [
  'top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid',
  'right', 'right-mid', 'middle'
]

/** Rows as text in columns, without borders. Control characters are escaped, so each row is one line. */
export function toTable (rows: ReadonlyArray<readonly string[]>): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    chars: Object.fromEntries(lines.map(name => [name, '']))
  })
  table.push(...rows.map(row => row.map(escapeControls)))
  return table.toString().split('\n').map(line => `${line.trimEnd()}\n`).join('')
}
