import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { compareCatalogs, type Promised } from '../diff/compare.ts'
import { requiredBump, suffices, toGithub, toMarkdown, toText, type Comparison } from '../diff/format.ts'
import { levels, type Level } from '../diff/rules.ts'
import { toJson, type Outcome } from './outcome.ts'
import { readSound } from './readCatalogs.ts'
import { splitRevision, withRevision } from './revision.ts'

export interface DiffOptions {
  /** Exit with 3 if a change has this level or a more dangerous one. */
  readonly failOn: Level
  readonly promise: Promised
  readonly format: 'text' | 'json' | 'markdown' | 'github'
  /** Versions of the two sides. */
  readonly from?: string
  readonly to?: string
}

/** Compare two versions of a catalog and say what clients will notice. */
export async function diff (oldSide: string, newSide: string, { failOn, promise, format, from, to }: DiffOptions): Promise<Outcome> {
  const [old, next] = [await readSide(oldSide), await readSide(newSide)]
  for (const side of [old, next]) if ('code' in side) return side
  const [before, after] = [old, next] as [Catalog, Catalog]
  if (![...before.entries.keys()].some(code => after.entries.has(code))) {
    return { code: 1, stderr: `${oldSide} and ${newSide} must have a common code: check that they are versions of one catalog\n` }
  }
  const comparison: Comparison = { changes: compareCatalogs(before, after, promise), codes: [before.entries.size, after.entries.size] }
  const isFound = comparison.changes.some(({ level }) => levels.indexOf(level) <= levels.indexOf(failOn))
  const requires = requiredBump(comparison.changes)
  const isVersioned = from !== undefined && to !== undefined
  const isEnough = !isVersioned || comparison.changes.length === 0 || suffices(requires, partsOf(from), partsOf(to))
  const stdout = {
    text: () => toText(comparison),
    json: () => toJson({ requires, codes: comparison.codes, changes: comparison.changes }),
    markdown: () => toMarkdown(comparison),
    github: () => toGithub(comparison, newSide.replace(/#.*$/, ''))
  }[format]()
  return {
    // A version that the changes allow is what makes a breaking change fit to release.
    code: (isVersioned ? !isEnough : isFound) ? 3 : 0,
    stdout,
    ...isEnough ? {} : { stderr: `the changes require a ${requires} version, but ${from} → ${to} is less\n` }
  }
}

function partsOf (version: string): number[] {
  return version.replace(/[-+].*$/, '').split('.').map(Number)
}

/** The one catalog of a side, or the outcome that says why there is none. */
async function readSide (side: string): Promise<Catalog | Outcome> {
  const parts = splitRevision(side)
  if (parts === undefined) return await readOne(side, side)
  const { revision, path } = parts
  const read = await withRevision(revision, async folder => await readOne(join(folder, path), side, folder))
  return typeof read === 'string' ? { code: 1, stderr: `${revision} ${read}\n` } : read
}

async function readOne (given: string, side: string, folder?: string): Promise<Catalog | Outcome> {
  const reading = await readSound(given)
  if ('code' in reading) {
    const { files: _, stderr = '', ...outcome } = reading
    return { ...outcome, stderr: folder === undefined ? stderr : stderr.replaceAll(`${folder}/`, `${side.slice(0, side.indexOf(':'))}:`) }
  }
  const [catalog, ...others] = reading.catalogs as [Catalog, ...Catalog[]]
  if (others.length === 0) return catalog
  return {
    code: 1,
    stderr: `${side} must be one catalog, but it has ${reading.catalogs.map(({ name }) => name).join(', ')}: ` +
      `name one of them such as "${side}#${catalog.name}"\n`
  }
}
