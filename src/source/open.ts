import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fastJson } from './fastJson.ts'
import { fromObject, type PlaceOf, type Source } from './source.ts'

/** The text of a catalog that stands in no file, such as what a command reads from stdin. */
export class CatalogText {
  readonly yaml: string
  /** What diagnostics call it. */
  readonly file: string

  constructor (yaml: string, file: string) {
    this.yaml = yaml
    this.file = file
  }
}

/** A source, with the name of the one catalog of it that is meant; or why there is none. */
export type Opened =
  | { readonly source: Source, readonly name: string | undefined }
  | { readonly file: string, readonly fault: string }

/**
 * Open a path with an optional `#name`, a file: URL, a text, or the content itself.
 *
 * `opened` holds the files that were read before, by path. A relative path starts from the file `base`, if there is one.
 */
export async function open (from: unknown, opened: Map<string, Source>, base?: Source): Promise<Opened> {
  if (from instanceof CatalogText) return { source: await readText(from.yaml, from.file, resolve(from.file)), name: undefined }
  if (typeof from !== 'string' && !(from instanceof URL)) return openObject(from)
  const text = String(from)
  const end = /#[^#/]*$/.exec(text)?.index ?? text.length
  const [given, name] = [text.slice(0, end), text.slice(end + 1)]
  const file = base?.path === undefined ? given : join(dirname(base.file), given)
  try {
    const path = resolve(given.startsWith('file:') || from instanceof URL ? fileURLToPath(given) : file)
    const source = opened.get(path) ?? await readSource(file, path)
    opened.set(path, source)
    return { source, name: name === '' ? undefined : name }
  } catch (error) {
    const { code = '', path = given, message } = error as NodeJS.ErrnoException
    return { file, fault: reasons[code]?.(path) ?? `the file cannot be read: ${message}` }
  }
}

const reasons: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: path => `there is no such file: check the path ${path}`,
  ENOTDIR: path => `there is no such file: check the path ${path}`,
  EISDIR: () => 'is a directory: name the file in it',
  ERR_INVALID_URL_SCHEME: url => `must be a path or a file: URL, got "${url}"`
}

async function readSource (file: string, path: string): Promise<Source> {
  return await readText(await readFile(path, 'utf8'), file, path)
}

/** Without places first: to read them costs more than the rest of the start, and a text without a mistake needs none. */
async function readText (given: string, file: string, path: string): Promise<Source> {
  // Editors do not count a byte order mark as a column.
  const text = given.replace(/^\uFEFF/, '')
  const placed = async () => (await import('./readYaml.ts')).readYaml(text, file, path)
  const quick = fastJson(text) ?? (await import('./fastYaml.ts')).fastYaml(text)
  if (quick === undefined) return await placed()
  let places: Promise<PlaceOf> | undefined
  return { file, path, ...quick, faults: [], places: async () => await (places ??= placed().then(source => source.places())) }
}

function openObject (value: unknown): Opened {
  try {
    // A copy as JSON, so that nothing that JSON cannot say gets in and no later change of the object does.
    return { source: fromObject(JSON.parse(JSON.stringify(value) as string | undefined ?? 'null')), name: undefined }
  } catch (error) {
    return { file: 'catalog', fault: `the catalog must be plain data: ${(error as Error).message}` }
  }
}
