import { type Diagnostic } from '../source/diagnostic.ts'
import { counted } from '../support/counted.ts'
import { lint as lintAll } from '../lint/lint.ts'
import { toJson, type Outcome } from './outcome.ts'
import { countCodes, readCatalogs } from './readCatalogs.ts'
import { report } from './report.ts'

export interface LintOptions {
  readonly strict?: boolean
  readonly fix?: boolean
  readonly json?: boolean
}

/** Every problem and warning of a catalog, as text or as data. */
export async function lint (given: string, { strict = false, fix = false, json = false }: LintOptions): Promise<Outcome> {
  let file = given
  const { catalogs, diagnostics, fixed, faults } = await lintAll(async () => {
    const reading = await readCatalogs(given)
    file = reading.file
    return reading
  }, { fix })
  const isFit = faults.length === 0 && diagnostics.every(({ level }) => level === 'warning' && !strict)
  const verdict = isFit ? `${file}: ${counted(catalogs.length, 'catalog')}, ${counted(countCodes(catalogs), 'code')}, fit to serve\n` : ''
  return {
    code: isFit ? 0 : 1,
    stdout: json
      ? toJson([...fixed.map(each => ({ ...toData(each), fixed: true })), ...diagnostics.map(toData)])
      : `${fixed.map(toFixed).join('')}${report(diagnostics)}${verdict}`,
    stderr: faults.map(fault => `${fault}\n`).join('')
  }
}

function toData ({ level, rule, message, path, place: { file, line, column } }: Diagnostic) {
  return { level, rule, file, line, column, path: path.join('.'), message }
}

function toFixed ({ rule, message, place: { file, line, column } }: Diagnostic): string {
  return `${file}:${line}:${column}  fixed: ${message} (${rule})\n`
}
