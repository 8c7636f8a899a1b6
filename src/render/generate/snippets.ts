import type { Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import { nameText } from '../typeText.ts'
import { classNamesOf } from './classNames.ts'
import { publicDetails } from './errorData.ts'

/** How callers of a generated client handle a code. */
export interface Snippet {
  /** The language as people write it: `TypeScript`. */
  readonly title: string
  /** The language as Markdown fences and `--lang` name it. */
  readonly language: string
  readonly text: string
}

/** A short example for a code in each language that clients are generated for. */
export function snippetsOf (catalog: Catalog, entry: Entry): Snippet[] {
  const name = namesOf(catalog).get(entry.code) as string
  return [
    { title: 'TypeScript', language: 'ts', text: toTypeScriptSnippet(name, entry) },
    { title: 'Python', language: 'python', text: toPythonSnippet(name, entry) },
    { title: 'Go', language: 'go', text: toGoSnippet(name, entry) }
  ]
}

function toPythonSnippet (name: string, entry: Entry): string {
  const [first] = publicDetails(entry)
  const read = entry.retry === 'after'
    ? 'error.retry_after'
    : first === undefined ? 'error' : `error.details.get(${JSON.stringify(first.name)})`
  return `from errors import ${name}\n\ntry:\n    call()\nexcept ${name} as error:\n    print(${read})`
}

function toGoSnippet (name: string, entry: Entry): string {
  const read = publicDetails(entry).length === 0 ? 'failed.Message' : 'failed.RawDetails'
  // A pointer: without the header there is no time to wait.
  const print = entry.retry === 'after'
    ? '\tif failed.RetryAfter != nil {\n\t\tfmt.Println(*failed.RetryAfter)\n\t}'
    : `\tfmt.Println(${read})`
  return `var failed *apierrors.${name}\nif errors.As(apierrors.Check(response), &failed) {\n${print}\n}`
}

/** The class names of a catalog, cached because a site needs them for each code. */
const names = new WeakMap<Catalog['entries'], ReadonlyMap<string, string>>()

function namesOf ({ entries }: Catalog): ReadonlyMap<string, string> {
  const known = names.get(entries) ?? classNamesOf(entries.values())
  names.set(entries, known)
  return known
}

function toTypeScriptSnippet (name: string, entry: Entry): string {
  const details = publicDetails(entry).map(({ name }) => name)
  const [first] = details
  const read = first === undefined
    ? 'error.message'
    : /^[A-Za-z_$][\w$]*$/.test(first) ? `error.details.${first}` : `error.details[${nameText(first)}]`
  return [
    `import { ${name} } from './errors.ts'`,
    '',
    'try {',
    '  await call()',
    '} catch (error) {',
    `  if (!(error instanceof ${name})) throw error`,
    `  console.error(${entry.retry === 'after' ? 'error.retryAfter' : read})`,
    '}'
  ].join('\n')
}
