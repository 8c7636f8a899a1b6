import { existsSync } from 'node:fs'
import { maxBytes } from '../source/decodeText.ts'
import { CatalogText } from '../source/open.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Reading } from '../catalog/read.ts'
import { lintCatalogs } from '../envelope/load.ts'
import { defaultPath } from './arguments.ts'
import type { Outcome } from './outcome.ts'
import { report } from './report.ts'

/** Read the catalog of a command line: a path, a package, a shipped catalog such as `http`, or `-` for stdin. */
export async function readCatalogs (given: string): Promise<Reading> {
  if (given === '-') return await lintCatalogs(new CatalogText(await readStdin(), 'stdin'))
  const reading = await lintCatalogs(given)
  if (given !== defaultPath || existsSync(given)) return reading
  return {
    ...reading,
    diagnostics: reading.diagnostics.map(diagnostic => ({
      ...diagnostic,
      message: `${diagnostic.message}, or write one by error-catalog init`
    }))
  }
}

/** The bytes of stdin, up to slightly more than the size limit of a catalog. */
async function readStdin (): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) break
  }
  return Buffer.concat(chunks)
}

/** The catalogs if they are valid, else the outcome that reports the problems. */
export async function readSound (given: string): Promise<Reading | Outcome & { readonly files: readonly string[] }> {
  const reading = await readCatalogs(given)
  const errors = reading.diagnostics.filter(({ level }) => level === 'error')
  return errors.length === 0 ? reading : { code: 1, stderr: report(errors), files: reading.files }
}

export function countCodes (catalogs: readonly Catalog[]): number {
  return catalogs.reduce((sum, { entries }) => sum + entries.size, 0)
}
