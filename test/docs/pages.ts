import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The files of these folders with these endings, as paths from the root, without installed packages. */
export function filesOf (folders: readonly string[], endings: readonly string[]): string[] {
  const files = folders.filter(folder => existsSync(join(root, folder))).flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)))
  return files.filter(file => endings.some(ending => file.endsWith(ending)) && !file.split('/').includes('node_modules'))
}

/** Every Markdown page of the repository. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter(file => file.endsWith('.md')),
  ...filesOf(['docs', 'bench', 'examples', 'acceptance', '.github'], ['.md'])
]

/** A page without its code blocks: a `#` in an example is no heading. */
export const proseOf = (page: string) => readFileSync(join(root, page), 'utf8').replaceAll(/^ *```[^]*?^ *```$/gm, '')

/** The code block behind a marker of a page. */
export function blockAfter (page: string, marker: string): string {
  const block = new RegExp(`<!-- ${marker}.*? -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(readFileSync(join(root, page), 'utf8'))?.[1]
  if (block === undefined) throw new Error(`${page} has no block behind <!-- ${marker} -->`)
  return block
}
