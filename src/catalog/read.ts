import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { toCatalog, type Catalog } from './catalog.ts'
import { CatalogFile, type CatalogInput } from './catalogFile.ts'
import { inOrderOfPlace, type Diagnostic, type Mistake } from './diagnostic.ts'
import { InvalidCatalogError } from './invalidCatalogError.ts'
import { hintOf } from './nearest.ts'
import { shapeMistakes } from './shape.ts'
import { shipped } from './shipped.ts'
import { fromObject, toDiagnostic, type Source } from './source.ts'

/** Where a catalog is read from: a path with an optional `#name`, a file: URL, or the content itself. */
export type CatalogSource = string | URL | CatalogInput | { readonly catalogs: Readonly<Record<string, CatalogInput>> }

/** Told of every catalog that was built, with a way to report more mistakes at their places. */
export type Check = (catalog: Catalog, report: (mistake: Mistake) => void, path: readonly string[]) => void

/** The catalogs of a source with their diagnostics. Nothing is thrown for what is wrong in them. */
export interface Reading {
  readonly file: string
  readonly catalogs: readonly Catalog[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Read the one catalog a source names.
 *
 * @throws InvalidCatalogError with every mistake found.
 */
export async function readCatalog (from: CatalogSource, check?: Check): Promise<Catalog> {
  const { catalogs, diagnostics } = await readCatalogs(from, check)
  const errors = diagnostics.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new InvalidCatalogError(errors)
  if (catalogs.length === 1) return catalogs[0] as Catalog
  const names = catalogs.map(({ name }) => name)
  const file = describe(from)
  throw new InvalidCatalogError([{
    level: 'error',
    path: [],
    place: { file },
    message: `holds several catalogs: name one of them, such as "${file}#${names[0]}" (${names.join(', ')})`
  }])
}

/** Read every catalog a source names: one where it has a fragment, else all of the file. */
export async function readCatalogs (from: CatalogSource, check: Check = () => {}): Promise<Reading> {
  const reader = new Reader(check)
  const { source, name } = await open(from, process.cwd())
  const catalogs = await reader.read(source, name)
  return { file: source.file, catalogs, diagnostics: reader.diagnostics.sort(inOrderOfPlace) }
}

class Reader {
  readonly diagnostics: Diagnostic[] = []
  readonly #check: Check
  readonly #inputs = new Map<string, Map<string, CatalogInput> | undefined>()
  readonly #built = new Map<string, Catalog>()

  constructor (check: Check) {
    this.#check = check
  }

  async read (source: Source, name: string | undefined): Promise<Catalog[]> {
    const inputs = this.#inputsOf(source)
    if (inputs === undefined) return []
    if (name !== undefined && !inputs.has(name)) {
      this.#report(source, {
        path: [],
        message: `holds no catalog "${name}"${hintOf(name, inputs.keys())}: it has ${[...inputs.keys()].map(key => key === '' ? 'only one, without a name' : key).join(', ')}`
      })
      return []
    }
    const catalogs: Catalog[] = []
    for (const each of name === undefined ? inputs.keys() : [name]) {
      const catalog = await this.#build(source, inputs, each, [])
      if (catalog !== undefined) catalogs.push(catalog)
    }
    return catalogs
  }

  /** The catalogs of a source by name, or nothing when its text or its shape is wrong. */
  #inputsOf (source: Source): Map<string, CatalogInput> | undefined {
    const id = source.path ?? source.file
    if (!this.#inputs.has(id)) this.#inputs.set(id, this.#checkShape(source))
    return this.#inputs.get(id)
  }

  #checkShape (source: Source): Map<string, CatalogInput> | undefined {
    const before = this.diagnostics.length
    this.diagnostics.push(...source.faults)
    if (source.faults.length === 0) {
      for (const mistake of shapeMistakes(CatalogFile, source.value)) this.#report(source, mistake)
    }
    if (this.diagnostics.length > before) return undefined
    const { catalogs, ...only } = source.value as CatalogFile
    return new Map(catalogs === undefined ? [['', only]] : Object.entries(catalogs))
  }

  async #build (source: Source, inputs: Map<string, CatalogInput>, name: string, chain: readonly string[]): Promise<Catalog | undefined> {
    const id = `${source.path ?? source.file}#${name}`
    const built = this.#built.get(id)
    if (built !== undefined) return built
    const input = inputs.get(name) as CatalogInput
    const path = name === '' ? [] : ['catalogs', name]
    const parent = input.extends === undefined
      ? undefined
      : await this.#parent(source, inputs, input.extends, [...chain, id], mistake => this.#report(source, { ...mistake, path: [...path, 'extends'] }))
    if (input.extends !== undefined && parent === undefined) return undefined
    const report = (mistake: Mistake) => this.#report(source, mistake)
    const catalog = toCatalog(name, input, { parent, path, report })
    this.#check(catalog, report, path)
    this.#built.set(id, catalog)
    return catalog
  }

  async #parent (source: Source, inputs: Map<string, CatalogInput>, target: string, chain: readonly string[], report: (mistake: { message: string }) => void): Promise<Catalog | undefined> {
    const follow = (from: Source, catalogs: Map<string, CatalogInput>, name: string) => {
      if (chain.includes(`${from.path ?? from.file}#${name}`)) {
        report({ message: `extends must not lead back to where it started: ${[...chain.map(id => id.slice(id.lastIndexOf('#') + 1) || 'this catalog'), target].join(' → ')}` })
        return undefined
      }
      return this.#build(from, catalogs, name, chain)
    }
    if (target.startsWith('.')) {
      const other = await open(target, source.path === undefined ? process.cwd() : dirname(source.path))
      const catalogs = this.#inputsOf(other.source)
      if (catalogs === undefined) return undefined
      const name = other.name ?? (catalogs.size === 1 ? [...catalogs.keys()][0] as string : '')
      if (catalogs.has(name)) return follow(other.source, catalogs, name)
      report({ message: `extends must name one catalog of ${target.split('#')[0]}: ${[...catalogs.keys()].join(', ')}` })
      return undefined
    }
    if (inputs.has(target)) return follow(source, inputs, target)
    const base = fromObject(shipped, 'fastify-error-catalog')
    const catalogs = new Map(Object.entries(shipped.catalogs)) as unknown as Map<string, CatalogInput>
    if (catalogs.has(target)) return follow(base, catalogs, target)
    const names = [...inputs.keys(), ...catalogs.keys()].filter(name => name !== '')
    report({ message: `extends must be a catalog of this file, a shipped one or a path that begins with a dot, got "${target}"${hintOf(target, names)}` })
    return undefined
  }

  #report (source: Source, mistake: Mistake) {
    this.diagnostics.push(toDiagnostic(source, mistake))
  }
}

function describe (from: CatalogSource): string {
  return typeof from === 'string' || from instanceof URL ? String(from).split('#')[0] as string : 'catalog'
}

async function open (from: CatalogSource, base: string): Promise<{ source: Source, name: string | undefined }> {
  if (typeof from !== 'string' && !(from instanceof URL)) return { source: fromObject(from), name: undefined }
  const [file, fragment] = splitFragment(String(from))
  const path = from instanceof URL || file.startsWith('file:') ? fileURLToPath(new URL(file, pathToFileURL(`${base}/`))) : resolve(base, file)
  const name = fragment === undefined || fragment === '' ? undefined : fragment
  try {
    const text = await readFile(path, 'utf8')
    // The parser with positions costs more than the rest of the start: only who reads YAML pays for it.
    const { readYaml } = await import('./readYaml.ts')
    return { source: readYaml(text, file, path), name }
  } catch (error) {
    return { source: unreadable(file, error as NodeJS.ErrnoException), name }
  }
}

function splitFragment (from: string): [file: string, fragment: string | undefined] {
  const at = from.lastIndexOf('#')
  return at === -1 ? [from, undefined] : [from.slice(0, at), decodeURIComponent(from.slice(at + 1))]
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file: check the path, which starts from the directory the process runs in',
  EISDIR: 'is a directory: name the file in it',
  EACCES: 'the file must be readable by this process'
}

function unreadable (file: string, { code = '', message }: NodeJS.ErrnoException): Source {
  const fault: Diagnostic = { level: 'error', path: [], place: { file }, message: reasons[code] ?? message }
  return { ...fromObject(undefined, file), faults: [fault] }
}
