import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogInput } from '../format/catalogFile.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Edit } from '../source/editYaml.ts'
import type { Entry } from '../catalog/entry.ts'
import type { EnvelopeDefinition } from '../envelope/definition.ts'
import type { Locale } from '../catalog/locales.ts'
import type { RuleName } from '../source/ruleNames.ts'
import type { Source } from '../source/source.ts'

/** A rule of lint: for a catalog that is valid but unusual, or that violates a standard. */
export interface Rule {
  /** `error`: a standard says MUST, or the message leaks internals. A server starts in both cases. */
  readonly level: 'error' | 'warning'
  readonly find: (subject: Subject) => readonly LintFinding[]
}

/** One catalog to check: rules check its own content, not what it inherits. */
export interface Subject {
  readonly catalog: Catalog
  readonly input: CatalogInput
  /** The entries that this catalog declares. */
  readonly own: readonly Entry[]
  readonly locales: readonly Locale[]
  /** The envelopes that it uses. */
  readonly envelopes: readonly EnvelopeDefinition[]
}

/** One place that a rule reports; paths begin at the catalog, or at the locale it is `within`. */
export interface LintFinding extends Finding {
  /** The code that an allowance can name. */
  readonly code?: string
  readonly within?: Locale
  readonly fix?: Fix
}

/** An edit that fixes the finding and changes no response. */
export interface Fix {
  /** The fix in the past tense. */
  readonly done: string
  readonly edit: Edit
}

/** A finding with its source and its whole path. */
export interface LocatedFinding extends Omit<LintFinding, 'within'> {
  readonly rule: RuleName
  readonly source: Source
}
