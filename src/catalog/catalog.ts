import type { CatalogInput } from '../format/catalogFile.ts'
import { checkSettings } from './checkSettings.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Entry } from './entry.ts'
import { withLocales, type Locale } from './locales.ts'
import { createDidYouMean } from '../support/didYouMean.ts'
import { answeringRole, requiredRoles, roleNames, type Role } from '../format/roles.ts'
import type { Incomplete } from './toDrafts.ts'
import { toEntry } from './toEntry.ts'
import { compact } from '../support/compact.ts'

/** The checked content of one API's error contract. */
export interface Catalog {
  /** Its name in a file with several catalogs; empty for a single catalog. */
  readonly name: string
  readonly entries: ReadonlyMap<string, Entry>
  /** Former names of codes. */
  readonly aliases: ReadonlyMap<string, string>
  /** The code of each role, with fallbacks resolved. */
  readonly roles: Readonly<Record<Role, string>>
  /** The roles that the catalog assigns. The others use a fallback. */
  readonly namedRoles: Readonly<Partial<Record<Role, string>>>
  readonly envelope: string
  /** Custom envelopes, not parsed yet. */
  readonly envelopes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly requestId: { readonly header: string, readonly prefix: string, readonly trust: boolean }
  readonly docs?: string
  /** Whether clients that prefer `application/problem+json` get it. */
  readonly negotiate: boolean
  /** The language of the messages. */
  readonly language: string
  /** All languages with messages; the default language comes first. */
  readonly languages: readonly string[]
  readonly map: {
    readonly errors: ReadonlyMap<string, string>
    readonly validation: ReadonlyMap<string, string>
    readonly statuses: ReadonlyMap<string, string>
  }
}

/** The entry of a code or of an alias. */
export function findEntry ({ entries, aliases }: Catalog, code: string): Entry | undefined {
  return entries.get(code) ?? (aliases.size === 0 ? undefined : entries.get(aliases.get(code) ?? ''))
}

/** The entry of a role. Every loaded catalog has one for each role. */
export function entryOf ({ entries, roles }: Catalog, role: Role): Entry {
  return entries.get(roles[role]) as Entry
}

/** The URL of the page of a code, where the catalog has such pages. */
export function docsUrl ({ docs }: { readonly docs?: string | undefined }, code: string): string | undefined {
  return docs?.replaceAll('{code}', encodeURIComponent(code))
}

const defaultRequestId = { header: 'X-Request-Id', prefix: '', trust: true }

type Report = (mistake: Finding) => void

/**
 * Build a catalog on its parent. Reports findings instead of throwing; do not use a catalog with findings.
 *
 * `path` is the position of the catalog in its file: empty, or `['catalogs', name]`.
 */
export function toCatalog (name: string, input: CatalogInput, { parent, locales, path, unsure, report }: {
  parent: Catalog | undefined
  locales: readonly Locale[]
  path: readonly string[]
  unsure: Incomplete
  report: Report
}): Catalog {
  const tell = (mistake: Finding) => report({ ...mistake, path: [...path, ...mistake.path] })
  const own = Object.entries(input.codes ?? {}).map(([code, entry]) => toEntry(code, entry, ['codes', code], tell))
  const { aliases, entries: untranslated } = inherit(own, parent, tell)
  const entries = withLocales(untranslated, locales, unsure)
  const namedRoles = { ...parent?.namedRoles, ...input.roles }
  const toTable = (table: keyof Catalog['map']) => new Map([...parent?.map[table] ?? [], ...Object.entries(input.map?.[table] ?? {})])
  const docs = input.docs ?? parent?.docs
  const language = input.language ?? parent?.language ?? 'en'
  const catalog = {
    name,
    language,
    languages: [...new Set([language, ...parent?.languages ?? [], ...locales.map(({ language }) => language)])],
    negotiate: input.negotiate ?? parent?.negotiate ?? false,
    entries,
    aliases,
    namedRoles,
    roles: Object.fromEntries(roleNames.map(role => [role, namedRoles[answeringRole(role, namedRoles) ?? 'internal']])) as Catalog['roles'],
    envelope: input.envelope ?? parent?.envelope ?? 'nested',
    envelopes: { ...parent?.envelopes, ...input.envelopes as Catalog['envelopes'] },
    requestId: { ...defaultRequestId, ...parent?.requestId, ...input.requestId },
    ...compact({ docs }),
    map: { errors: toTable('errors'), validation: toTable('validation'), statuses: toTable('statuses') }
  }
  if (!unsure.has('codes')) checkCodes(input, own, catalog, tell)
  // A parent without these roles has been reported already.
  if (!unsure.has('roles') && parent === undefined) {
    for (const role of requiredRoles.filter(role => namedRoles[role] === undefined)) {
      tell({ path: ['roles'], message: `roles must name a code for ${role}: nothing else can stand in for it (or add extends: http)` })
    }
  }
  checkSettings(input, tell)
  return catalog
}

/** Entries and aliases, own and inherited. A code takes precedence over an alias; an own entry keeps the aliases of the one it replaces. */
function inherit (own: readonly Entry[], parent: Catalog | undefined, tell: Report): Pick<Catalog, 'entries' | 'aliases'> {
  const entries = new Map(parent?.entries)
  for (const entry of own) entries.set(entry.code, entry)
  const aliases = new Map<string, string>()
  for (const [alias, code] of parent?.aliases ?? []) {
    const entry = entries.get(code) as Entry
    if (!entries.has(alias)) aliases.set(alias, code)
    const others = entry.aliases.filter(each => each !== alias)
    entries.set(code, { ...entry, aliases: entries.has(alias) ? others : [...others, alias] })
  }
  for (const { code, aliases: names } of own) {
    for (const [index, alias] of names.entries()) {
      const owner = entries.has(alias) ? alias : aliases.get(alias) ?? code
      if (owner !== code || alias === code) {
        const use = owner === alias ? 'a code' : `an alias of ${owner}`
        tell({ path: ['codes', code, 'aliases', String(index)], message: `an alias must be a name that is free, but "${alias}" is ${use}` })
      }
      aliases.set(alias, code)
    }
  }
  return { entries, aliases }
}

/** Check that every reference to a code names an existing code. */
function checkCodes ({ roles = {}, map = {} }: CatalogInput, own: readonly Entry[], { entries, aliases }: Catalog, tell: Report) {
  const named: Array<readonly [path: readonly string[], code: string]> = [
    ...own.filter(({ replacedBy }) => replacedBy !== undefined).map(({ code, replacedBy }) => [['codes', code, 'replacedBy'], replacedBy as string] as const),
    ...Object.entries(roles).map(([role, code]) => [['roles', role], code] as const),
    ...Object.entries(map).flatMap(([table, rows]) => Object.entries(rows).map(([key, code]) => [['map', table, key], code] as const))
  ]
  const suggest = createDidYouMean(() => entries.keys())
  for (const [path, code] of named) {
    if (!entries.has(code)) {
      const alias = aliases.get(code)
      tell({ path, message: `"${code}" must be a code of this catalog${alias === undefined ? suggest(code) : `: it is an alias, use "${alias}"`}` })
    } else if (path[2] === 'replacedBy' && path[1] === code) {
      tell({ path, message: `replacedBy must name another code than "${code}" itself` })
    }
  }
}
