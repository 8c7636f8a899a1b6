import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formats, type Format } from '../render/pages/address.ts'
import { toSite } from '../render/pages/siteFiles.ts'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { counted } from '../support/counted.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'

export interface DocsOptions {
  /** The folder to write. */
  readonly output: string
  /** The formats to write; default: all. */
  readonly format?: readonly Format[]
  readonly title?: string
  /** The server of the example requests. */
  readonly url: string
  readonly check?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** The names of the files that this command has written into a folder: it may overwrite and delete these. */
const manifest = '.error-catalog-docs'

/** Write the reference pages of a catalog into a folder, or compare them with the folder. */
export async function docs (given: string, options: DocsOptions): Promise<Outcome> {
  const { output, format = formats, title, url, check = false, force = false, json = false } = options
  const reading = await readSound(given)
  if ('code' in reading) return reading
  if (!force && !check && isForeign(output)) {
    const remedy = 'use --force to write among them, or name another folder'
    return { code: 1, stderr: `${output} holds files that error-catalog docs did not write: ${remedy}\n` }
  }
  const site = toSite(reading.catalogs, { title, origin: url.replace(/\/$/, ''), formats: format })
  site.set(manifest, [...site.keys()].sort().map(name => `${name}\n`).join(''))
  const changed = [...site].filter(([name, text]) => textOf(join(output, name)) !== text)
  const left = leftIn(output).filter(name => !site.has(name))
  const fault = check ? undefined : write(output, changed, left)
  if (fault !== undefined) return { code: 1, stderr: `${fault}\n` }
  return toOutcome(output, { check, json, files: site.size - 1, stale: [...changed.map(([name]) => name), ...left] })
}

function isForeign (folder: string): boolean {
  return existsSync(folder) && textOf(join(folder, manifest)) === undefined && readdirSync(folder).length > 0
}

/** The files of an earlier run. A name that leads out of the folder is ignored. */
function leftIn (folder: string): string[] {
  const names = textOf(join(folder, manifest))?.split('\n') ?? []
  return names.filter(name => name !== '' && !name.split(/[\\/]/).includes('..') && existsSync(join(folder, name)))
}

type Files = ReadonlyArray<readonly [name: string, text: string]>

/** Write changed files and delete stale ones. @returns a message about the first file that cannot be written. */
function write (folder: string, changed: Files, left: readonly string[]): string | undefined {
  for (const [name, text] of changed) {
    const file = join(folder, name)
    const fault = replaceFile(file, text, textOf(file))
    if (fault !== undefined) return `${file} ${fault}`
  }
  for (const name of left) rmSync(join(folder, name))
  return undefined
}

interface Done {
  readonly check: boolean
  readonly json: boolean
  readonly files: number
  /** The files that were, or would be, written or deleted. */
  readonly stale: readonly string[]
}

function toOutcome (folder: string, { check, json, files, stale }: Done): Outcome {
  const state = stale.length === 0 ? 'unchanged' : check ? 'stale' : 'written'
  const code = state === 'stale' ? 1 : 0
  if (json) return { code, stdout: toJson({ folder, state, files, changed: stale }) }
  const sayings = {
    unchanged: 'is up to date',
    written: `was written: ${counted(files, 'file')}`,
    stale: `is stale, such as ${stale.slice(0, 3).join(', ')}: run error-catalog docs without --check`
  }
  return { code, stderr: `${folder} ${sayings[state]}\n` }
}
