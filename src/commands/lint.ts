import { counted, type Diagnostic } from '../catalog/diagnostic.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readCatalogs } from './readCatalogs.ts'
import { report } from './report.ts'

export interface LintOptions {
  readonly strict?: boolean
  readonly json?: boolean
}

/** Every mistake in a catalog, for people or as data. */
export async function lint (given: string, { strict = false, json = false }: LintOptions): Promise<Outcome> {
  const { file, catalogs, diagnostics } = await readCatalogs(given)
  const isFit = diagnostics.every(({ level }) => level === 'warning' && !strict)
  const codes = catalogs.reduce((sum, { entries }) => sum + entries.size, 0)
  const verdict = isFit ? `${file}: ${counted(catalogs.length, 'catalog')}, ${counted(codes, 'code')}, fit to serve\n` : ''
  return { code: isFit ? 0 : 1, stdout: json ? toJson(diagnostics.map(toData)) : `${report(diagnostics)}${verdict}` }
}

function toData ({ level, message, path, place: { file, line, column } }: Diagnostic) {
  return { level, file, line, column, path: path.join('.'), message }
}
