import type { CatalogInput } from '../format/catalogFile.ts'
import { checkSettings } from './checkSettings.ts'
import type { Finding } from '../source/diagnostic.ts'
import type { Catalog } from './catalog.ts'
import type { Entry } from './entry.ts'
import { checkErrorDetails, codesOfRows, toErrorMap } from './errorMap.ts'
import { withLocales, type Locale } from './locales.ts'
import { createDidYouMean } from '../support/didYouMean.ts'
import { answeringRole, requiredRoles, roleNames } from '../format/roles.ts'
import type { Incomplete } from './toDrafts.ts'
import { toEntry } from './toEntry.ts'
import { compact } from '../support/compact.ts'

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
  const reportOwn = (mistake: Finding) => report({ ...mistake, path: [...path, ...mistake.path] })
  const own = Object.entries(input.codes ?? {}).map(([code, entry]) => toEntry(code, entry, ['codes', code], reportOwn))
  const { aliases, entries } = inherit(own, parent, reportOwn)
  const catalog = {
    name,
    entries: withLocales(entries, locales, unsure),
    aliases,
    ...toLanguages(input, parent, locales),
    ...toRoles(input, parent),
    ...toSettings(input, parent)
  }
  if (!unsure.has('codes')) {
    checkCodes(input, own, catalog, reportOwn)
    checkErrorDetails(input.map?.errors, code => unsure.has(`codes.${code}`) ? undefined : catalog.entries.get(code), reportOwn)
  }
  // A parent without these roles has been reported already.
  if (!unsure.has('roles') && parent === undefined) checkRoles(catalog, reportOwn)
  checkSettings(input, reportOwn)
  return catalog
}

type Languages = Pick<Catalog, 'language' | 'languages'>

function toLanguages (input: CatalogInput, parent: Catalog | undefined, locales: readonly Locale[]): Languages {
  const language = input.language ?? parent?.language ?? 'en'
  return { language, languages: [...new Set([language, ...parent?.languages ?? [], ...locales.map(({ language }) => language)])] }
}

function toRoles (input: CatalogInput, parent: Catalog | undefined): Pick<Catalog, 'namedRoles' | 'roles'> {
  const namedRoles = { ...parent?.namedRoles, ...input.roles }
  const codes = roleNames.map(role => [role, namedRoles[answeringRole(role, namedRoles) ?? 'internal']])
  return { namedRoles, roles: Object.fromEntries(codes) as Catalog['roles'] }
}

type Settings = Pick<Catalog, 'envelope' | 'envelopes' | 'negotiate' | 'requestId' | 'retryHeader' | 'docs' | 'map'>

function toSettings (input: CatalogInput, parent: Catalog | undefined): Settings {
  const toTable = (table: 'validation' | 'statuses') => new Map([...parent?.map[table] ?? [], ...Object.entries(input.map?.[table] ?? {})])
  return {
    envelope: input.envelope ?? parent?.envelope ?? 'nested',
    envelopes: { ...parent?.envelopes, ...input.envelopes as Catalog['envelopes'] },
    negotiate: input.negotiate ?? parent?.negotiate ?? false,
    requestId: { ...defaultRequestId, ...parent?.requestId, ...input.requestId },
    ...compact({ docs: input.docs ?? parent?.docs, retryHeader: input.retryHeader ?? parent?.retryHeader }),
    map: { ...toErrorMap(input.map?.errors, parent?.map), validation: toTable('validation'), statuses: toTable('statuses') }
  }
}

type Codes = Pick<Catalog, 'entries' | 'aliases'>

/** Entries and aliases, own and inherited. A code takes precedence over an alias; an own entry keeps the aliases of the one it replaces. */
function inherit (own: readonly Entry[], parent: Catalog | undefined, reportOwn: Report): Codes {
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
        const message = `an alias must be a name that is free, but "${alias}" is ${use}`
        reportOwn({ path: ['codes', code, 'aliases', String(index)], message })
      }
      aliases.set(alias, code)
    }
  }
  return { entries, aliases }
}

/** Check that every reference to a code names an existing code. */
function checkCodes ({ roles = {}, map = {} }: CatalogInput, own: readonly Entry[], { entries, aliases }: Codes, reportOwn: Report) {
  const named: Array<readonly [path: readonly string[], code: string]> = [
    ...own.filter(({ replacedBy }) => replacedBy !== undefined)
      .map(({ code, replacedBy }) => [['codes', code, 'replacedBy'], replacedBy as string] as const),
    ...Object.entries(roles).map(([role, code]) => [['roles', role], code] as const),
    ...codesOfRows(map.errors).map(([path, code]) => [['map', 'errors', ...path], code] as const),
    ...(['validation', 'statuses'] as const).flatMap(table =>
      Object.entries(map[table] ?? {}).map(([key, code]) => [['map', table, key], code] as const))
  ]
  const suggest = createDidYouMean(() => entries.keys())
  for (const [path, code] of named) {
    if (!entries.has(code)) {
      const alias = aliases.get(code)
      const hint = alias === undefined ? suggest(code) : `: it is an alias, use "${alias}"`
      reportOwn({ path, message: `"${code}" must be a code of this catalog${hint}` })
    } else if (path[2] === 'replacedBy' && path[1] === code) {
      reportOwn({ path, message: `replacedBy must name another code than "${code}" itself` })
    }
  }
}

function checkRoles ({ namedRoles }: Pick<Catalog, 'namedRoles'>, reportOwn: Report) {
  const missing = requiredRoles.filter(role => namedRoles[role] === undefined)
  if (missing.length === 0) return
  const reason = missing.length === 1 ? 'it has no fallback' : 'they have no fallback'
  reportOwn({ path: ['roles'], message: `roles must name a code for ${missing.join(' and for ')}: ${reason} (or add extends: http)` })
}
