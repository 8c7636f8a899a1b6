import type { CatalogFile, CatalogInput, EntryInput } from '../format/catalogFile.ts'
import type { Reading } from './read.ts'
import type { BuiltCatalog } from './reader.ts'

type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>

const generator = 'error-catalog build'

/** How each built catalog begins. */
export const builtMarker = `{\n  "generator": ${JSON.stringify(generator)},`

/**
 * The JSON text of a file that loads to the same catalogs, and refers to no other file, package or shipped catalog.
 *
 * A catalog that extends another one of this file still does; all else that it inherits is written out.
 */
export function toBuiltCatalog ({ catalogs, built }: Pick<Reading, 'catalogs' | 'built'>): string {
  const written = catalogs.map(catalog => built.find(each => each.catalog === catalog) as BuiltCatalog)
  const inputs = written.map(each => [each.catalog.name, toInput(each, written)] as const)
  const content: CatalogFile = inputs.length === 1 && inputs[0]?.[0] === '' ? inputs[0][1] : { catalogs: Object.fromEntries(inputs) }
  return `${JSON.stringify({ generator, ...content }, null, 2)}\n`
}

/** A catalog with what it inherits, as it would be written without `extends`; without `lint` and `diff`, which no server reads. */
function toInput ({ draft, catalog, locales, parent }: BuiltCatalog, written: readonly BuiltCatalog[]): CatalogInput {
  const { extends: _, lint, diff, ...own } = draft.input
  const tables = Object.fromEntries(locales.map(({ language, messages }) => [language, messages]))
  if (parent === undefined || written.includes(parent)) {
    return { ...parent === undefined ? {} : { extends: parent.catalog.name }, ...own, ...given('locales', tables) }
  }
  const base = toInput(parent, [])
  const codes = Object.fromEntries(Object.entries({ ...base.codes, ...own.codes }).map(([code, input]) => {
    const { aliases, ...entry } = input
    return [code, { ...entry, ...given('aliases', catalog.entries.get(code)?.aliases as string[]) }] as const
  })) satisfies Readonly<Record<string, EntryInput>>
  return {
    ...base,
    ...own,
    ...given('envelopes', { ...base.envelopes, ...own.envelopes }),
    ...given('requestId', { ...base.requestId, ...own.requestId }),
    ...given('locales', mergeTables(inheritedTables(parent, base, draft.input), tables)),
    ...given('roles', { ...base.roles, ...own.roles }),
    ...given('map', mergeTables((base.map ?? {}) as Tables, (own.map ?? {}) as Tables)),
    codes
  }
}

/** The tables of the parent, without the messages of codes that the catalog replaces. Its language stays one, also without a table. */
function inheritedTables ({ catalog: { language } }: BuiltCatalog, { locales = {} }: CatalogInput, own: CatalogInput): Tables {
  const inherited = Object.entries(locales as Tables).map(([name, messages]) =>
    [name, Object.fromEntries(Object.entries(messages).filter(([code]) => !Object.hasOwn(own.codes ?? {}, code)))] as const)
  const isOther = own.language !== undefined && own.language !== language
  return { ...isOther ? { [language]: {} } : {}, ...Object.fromEntries(inherited) }
}

function mergeTables (base: Tables, own: Tables): Tables {
  return Object.fromEntries(Object.keys({ ...base, ...own }).map(name => [name, { ...base[name], ...own[name] }]))
}

/** The member, unless it holds nothing. */
function given<K extends string, V extends object> (name: K, value: V): Partial<Record<K, V>> {
  return Object.keys(value).length === 0 ? {} : { [name]: value } as Record<K, V>
}
