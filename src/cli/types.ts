import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { toTypes } from '../render/types.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'
import { writeFile } from './writeFile.ts'

export interface TypesOptions {
  /** The file to write; `-` for stdout. */
  readonly output: string
  /** The key of `Register`, for a source with one catalog. */
  readonly name?: string
  readonly check?: boolean
  readonly watch?: boolean
  readonly json?: boolean
}

/** What `types` tells, and the files its result depends on. */
export type TypesOutcome = Outcome & { readonly files: readonly string[] }

/** The types of a catalog: written, printed, or compared with what was written before. */
export async function types (given: string, { output, name, check = false, json = false }: TypesOptions): Promise<TypesOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, files, catalogs } = reading
  if (name !== undefined && catalogs.length > 1) {
    const names = catalogs.map(catalog => catalog.name)
    return { code: 1, files, stderr: `--name "${name}" must be the name of one catalog, but ${file} holds ${names.join(', ')}: name one of them such as "${file}#${names[0]}"\n` }
  }
  const text = toTypes(name === undefined ? catalogs : catalogs.map(catalog => ({ ...catalog, name })), given === '-' ? 'catalog' : keyOf(file))
  if (output === '-') return { code: 0, files, stdout: json ? toJson({ text }) : text }
  const state = textOf(output) === text ? 'unchanged' : check ? 'stale' : 'written'
  const fault = state === 'written' ? writeFile(output, text) : undefined
  if (fault !== undefined) return { code: 1, files, stderr: fault }
  const codes = catalogs.reduce((sum, { entries }) => sum + entries.size, 0)
  return {
    code: state === 'stale' ? 1 : 0,
    files,
    ...json ? { stdout: toJson({ file: output, state, codes }) } : { stderr: `${output} ${sayings[state]}\n` }
  }
}

const sayings = {
  stale: 'is stale: run error-catalog types without --check',
  written: 'was written',
  unchanged: 'is up to date'
} as const

/** The name of a file up to its first dot; one that begins with it has none. */
function keyOf (file: string): string {
  return /^[^.]+/.exec(basename(file))?.[0] ?? 'catalog'
}

/** What was written before, if anything; git may have changed its line ends. */
function textOf (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
