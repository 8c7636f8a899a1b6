import type { CatalogInput } from './catalogFile.ts'
import type { Mistake } from './diagnostic.ts'
import type { Entry } from './entry.ts'
import { hintOf } from './nearest.ts'
import { answeringRole, requiredRoles, roleNames, type Role } from './roles.ts'
import { isHeaderValue, given, toEntry } from './toEntry.ts'

/** The checked content of one API's error contract. */
export interface Catalog {
  /** Its name in a file of several; empty for the only one. */
  readonly name: string
  readonly entries: ReadonlyMap<string, Entry>
  /** Former names of codes. */
  readonly aliases: ReadonlyMap<string, string>
  /** The code that answers for each role, fallbacks resolved. */
  readonly roles: Readonly<Record<Role, string>>
  /** The roles named by the catalog itself; the others fall back. */
  readonly namedRoles: Readonly<Partial<Record<Role, string>>>
  readonly envelope: string
  /** The user's own styles, unread. */
  readonly envelopes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly requestId: { readonly header: string, readonly prefix: string, readonly trust: boolean }
  readonly docs?: string
  readonly map: {
    readonly errors: ReadonlyMap<string, string>
    readonly validation: ReadonlyMap<string, string>
    readonly statuses: ReadonlyMap<string, string>
  }
}

/** The entry of a code or of one of its former names. */
export function findEntry ({ entries, aliases }: Catalog, code: string): Entry | undefined {
  return entries.get(code) ?? entries.get(aliases.get(code) ?? '')
}

/** The entry that answers for a role: a catalog that loads has one for each. */
export function entryOf ({ entries, roles }: Catalog, role: Role): Entry {
  return entries.get(roles[role]) as Entry
}

const defaultRequestId = { header: 'X-Request-Id', prefix: '', trust: true }

/**
 * Build a catalog on its parent; mistakes are reported, not thrown, and a catalog with mistakes is not to be used.
 *
 * `path` is where the catalog stands in its file: empty, or `['catalogs', name]`.
 */
export function toCatalog (name: string, input: CatalogInput, { parent, path, report }: {
  parent: Catalog | undefined
  path: readonly string[]
  report: (mistake: Mistake) => void
}): Catalog {
  const own = Object.entries(input.codes ?? {})
    .map(([code, entry]) => toEntry(code, entry, [...path, 'codes', code], report))
  const entries = new Map([...parent?.entries ?? [], ...own.map(entry => [entry.code, entry] as const)])
  const aliases = new Map(parent?.aliases)
  for (const { code, aliases: names } of own) {
    for (const [index, alias] of names.entries()) {
      if (entries.has(alias) || aliases.has(alias)) {
        report({ path: [...path, 'codes', code, 'aliases', String(index)], message: `an alias must be a former name, but "${alias}" is in use` })
      }
      aliases.set(alias, code)
    }
  }
  const checkCode = (code: string, at: readonly string[]) => {
    if (!entries.has(code)) report({ path: [...path, ...at], message: `"${code}" must be a code of this catalog${hintOf(code, entries.keys())}` })
  }
  for (const { code, replacedBy } of own) {
    if (replacedBy !== undefined) checkCode(replacedBy, ['codes', code, 'replacedBy'])
  }
  const namedRoles = { ...parent?.namedRoles, ...input.roles }
  for (const [role, code] of Object.entries(input.roles ?? {})) checkCode(code, ['roles', role])
  for (const role of requiredRoles.filter(role => namedRoles[role] === undefined)) {
    report({ path: [...path, 'roles'], message: `roles must name a code for ${role}: nothing else can stand in for it (or add extends: http)` })
  }
  checkRequestId(input, path, report)
  const docs = input.docs ?? parent?.docs
  return {
    name,
    entries,
    aliases,
    namedRoles,
    roles: Object.fromEntries(roleNames.map(role => [role, namedRoles[answeringRole(role, namedRoles) ?? 'internal']])) as Catalog['roles'],
    envelope: input.envelope ?? parent?.envelope ?? 'nested',
    envelopes: { ...parent?.envelopes, ...input.envelopes as Catalog['envelopes'] },
    requestId: { ...defaultRequestId, ...parent?.requestId, ...input.requestId },
    ...given({ docs }),
    map: {
      errors: toTable('errors'),
      validation: toTable('validation'),
      statuses: toTable('statuses')
    }
  }

  function toTable (table: keyof Catalog['map']): ReadonlyMap<string, string> {
    const rows = Object.entries(input.map?.[table] ?? {})
    for (const [key, code] of rows) checkCode(code, ['map', table, key])
    return new Map([...parent?.map[table] ?? [], ...rows])
  }
}

function checkRequestId ({ requestId }: CatalogInput, path: readonly string[], report: (mistake: Mistake) => void) {
  const { header, prefix } = requestId ?? {}
  if (header !== undefined && !/^[A-Za-z0-9-]+$/.test(header)) {
    report({ path: [...path, 'requestId', 'header'], message: `header must be a name of letters, digits and hyphens, got "${header}"` })
  }
  if (prefix !== undefined && !(prefix.length <= 32 && isHeaderValue(prefix) && /^[\w.-]*$/.test(prefix))) {
    report({ path: [...path, 'requestId', 'prefix'], message: `prefix must be at most 32 letters, digits, _, . and -, got "${prefix}"` })
  }
}
