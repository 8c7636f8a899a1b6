import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeText } from './decodeText.ts'
import { fastJson } from './fastJson.ts'
import { readTextFile } from './readTextFile.ts'
import { isPackageName, resolvePackage } from './resolvePackage.ts'
import { fromObject, withoutExcerpts, type PlaceOf, type Source } from './source.ts'

/** A catalog without a file, such as stdin of a command. */
export class CatalogText {
  readonly bytes: Buffer
  /** Its name in diagnostics. */
  readonly file: string

  constructor (bytes: Buffer, file: string) {
    this.bytes = bytes
    this.file = file
  }
}

/** A source, with the name of the selected catalog; or the reason why there is none. */
export type Opened =
  | { readonly source: Source, readonly name: string | undefined }
  | { readonly file: string, readonly fault: string }

interface Located {
  /** Its name in diagnostics. */
  readonly file: string
  readonly path: string
  readonly isPackage?: true
}

type Files = Map<string, Source>

/**
 * Open a path with an optional `#name`, a file: URL, the name of a package, bytes, or the content itself.
 *
 * `opened` holds the files that were read before, by path. A relative path starts at the file `base`, or at the working directory.
 */
export async function open (from: unknown, opened: Files, base?: Source): Promise<Opened> {
  if (from instanceof CatalogText) return await openText(from)
  // A URL of another realm, such as a test runner's, is not an instance of URL.
  const isUrl = Object.prototype.toString.call(from) === '[object URL]'
  if (typeof from !== 'string' && !isUrl) return openObject(from)
  const [given, name] = splitFragment(String(from))
  if (isUrl || given.startsWith('file:')) return await openFile(locateUrl(given), name, opened, base)
  const path = resolve(folderOf(base), given)
  if (base === undefined && isPackageName(given) && !existsSync(path)) return await openPackage(String(from), opened)
  return await openFile({ file: base === undefined ? given : nameOf(path, base), path }, name, opened, base)
}

/** Open a file of a package with an optional `#name`, resolved from the file `base` or the working directory. */
export async function openPackage (from: string, opened: Files, base?: Source): Promise<Opened> {
  const [given, name] = splitFragment(from)
  const resolved = resolvePackage(given, base?.realPath ?? join(process.cwd(), 'package.json'))
  if ('fault' in resolved) return { file: given, ...resolved }
  return await openFile({ file: nameOf(resolved.path, base), path: resolved.path, isPackage: true }, name, opened, base)
}

async function openFile (
  located: Located | { readonly fault: string, readonly file: string }, name: string, opened: Files, base: Source | undefined
): Promise<Opened> {
  if ('fault' in located) return located
  const { file, path } = located
  const source = opened.get(path) ?? await readSource(located, base)
  if ('fault' in source) return { file, ...source }
  opened.set(path, source)
  return { source, name: name === '' ? undefined : name }
}

function splitFragment (text: string): readonly [given: string, name: string] {
  const end = /#[^#/\\]*$/.exec(text)?.index ?? text.length
  return [text.slice(0, end), text.slice(end + 1)]
}

function folderOf (base: Source | undefined): string {
  return base?.realPath === undefined ? process.cwd() : dirname(base.realPath)
}

/** Absolute if the path of the referring file is absolute. */
function nameOf (path: string, base: Source | undefined): string {
  return base === undefined || !isAbsolute(base.file) ? relative(process.cwd(), path) : path
}

function locateUrl (url: string): Located | { readonly fault: string, readonly file: string } {
  try {
    const path = fileURLToPath(url)
    return { file: path, path }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return {
      file: url,
      fault: code === 'ERR_INVALID_URL_SCHEME' ? `must be a path or a file: URL, got "${url}"` : `the file cannot be read: ${message}`
    }
  }
}

async function readSource ({ file, path, isPackage }: Located, base: Source | undefined): Promise<Source | { readonly fault: string }> {
  const read = await readTextFile(path)
  if ('fault' in read) return read
  const { text, realPath } = read
  const folder = base === undefined ? dirname(realPath) : base.folder ?? process.cwd()
  const source = { ...await readText(text, file, path), text, realPath, folder, ...isPackage === true ? { isPackage } : {} }
  return base === undefined || isShown(realPath, folder) ? source : withoutExcerpts(source)
}

/**
 * Whether diagnostics may quote the lines of a file that another refers to: only catalogs in the folder of the catalog that the
 * user named.
 */
function isShown (path: string, folder: string): boolean {
  const inside = relative(folder, path)
  return /\.(?:ya?ml|json)$/i.test(inside) && !isAbsolute(inside) &&
    !inside.split(sep).some(part => part === '..' || part === 'node_modules')
}

async function openText ({ bytes, file }: CatalogText): Promise<Opened> {
  const decoded = decodeText(bytes)
  return 'fault' in decoded ? { file, ...decoded } : { source: await readText(decoded.text, file, resolve(file)), name: undefined }
}

/** Without places first: reading them costs more than the rest of the start, and a valid text does not need them. */
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
    // A JSON copy, so that it contains only JSON values and later changes of the object have no effect.
    return { source: fromObject(JSON.parse(JSON.stringify(value) as string | undefined ?? 'null')), name: undefined }
  } catch (error) {
    return { file: 'catalog', fault: `the catalog must be plain data: ${(error as Error).message}` }
  }
}
