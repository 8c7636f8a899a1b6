import { CatalogFile, CatalogInput, EntryInput } from '../format/catalogFile.ts'
import type { Finding } from '../source/diagnostic.ts'
import { maxDepth } from '../source/maxDepth.ts'
import { check } from '../format/check.ts'
import type { Source } from '../source/source.ts'

/** One catalog of a source as far as its shape is right: what has a wrong shape is reported and taken out. */
export interface Draft {
  readonly source: Source
  /** Empty where it is the only one. */
  readonly name: string
  readonly path: readonly string[]
  readonly input: CatalogInput
  readonly unsure: Incomplete
}

/** The incomplete parts, from which an invalid part was removed; `codes.a` is the entry of a code. Their missing parts are not reported. */
export type Incomplete = ReadonlySet<Part>

type Part = 'codes' | 'roles' | `codes.${string}`

export const everything: Incomplete = new Set<Part>(['codes', 'roles'])

/** The catalogs of a source by name, or nothing where it holds none that could be looked at. */
export function toDrafts (source: Source, report: (mistake: Finding) => void): ReadonlyMap<string, Draft> | undefined {
  const { value } = source
  const mistakes = isDeeper(value, maxDepth)
    ? [{ path: [], message: `the catalog must not nest deeper than ${maxDepth} levels` }]
    : check(CatalogFile, value)
  for (const mistake of mistakes) report(mistake)
  if (mistakes.some(({ path }) => path.length === 0)) return undefined
  const { catalogs, generator: _, $schema: __, ...only } = value as CatalogFile
  if (catalogs === undefined) return new Map([['', toDraft(source, only, [], mistakes)]])
  const sections = Object.keys(only).filter(isSection)
  if (sections[0] !== undefined) {
    report({ path: [sections[0]], atKey: true, message: `${sections.join(', ')} must be in one of the catalogs, not next to them` })
  }
  if (mistakes.some(({ path }) => path.length === 1 && path[0] === 'catalogs')) return undefined
  if (Object.keys(catalogs).length === 0) report({ path: ['catalogs'], message: 'catalogs must hold at least one catalog' })
  return new Map(Object.entries(catalogs).map(([name, input]) => {
    if (!/^[\w-][\w.-]*$/.test(name)) {
      report({
        path: ['catalogs', name],
        atKey: true,
        message: `a catalog must be named with letters, digits, _, . and -, and not begin with a dot, got "${name}"`
      })
    }
    return [name, toDraft(source, input, ['catalogs', name], mistakes)]
  }))
}

function isSection (key: string): boolean {
  return Object.hasOwn(CatalogInput.properties, key)
}

function isDeeper (value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(part => isDeeper(part, levels - 1))
}

function toDraft (source: Source, input: CatalogInput, path: readonly string[], mistakes: readonly Finding[]): Draft {
  const draft = { source, name: path.at(-1) ?? '', path, input }
  const own = mistakes
    .filter(({ path: at }) => path.every((key, index) => at[index] === key))
    .map(({ path: at, besides = [] }) => ({ at: at.slice(path.length), besides }))
  if (own.some(({ at }) => at.length === 0)) return { ...draft, input: {}, unsure: everything }
  const unsure = new Set<Part>()
  for (const { at, besides } of own) {
    for (const key of besides) takeOut(input, [...at.slice(0, -1), key])
  }
  for (const { at } of own) {
    const [section = '', code, member = ''] = at
    if (section === 'codes' && code !== undefined) {
      if (repair(input.codes as Record<string, EntryInput>, code, member)) unsure.add(`codes.${code}`)
      continue
    }
    takeOut(input, isInMappedError(at) ? at.slice(0, at[3] === 'details' ? 4 : 3) : at)
    if (section === 'roles') unsure.add('roles')
    // A key that is not known may be one of these, misspelt.
    else if (section === 'codes' || section === 'extends' || !isSection(section)) unsure.add('codes').add('roles')
  }
  return { ...draft, unsure }
}

/** A row of `map.errors` goes with an invalid member, and its details go with an invalid one of them. */
function isInMappedError ([section, table]: readonly string[]): boolean {
  return section === 'map' && table === 'errors'
}

/** Remove the part at a path, unless it went with the part that held it. */
function takeOut (from: object | undefined, [key = '', ...rest]: readonly string[]) {
  if (from === undefined) return
  const record = from as Record<string, object>
  if (rest.length === 0) delete record[key]
  else takeOut(record[key], rest)
}

/** The members that others of the entry refer to: without one of them nothing can be said of the rest. */
const referred = ['message', 'details', 'private']

/** A wrong entry stays, so that what names it is right; of its members those stay that can still be checked. @returns whether none does */
function repair (codes: Record<string, EntryInput>, code: string, member: string): boolean {
  const entry = codes[code] as Record<string, unknown>
  const isAlone = Object.hasOwn(EntryInput.properties, member) && !referred.includes(member)
  if (!isAlone) codes[code] = { status: 500, message: 'This entry is invalid.' }
  else if (member === 'status') entry['status'] = 500
  else delete entry[member]
  return !isAlone
}
