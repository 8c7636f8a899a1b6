import type { Catalog } from '../catalog/catalog.ts'
import type { BuiltCatalog } from '../catalog/reader.ts'
import type { Place } from '../source/diagnostic.ts'
import { reviewChanges, type UnusedApproval } from './approvals.ts'
import type { Promised } from './change.ts'
import { compareCatalogs } from './compare.ts'
import { locate, locateChanges, type LocatedChange } from './places.ts'
import { levels, type Level } from './rules.ts'

/** The result of a comparison. */
export interface Comparison {
  readonly changes: readonly LocatedChange[]
  readonly unused: ReadonlyArray<Omit<UnusedApproval, 'keys'> & { readonly place: Place }>
  readonly old: Catalog
  readonly next: Catalog
}

/** Compare two catalogs that were read, apply the approvals of the new one, and find the places of changes. */
export async function compare (old: BuiltCatalog, next: BuiltCatalog, promise: Promised): Promise<Comparison> {
  const { changes, unused } = reviewChanges(compareCatalogs(old.catalog, next.catalog, promise), next.draft.input.diff?.allow)
  return {
    changes: await locateChanges(changes, old, next),
    unused: await Promise.all(unused.map(async ({ message, keys }) => ({ message, place: await locate(next, keys) }))),
    old: old.catalog,
    next: next.catalog
  }
}

/** Whether a change is at least as dangerous as a level, and not approved. */
export function fails ({ level, approved }: LocatedChange, failOn: Level): boolean {
  return approved === undefined && levels.indexOf(level) <= levels.indexOf(failOn)
}

/** The most dangerous changes first, approved ones last. */
export function sorted (changes: readonly LocatedChange[]): LocatedChange[] {
  const rankOf = ({ level, approved }: LocatedChange) => levels.indexOf(level) + (approved === undefined ? 0 : levels.length)
  return [...changes].sort((one, other) => rankOf(one) - rankOf(other))
}
