import type { Role } from '../format/roles.ts'
import type { Entry } from './entry.ts'
import type { ErrorMap } from './errorMap.ts'

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
  /** The response header that tells SDKs whether to retry. */
  readonly retryHeader?: string
  readonly docs?: string
  /** Whether clients that prefer `application/problem+json` get it. */
  readonly negotiate: boolean
  /** The language of the messages. */
  readonly language: string
  /** All languages with messages; the default language comes first. */
  readonly languages: readonly string[]
  readonly map: ErrorMap & {
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

/** Whether reference pages and OpenAPI documents may show an entry. */
export function isPublic (entry: Pick<Entry, 'public'>): boolean {
  return entry.public !== false
}

/** The URL of the page of a code, where the catalog has such pages and the code is public. */
export function docsUrl (
  { docs }: { readonly docs?: string | undefined }, entry: Pick<Entry, 'code' | 'public'>
): string | undefined {
  return isPublic(entry) ? docs?.replaceAll('{code}', encodeURIComponent(entry.code)) : undefined
}
