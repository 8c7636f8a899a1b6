import type { BuiltCatalog } from '../catalog/reader.ts'
import { fastPlaces } from '../source/fastPlaces.ts'
import { withoutExcerpt, type Place } from '../source/diagnostic.ts'
import type { PlaceOf, Source } from '../source/source.ts'
import type { ReviewedChange } from './approvals.ts'
import type { Keys } from './change.ts'

/** A change with its line and column in both catalogs. */
export interface LocatedChange extends ReviewedChange {
  readonly places: { readonly old: Place, readonly new: Place }
}

/** Find the positions of changes. This parses the texts again, so it is skipped if there are no changes. */
export async function locateChanges (changes: readonly ReviewedChange[], old: BuiltCatalog, next: BuiltCatalog): Promise<LocatedChange[]> {
  return await Promise.all(changes.map(async change => ({
    ...change, places: { old: await locate(old, change.keys.old), new: await locate(next, change.keys.new) }
  })))
}

/** The position of a part of a catalog, in its file or in a file that it extends; if it is missing, of the nearest part around it. */
export async function locate (built: BuiltCatalog, keys: Keys): Promise<Place> {
  const chain = chainOf(built)
  const depths = chain.map(({ draft: { input } }) => Math.min(ownKeys(input, keys).length, ownedBy(keys)))
  const at = depths.indexOf(Math.max(...depths))
  // A file of a package is not part of the project: use the catalog that extends it.
  const isForeign = chain.findIndex(({ draft }) => draft.source.isPackage === true)
  const isInPackage = isForeign !== -1 && isForeign <= at
  const { draft: { source, path, input } } = chain[isInPackage ? Math.max(0, isForeign - 1) : at] as BuiltCatalog
  const placeOf = await placesOf(source)
  return withoutExcerpt(placeOf([...path, ...isInPackage ? ownKeys(input, ['extends']) : ownKeys(input, keys)], true))
}

const known = new WeakMap<Source, PlaceOf | Promise<PlaceOf>>()

/** The positions in a source. The slower reader reads only texts that the fast one cannot. */
async function placesOf (source: Source): Promise<PlaceOf> {
  const { text, file } = source
  const places = known.get(source) ?? (text === undefined ? undefined : fastPlaces(text, file)) ?? source.places()
  known.set(source, places)
  return await places
}

/** A catalog, then the catalogs that it extends. */
function chainOf (built: BuiltCatalog): BuiltCatalog[] {
  return [built, ...built.parent === undefined ? [] : chainOf(built.parent)]
}

/** How many keys name the unit that a catalog overrides: settings are inherited one by one, but a code only as a whole. */
function ownedBy ([section]: Keys): number {
  return section === 'codes' ? 2 : Infinity
}

/** The longest prefix of the keys that leads to a part of a value. Names of headers match in any case. */
function ownKeys (value: unknown, [key, ...rest]: Keys): string[] {
  if (key === undefined || typeof value !== 'object' || value === null) return []
  const names = Object.keys(value)
  const own = names.find(name => name === key) ?? names.find(name => name.toLowerCase() === key.toLowerCase())
  return own === undefined ? [] : [own, ...ownKeys((value as Record<string, unknown>)[own], rest)]
}
