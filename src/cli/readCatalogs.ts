import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Diagnostic } from '../source/diagnostic.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { CatalogText } from '../source/open.ts'
import type { Reading } from '../catalog/read.ts'
import { shipped } from '../catalog/shipped.ts'
import { lintCatalogs } from '../envelope/load.ts'
import type { Outcome } from './outcome.ts'
import { report } from './report.ts'

/** Where a catalog is looked for when none is named. */
export const defaultPath = './catalog.yaml'

/** Read what a command line names: a path, a shipped catalog such as `http`, or `-` for stdin. */
export async function readCatalogs (given: string): Promise<Reading> {
  if (given === '-') return await lintCatalogs(new CatalogText(await text(process.stdin), 'stdin'))
  const own = shipped.catalogs[given]
  if (own !== undefined && !existsSync(given)) return await lintCatalogs({ catalogs: { [given]: own } })
  const reading = await lintCatalogs(given)
  return reading.files.length > 0 ? reading : { ...reading, diagnostics: reading.diagnostics.map(diagnostic => withRemedy(diagnostic, given)) }
}

/** What to do where there is no such file. */
function withRemedy (diagnostic: Diagnostic, given: string): Diagnostic {
  const remedy = given === defaultPath ? ', or write one by error-catalog init' : didYouMean(given, Object.keys(shipped.catalogs))
  return { ...diagnostic, message: `${diagnostic.message}${remedy}` }
}

/** The same where nothing is wrong with it, else the outcome that tells what is. */
export async function readSound (given: string): Promise<Reading | Outcome & { readonly files: readonly string[] }> {
  const reading = await readCatalogs(given)
  const errors = reading.diagnostics.filter(({ level }) => level === 'error')
  return errors.length === 0 ? reading : { code: 1, stderr: report(errors), files: reading.files }
}
