import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { readTextFile } from '../source/readTextFile.ts'
import { combine, merge, type MergedErrors } from './combine.ts'
import type { Found, Read } from './found.ts'

const source = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']

/** Each reader with its parser is loaded when a file needs it. */
const readers: ReadonlyArray<readonly [extensions: readonly string[], load: () => Promise<Read>]> = [
  [['.yaml', '.yml', '.json'], async () => (await import('./readOpenApi.ts')).readOpenApi],
  [['.md', '.markdown', '.mdx'], async () => (await import('./readMarkdown.ts')).readMarkdown],
  [['.html', '.htm'], async () => (await import('./readHtml.ts')).readHtml],
  [['.csv', '.tsv'], async () => (await import('./readCsv.ts')).readCsv],
  [['.txt', '.text'], async () => (await import('./readText.ts')).readText],
  [source, loadSourceReader]
]

const extensions: readonly string[] = readers.flatMap(([names]) => names)

export interface FilesRead extends MergedErrors {
  /** How many files were read. */
  readonly files: number
  /** A sentence for each file that could not be read at all. */
  readonly faults: readonly string[]
}

/** Read the errors of files, and of the source files in folders. */
export async function readFiles (paths: readonly string[]): Promise<FilesRead> {
  const found: Found[] = []
  const faults: string[] = []
  let files = 0
  for (const path of paths.flatMap(expand)) {
    const file = relative('.', path).split(sep).join('/')
    const [, load] = readers.find(([names]) => names.includes(extname(path).toLowerCase())) ?? []
    if (load === undefined) {
      faults.push(`${file} cannot be imported: its name must end with ${extensions.join(', ')}`)
      continue
    }
    const opened = await readTextFile(path)
    if ('fault' in opened) {
      faults.push(`${file} ${opened.fault}`)
      continue
    }
    const read = await load().catch((error: Error) => error)
    if (read instanceof Error) return { ...merge(combine([])), files, faults: [read.message] }
    files++
    found.push(await read(opened.text, file))
  }
  return { ...merge(combine(found)), files, faults }
}

/** @throws Error if the project has no parser for source. */
async function loadSourceReader () {
  const { loadTypeScript } = await import('./loadTypeScript.ts')
  await loadTypeScript()
  return (await import('./readSource.ts')).readSource
}

/** A file, or the source files of a folder and of those below it. */
function expand (path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  return readdirSync(path, { withFileTypes: true }).sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name)).flatMap(entry => {
    if (entry.name.startsWith('.') || ['node_modules', 'dist', 'coverage'].includes(entry.name)) return []
    if (entry.isDirectory()) return expand(join(path, entry.name))
    return source.includes(extname(entry.name)) && !/\.d\.[cm]?ts$/.test(entry.name) ? [join(path, entry.name)] : []
  })
}
