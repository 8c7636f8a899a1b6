import { basename } from 'node:path'
import { marker, toTypes } from '../render/types.ts'
import { countCodes, readSound } from './readCatalogs.ts'
import { writeOutput, type OutputOptions, type WriteOutcome } from './writeOutput.ts'

export interface TypesOptions extends OutputOptions {
  /** The key of `Register`, for a source with one catalog. */
  readonly name?: string
  readonly watch?: boolean
}

/** Write, print or check the types of a catalog. */
export async function types (given: string, options: TypesOptions): Promise<WriteOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, files, catalogs } = reading
  const { name } = options
  if (name !== undefined && catalogs.length > 1) {
    const names = catalogs.map(catalog => catalog.name)
    return {
      code: 1,
      files,
      stderr: `--name "${name}" must be the name of one catalog, but ${file} holds ${names.join(', ')}: ` +
        `name one of them such as "${file}#${names[0]}"\n`
    }
  }
  const text = toTypes(
    name === undefined ? catalogs : catalogs.map(catalog => ({ ...catalog, name })), given === '-' ? 'catalog' : keyOf(file)
  )
  return writeOutput({ command: 'types', text, marker, example: 'catalog.d.ts', files, codes: countCodes(catalogs) }, options)
}

/** The name of a file up to its first dot; none if it begins with a dot. */
function keyOf (file: string): string {
  return /^[^.]+/.exec(basename(file))?.[0] ?? 'catalog'
}
