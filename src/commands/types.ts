import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { toTypes } from '../generate/types.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'

export interface TypesOptions {
  /** The file to write; stdout without it. */
  readonly output?: string
  /** The key of `Register`, for a source with one catalog. */
  readonly name?: string
  readonly check?: boolean
  readonly json?: boolean
}

/** What `types` prints, and the files its result depends on. */
export type TypesOutcome = Outcome & { readonly files?: readonly string[] }

/** The types of a catalog: written, printed, or compared with what was written before. */
export async function types (given: string, { output, name, check = false, json = false }: TypesOptions): Promise<TypesOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, files, catalogs } = reading
  if (name !== undefined && catalogs.length > 1) {
    return { code: 1, files, stderr: `--name "${name}" must be the name of one catalog: ${file} holds ${catalogs.map(({ name }) => name).join(', ')}, name one of them such as "${file}#${catalogs[0]?.name}"\n` }
  }
  const text = toTypes(name === undefined ? catalogs : catalogs.map(catalog => ({ ...catalog, name })), nameOf(file))
  if (output === undefined || output === '-') return { code: 0, files, stdout: json ? toJson({ text }) : text }
  const isStale = textOf(output) !== text
  if (isStale && !check) {
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(output, text)
  }
  const codes = catalogs.reduce((sum, { entries }) => sum + entries.size, 0)
  const state = isStale ? check ? 'stale' : 'written' : 'unchanged'
  return {
    code: state === 'stale' ? 1 : 0,
    files,
    ...json
      ? { stdout: toJson({ file: output, state, codes }) }
      : { stderr: `${output} ${sayings[state]}\n` }
  }
}

const sayings = {
  stale: 'is stale: run error-catalog types without --check',
  written: 'was written',
  unchanged: 'is up to date'
} as const

/** The name of a file up to its first dot. */
function nameOf (file: string): string {
  const [name] = basename(file).split('.')
  return name || 'catalog'
}

function textOf (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
