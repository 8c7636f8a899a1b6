import type { BuiltCatalog } from '../catalog/reader.ts'
import type { Promised } from '../diff/change.ts'
import { compare, type Comparison } from '../diff/comparison.ts'
import type { LocatedChange } from '../diff/places.ts'
import type { Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'
import { isWithin, splitRevision, withRevision } from './revision.ts'

/** A catalog of one side, and the names of its files: files of a revision are in a temporary folder while they are read. */
interface Side {
  readonly built: BuiltCatalog
  readonly nameOf: (file: string) => string
  /** Installed packages that a catalog of a revision extends: their version may be another than that of the revision. */
  readonly installed: readonly string[]
  /** Whether the catalog is a file of the working directory, not of a revision. */
  readonly isFile: boolean
}

/** A comparison with warnings for stderr, one on each line. */
export type ComparedSides = Comparison & { readonly warnings: string }

/** Read two sides and compare them. @returns an outcome with a message if they cannot be compared. */
export async function compareSides (oldSide: string, newSide: string, promise: Promised): Promise<ComparedSides | Outcome> {
  if (oldSide === '-' && newSide === '-') return { code: 1, stderr: 'only one side can be stdin: name a file for the other one\n' }
  const [old, next] = [await readSide(oldSide), await readSide(newSide)]
  // Report only the first invalid side, the old one first: a broken pipe would repeat each problem.
  for (const side of [old, next]) if ('code' in side) return side
  const [before, after] = [old, next] as [Side, Side]
  const [oldCodes, newCodes] = [before.built.catalog.entries, after.built.catalog.entries]
  if (![...oldCodes.keys()].some(code => newCodes.has(code))) {
    return { code: 1, stderr: `${oldSide} and ${newSide} must have a common code: check that they are versions of one catalog\n` }
  }
  if (isOneFile(before, after)) {
    return { code: 1, stderr: `${oldSide} and ${newSide} are one file: name an older version, such as v1.2.0:${oldSide}\n` }
  }
  const { changes, ...comparison } = await compare(before.built, after.built, promise)
  const installed = new Set([...before.installed, ...after.installed])
  const warnings = installed.size === 0 ? '' : `packages that the catalog extends are those installed now: ${[...installed].join(', ')}\n`
  return { ...comparison, changes: changes.map(change => withNames(change, before, after)), warnings }
}

function isOneFile (one: Side, other: Side): boolean {
  const [a, b] = [one.built.draft, other.built.draft]
  return one.isFile && other.isFile && a.source.realPath !== undefined && a.source.realPath === b.source.realPath && a.name === b.name
}

function withNames ({ places, ...change }: LocatedChange, old: Side, next: Side): LocatedChange {
  return {
    ...change,
    places: {
      old: { ...places.old, file: old.nameOf(places.old.file) },
      new: { ...places.new, file: next.nameOf(places.new.file) }
    }
  }
}

/** The one catalog of a side, or the outcome that says why there is none. */
async function readSide (side: string): Promise<Side | Outcome> {
  const parts = splitRevision(side)
  if (parts === undefined) return await readOne(side, side)
  const { revision, path } = parts
  const read = await withRevision(revision, path, async checkout => await readOne(checkout.path, side, checkout.folder))
  return typeof read === 'string' ? { code: 1, stderr: `${revision} ${read}\n` } : read
}

async function readOne (given: string, side: string, folder?: string): Promise<Side | Outcome> {
  const nameOf = (text: string) => folder === undefined ? text : text.replaceAll(`${folder}/`, `${side.slice(0, side.indexOf(':'))}:`)
  const reading = await readSound(given)
  if ('code' in reading) return { code: 1, stderr: nameOf(reading.stderr as string) }
  const { catalogs, built } = reading
  const [catalog, ...others] = catalogs
  if (others.length === 0) {
    const installed = folder === undefined ? [] : packagesOf(built, folder)
    return { built: built.find(each => each.catalog === catalog) as BuiltCatalog, nameOf, installed, isFile: folder === undefined }
  }
  return {
    code: 1,
    stderr: `${side} must be one catalog, but it has ${catalogs.map(({ name }) => name).join(', ')}: ` +
      `name one of them such as "${side}#${catalog?.name}"\n`
  }
}

/** The packages outside of a folder that catalogs extend. */
function packagesOf (built: readonly BuiltCatalog[], folder: string): string[] {
  return built.flatMap(({ draft, parent }) => {
    const { isPackage, realPath = folder } = parent?.draft.source ?? {}
    return isPackage === true && !isWithin(folder, realPath) ? [String(draft.input.extends)] : []
  })
}
