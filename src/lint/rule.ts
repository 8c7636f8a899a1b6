import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogInput } from '../format/catalogFile.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Edit } from '../source/editYaml.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Locale } from '../catalog/locales.ts'
import type { RuleName } from '../source/ruleNames.ts'
import type { Source } from '../source/source.ts'

/** What is allowed in a catalog and seldom meant, or breaks what a standard demands. */
export interface Rule {
  /** `error`: a standard says MUST, or something leaks. Either way a server starts. */
  readonly level: 'error' | 'warning'
  readonly find: (subject: Subject) => readonly LintFinding[]
}

/** One catalog, as rules look at it: they tell what itself holds, not what it inherits. */
export interface Subject {
  readonly catalog: Catalog
  readonly input: CatalogInput
  /** The entries that this catalog declares. */
  readonly own: readonly Entry[]
  readonly locales: readonly Locale[]
}

/** One place that a rule tells of; paths begin at the catalog, or at the locale it is `within`. */
export interface LintFinding extends Finding {
  /** What an allowance can name. */
  readonly code?: string
  readonly within?: Locale
  readonly fix?: Fix
}

/** Edits that make the finding go away and change nothing that is sent. */
export interface Fix {
  /** What is done, in the past tense. */
  readonly done: string
  readonly edits: readonly Edit[]
}

/** A finding where it stands: in which source, with the whole path. */
export interface Found extends Omit<LintFinding, 'within'> {
  readonly rule: RuleName
  readonly source: Source
}
