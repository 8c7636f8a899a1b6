import type { Catalog } from './catalog.ts'
import { CatalogFile, Messages } from '../format/catalogFile.ts'
import type { Diagnostic, Finding } from '../source/diagnostic.ts'
import type { Locale } from './locales.ts'
import { compact } from '../support/compact.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { open, openPackage, type Opened } from '../source/open.ts'
import { isPackageName } from '../source/resolvePackage.ts'
import { check } from '../format/check.ts'
import type { Shape } from '../format/shape.ts'
import { shippedCatalog, shippedNames } from './shipped.ts'
import { fromObject, toDiagnostic, type Source } from '../source/source.ts'
import { everything, toDrafts, type Draft, type Incomplete } from './toDrafts.ts'
import { toCatalog } from './toCatalog.ts'

/** Checks each built catalog and reports further problems at their positions. An incomplete catalog is checked without its parents. */
export type Check = (catalog: Catalog, report: (mistake: Finding) => void, path: readonly string[], unsure: Incomplete) => void

/** A catalog with the part of a source that it was built from, and its messages in other languages. */
export interface BuiltCatalog {
  readonly catalog: Catalog
  readonly draft: Draft
  readonly locales: readonly Locale[]
  /** The catalog it extends. */
  readonly parent?: BuiltCatalog
}

type Drafts = ReadonlyMap<string, Draft>

/** Reads the catalogs of one source and all catalogs that they extend. Collects diagnostics instead of throwing. */
export class Reader {
  readonly diagnostics: Array<Diagnostic | Promise<Diagnostic>> = []
  readonly built: BuiltCatalog[] = []
  /** By path: files that extend one another are read once. */
  readonly files = new Map<string, Source>()
  readonly #check: Check
  readonly #drafts = new Map<Source, Drafts | undefined>()
  readonly #built = new Map<Draft, BuiltCatalog | undefined>()
  readonly #shipped: Source = { ...fromObject({}, 'fastify-error-catalog'), isPackage: true }
  readonly #shippedDrafts = new Map<string, Draft>()

  constructor (check: Check) {
    this.#check = check
  }

  async read (source: Source, name: string | undefined): Promise<Catalog[]> {
    const drafts = await this.#draftsOf(source)
    if (drafts === undefined) return []
    if (name !== undefined && !drafts.has(name)) {
      this.#report(source, { path: [], message: `the part after # ${unknownName(name, drafts)}` })
    }
    const catalogs: Catalog[] = []
    for (const draft of drafts.values()) {
      const built = name === undefined || name === draft.name ? await this.#build(draft, []) : undefined
      if (built !== undefined) catalogs.push(built.catalog)
    }
    return catalogs
  }

  /** The catalogs of a source; undefined if its text or its shape is invalid, which is reported. */
  async #draftsOf (source: Source): Promise<Drafts | undefined> {
    if (!this.#drafts.has(source)) {
      this.diagnostics.push(...source.faults)
      this.#drafts.set(source, source.value === undefined ? undefined : toDrafts(source, mistake => this.#report(source, mistake)))
    }
    return this.#drafts.get(source)
  }

  /** The catalog of a draft; undefined if its parent is unknown. */
  async #build (draft: Draft, below: readonly Draft[]): Promise<BuiltCatalog | undefined> {
    if (this.#built.has(draft)) return this.#built.get(draft)
    // Undefined until it is built, and if it extends itself.
    this.#built.set(draft, undefined)
    const { source, name, path, input } = draft
    const report = (mistake: Finding) => this.#report(source, mistake)
    const parent = input.extends === undefined ? undefined : await this.#parentOf(draft, input.extends, below)
    const unsure = input.extends !== undefined && parent === undefined ? everything : draft.unsure
    const locales = await this.#localesOf(draft)
    const catalog = toCatalog(name, input, { parent: parent?.catalog, locales, path, unsure, report })
    this.#check(catalog, report, path, unsure)
    // A missing name may be in the part that could not be read.
    if (unsure.has('codes')) return undefined
    const built = { catalog, draft, locales, ...compact({ parent }) }
    this.built.push(built)
    this.#built.set(draft, built)
    return built
  }

  async #parentOf (draft: Draft, target: string, below: readonly Draft[]): Promise<BuiltCatalog | undefined> {
    const parent = await this.#find(draft, target)
    const chain = [...below, draft]
    if (parent === undefined) return undefined
    if (!chain.includes(parent)) return this.#build(parent, chain)
    return this.#reportExtends(
      draft,
      'must not lead back to where it started: ' +
        `${[...chain, parent].map(({ name, source }) => name === '' ? source.file : name).join(' → ')}`
    )
  }

  /** The tables of other languages: in the catalog itself, or each in a separate file. */
  async #localesOf ({ source, input, path }: Draft): Promise<Locale[]> {
    const locales: Locale[] = []
    for (const [language, given] of Object.entries(input.locales ?? {})) {
      const at = [...path, 'locales', language]
      const report = (mistake: Finding) => this.#report(source, mistake)
      if (typeof given !== 'string') locales.push({ language, messages: given, source, path: at, report })
      else locales.push(...await this.#localeIn(given, language, { source, path: at }))
    }
    return locales
  }

  async #localeIn (file: string, language: string, { source, path }: Pick<Draft, 'source' | 'path'>): Promise<Locale[]> {
    const opened = await open(file, this.files, source)
    if ('fault' in opened) {
      this.#report(source, { path, message: `${language} must name a file that can be read, got "${file}": ${opened.fault}` })
      return []
    }
    if (isHidden(opened.source, Messages)) {
      this.#report(source, { path, message: `${language} must name a file with messages by code, got "${file}": ${hidden(opened.source)}` })
      return []
    }
    this.diagnostics.push(...opened.source.faults)
    if (opened.source.value === undefined) return []
    const report = (mistake: Finding) => this.#report(opened.source, mistake)
    const mistakes = check(Messages, opened.source.value)
    mistakes.forEach(report)
    return mistakes.length > 0
      ? []
      : [{ language, messages: opened.source.value as Locale['messages'], source: opened.source, path: [], report }]
  }

  async #find (draft: Draft, target: string): Promise<Draft | undefined> {
    if (target.startsWith('.')) return await this.#findInFile(draft, target, await open(target, this.files, draft.source))
    const own = await this.#draftsOf(draft.source) as Drafts
    const found = own.get(target) ?? this.#shippedDraft(target)
    if (found !== undefined) return found
    if (isPackageName(target)) return await this.#findInFile(draft, target, await openPackage(target, this.files, draft.source))
    const names = [...own.keys(), ...shippedNames].filter(name => name !== draft.name)
    return this.#reportExtends(
      draft,
      'must be a catalog of this file, a shipped one, a path that begins with a dot or a package with a slash, ' +
        `got "${target}"${didYouMean(target, names)}`
    )
  }

  /** The draft of a shipped catalog. A test checks their shapes, so a server does not. */
  #shippedDraft (name: string): Draft | undefined {
    const known = this.#shippedDrafts.get(name)
    const input = known === undefined ? shippedCatalog(name) : undefined
    if (input === undefined) return known
    const draft = { source: this.#shipped, name, path: ['catalogs', name], input, unsure: new Set<never>() }
    this.#shippedDrafts.set(name, draft)
    return draft
  }

  async #findInFile (draft: Draft, target: string, opened: Opened): Promise<Draft | undefined> {
    if ('fault' in opened) return this.#reportExtends(draft, `must name a file that can be read, got "${target}": ${opened.fault}`)
    if (isHidden(opened.source, CatalogFile)) {
      return this.#reportExtends(draft, `must name a catalog, got "${target}": ${hidden(opened.source)}`)
    }
    const drafts = await this.#draftsOf(opened.source)
    if (drafts === undefined) return undefined
    const name = opened.name ?? (drafts.size === 1 ? [...drafts.keys()][0] : undefined)
    if (name === undefined) {
      return this.#reportExtends(
        draft, `must name one catalog of "${target}": add one of ${[...drafts.keys()].map(key => `#${key}`).join(', ')}`
      )
    }
    return drafts.get(name) ?? this.#reportExtends(draft, unknownName(name, drafts))
  }

  #reportExtends ({ source, path }: Draft, message: string): undefined {
    return this.#report(source, { path: [...path, 'extends'], message: `extends ${message}` })
  }

  #report (source: Source, mistake: Finding): undefined {
    this.diagnostics.push(toDiagnostic(source, mistake))
  }
}

/** Whether a file is not a catalog and must not be quoted, because it may contain secrets. */
function isHidden ({ isForeign, faults, value }: Source, shape: Shape): boolean {
  return isForeign === true && (faults.length > 0 || check(shape, value).length > 0)
}

const hidden = ({ file }: Source) =>
  `the file has problems, which are shown only for YAML and JSON files in the folder of the catalog: run error-catalog lint ${file}`

function unknownName (name: string, drafts: Drafts): string {
  const names = [...drafts.keys()]
  const held = names[0] === '' ? 'it holds only one, without a name' : `it holds ${names.join(', ')}`
  return `must name a catalog of the file, got "${name}"${didYouMean(name, names)}: ${held}`
}
