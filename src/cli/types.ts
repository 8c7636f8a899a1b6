import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { marker, toTypes } from '../render/types.ts'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'

export interface TypesOptions {
  /** The file to write; `-` for stdout. */
  readonly output: string
  /** The key of `Register`, for a source with one catalog. */
  readonly name?: string
  readonly check?: boolean
  /** Overwrite a file that this command has not written. */
  readonly force?: boolean
  readonly watch?: boolean
  readonly json?: boolean
}

/** What `types` tells, and the files its result depends on. */
export type TypesOutcome = Outcome & { readonly files: readonly string[] }

/** The types of a catalog: written, printed, or compared with what was written before. */
export async function types (given: string, { output, name, check = false, force = false, json = false }: TypesOptions): Promise<TypesOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { file, files, catalogs } = reading
  if (name !== undefined && catalogs.length > 1) {
    const names = catalogs.map(catalog => catalog.name)
    return { code: 1, files, stderr: `--name "${name}" must be the name of one catalog, but ${file} holds ${names.join(', ')}: name one of them such as "${file}#${names[0]}"\n` }
  }
  const text = toTypes(name === undefined ? catalogs : catalogs.map(catalog => ({ ...catalog, name })), given === '-' ? 'catalog' : keyOf(file))
  if (output === '-') return { code: 0, files, stdout: json ? toJson({ text }) : text }
  const old = textOf(output)
  // Git may have changed the line ends.
  const state = old?.replaceAll('\r\n', '\n') === text ? 'unchanged' : check ? 'stale' : 'written'
  const fault = toRefusal(output, old, { files, force }) ?? (state === 'written' ? replaceFile(output, text, old) : undefined)
  if (fault !== undefined) return { code: 1, files, stderr: `${output} ${fault}\n` }
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

/** Why a file must not be overwritten: it is read by this command, or this command has not written it. */
function toRefusal (output: string, old: string | undefined, { files, force }: { readonly files: readonly string[], readonly force: boolean }): string | undefined {
  if (files.some(file => isSame(file, output))) return 'is read by this command and must not be overwritten: name another file, such as catalog.d.ts'
  const isForeign = old !== undefined && old.trim() !== '' && !old.replace(/^\uFEFF/, '').startsWith(marker)
  return isForeign && !force ? 'was not written by error-catalog types: use --force to overwrite it, or name another file' : undefined
}

/** Whether two paths lead to one file, by whatever links. */
function isSame (file: string, other: string): boolean {
  try {
    const [one, two] = [statSync(file, { bigint: true }), statSync(other, { bigint: true })]
    return one.ino === two.ino && one.dev === two.dev
  } catch {
    return false
  }
}
