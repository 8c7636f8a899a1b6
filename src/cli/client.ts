import type { Catalog } from '../catalog/catalog.ts'
import { languages, type LanguageName } from '../render/generate/languages.ts'
import { readSound } from './readCatalogs.ts'
import { writeOutput, type OutputOptions, type WriteOutcome } from './writeOutput.ts'

export interface ClientOptions extends OutputOptions {
  readonly lang: LanguageName
}

/** Generate the client of a catalog: data, types and classes of its codes. */
export async function client (given: string, { lang, ...options }: ClientOptions): Promise<WriteOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, files, catalogs } = reading
  if (catalogs.length > 1) {
    const names = catalogs.map(({ name }) => name)
    return {
      code: 1,
      files,
      stderr: `${file} must be one catalog, but it has ${names.join(', ')}: name one of them such as "${file}#${names[0]}"\n`
    }
  }
  const { marker, extension, generate } = languages[lang]
  // A source without errors has a catalog.
  const [catalog] = catalogs as readonly [Catalog]
  return writeOutput(
    { command: 'client', text: generate(catalog), marker, example: `errors.${extension}`, files, codes: catalog.entries.size }, options
  )
}
