import { isDeepStrictEqual } from 'node:util'
import type { Catalog } from '../catalog/catalog.ts'
import { deprecationOf } from '../catalog/deprecation.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Role } from '../format/roles.ts'
import type { Report } from './change.ts'

/** Compare the codes of roles and mapped errors. */
export function compareTargets (old: Catalog, next: Catalog, report: Report) {
  for (const [role, code] of Object.entries(old.roles)) {
    const other = next.roles[role as Role]
    // A role that the catalogs do not assign follows its fallback.
    const isNamed = [old, next].some(({ namedRoles }) => namedRoles[role as Role] !== undefined)
    if (!isNamed || !isMoved(code, other, old, next)) continue
    const isNew = next.entries.has(code) && !old.entries.has(other)
    report(isNew ? 'role-code-added' : 'role-moved', { code, subject: role, old: code, new: other, keys: ['roles', role] })
  }
  for (const table of ['errors', 'validation', 'statuses'] as const) compareMaps(old, next, table, report)
  for (const [key, details] of old.map.errorDetails) compareErrorDetails(key, details, next, report)
  for (const [key, details] of next.map.errorDetails) {
    if (old.map.errors.has(key) && !old.map.errorDetails.has(key)) reportErrorDetails(key, undefined, details, report)
  }
}

/** Whether errors that had a code have another one. A removed or renamed code is reported once, not for each of its roles. */
function isMoved (code: string, other: string | undefined, old: Catalog, next: Catalog): boolean {
  if (other === code) return false
  if (next.entries.has(code)) return true
  const renamed = next.aliases.get(code)
  return renamed === undefined ? deprecationOf(old.entries.get(code) as Entry)?.replacedBy !== undefined : other !== renamed
}

function compareMaps (old: Catalog, next: Catalog, table: 'errors' | 'validation' | 'statuses', report: Report) {
  const factsOf = (key: string) => ({ subject: `${table}.${key}`, keys: ['map', table, key] })
  for (const [key, code] of old.map[table]) {
    const other = next.map[table].get(key)
    if (isMoved(code, other, old, next)) report('map-moved', { code, ...factsOf(key), old: code, new: other })
  }
  for (const [key, code] of next.map[table]) if (!old.map[table].has(key)) report('map-added', { code, ...factsOf(key), new: code })
}

type Details = Catalog['map']['errorDetails'] extends ReadonlyMap<string, infer D> ? D : never

function compareErrorDetails (key: string, details: Details, { map }: Catalog, report: Report) {
  const others = map.errorDetails.get(key)
  if (map.errors.has(key) && !isDeepStrictEqual(details, others)) reportErrorDetails(key, details, others, report)
}

function reportErrorDetails (key: string, old: Details | undefined, next: Details | undefined, report: Report) {
  const keys = ['map', 'errors', key, 'details']
  report('map-details-changed', { subject: `errors.${key}`, old: pathsOf(old), new: pathsOf(next), keys })
}

/** As written in a catalog. */
function pathsOf (details: Details | undefined): Readonly<Record<string, string>> | undefined {
  return details && Object.fromEntries(details.map(({ name, path }) => [name, ['$error', ...path].join('.')]))
}
