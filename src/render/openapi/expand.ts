import { isDeepStrictEqual } from 'node:util'
import { findEntry, isPublic, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Contract } from '../../envelope/load.ts'
import type { Finding } from '../../source/diagnostic.ts'
import type { Change } from '../../source/splice.ts'
import { groupBy } from '../../support/groupBy.ts'
import { didYouMean } from '../../support/didYouMean.ts'
import { documentCatalog } from './codes.ts'
import { createComponents } from './components.ts'
import type { Version } from './dialect.ts'
import { addErrorResponses } from './document.ts'
import { danglingRefs, misplacedCodes } from './misplaced.ts'
import { isData, mapOperations, type Operation } from './operations.ts'

type Data = Readonly<Record<string, unknown>>

/** The changes that make a hand-written document show the errors of its operations. */
export interface Expansion {
  readonly changes: readonly Change[]
  /** The problems of the document. If there are any, do not make the changes. */
  readonly findings: readonly Finding[]
  /** How many operations name their codes. */
  readonly operations: number
}

/** Marks the components that were generated: the next run replaces them. */
const mark = { 'x-generated-by': 'error-catalog' } as const

const mustBeOperation = 'x-error-codes must be in an operation below paths, such as paths./invoices.get'
const mustNameCodes = 'error-catalog has generated this response: list its code in x-error-codes of the operation, or remove the response'
const mustExist = 'this reference leads to a generated component, and no operation lists its code any more: remove it'
const mustName = 'an operation must name its errors, such as x-error-codes: [not_found]: no operation of the document does'

/** Expand the `x-error-codes` of the operations of a written document. */
export function expandCodes (document: Data, { catalog, envelope }: Contract): Expansion {
  const { stripped, removed, orphans } = strip(document)
  const findings: Finding[] = [
    ...misplacedCodes(document).map(path => ({ path, message: mustBeOperation })),
    ...orphans.map(path => ({ path, message: mustNameCodes }))
  ]
  let operations = 0
  const entriesOf = new Map<unknown, readonly Entry[]>()
  mapOperations(stripped, (operation, { path }) => {
    const codes = operation['x-error-codes']
    if (codes === undefined) return operation
    operations++
    entriesOf.set(codes, toEntries(codes, [...path, 'x-error-codes']))
    return operation
  })
  const finished = addErrorResponses(stripped, (marker, operation) => {
    const entries = operation['x-error-codes'] === undefined ? undefined : entriesOf.get(marker)
    return entries && { catalog, entries, envelopes: [envelope], examples: true, wraps: false }
  })
  if (operations === 0 && findings.length === 0) findings.push({ path: ['paths'], message: mustName })
  findings.push(...danglingRefs(finished, removed).map(path => ({ path, message: mustExist })))
  return { findings, operations, changes: withoutEqual(document, removed, addedTo(stripped, finished)) }

  function toEntries (codes: unknown, path: readonly string[]): Entry[] {
    if (!Array.isArray(codes)) {
      findings.push({ path, message: 'x-error-codes must be a list of codes, such as [not_found]' })
      return []
    }
    // A code and its former names are one entry.
    return [...new Set(codes.flatMap((code: unknown, index) => {
      const entry = typeof code === 'string' ? findEntry(catalog, code) : undefined
      const problem = problemOf(code, entry, catalog)
      if (problem !== undefined) findings.push({ path: [...path, String(index)], message: problem })
      return entry ?? []
    }))]
  }
}

function problemOf (code: unknown, entry: Entry | undefined, { entries }: Catalog): string | undefined {
  if (typeof code !== 'string') return `x-error-codes must have codes only, such as not_found, got ${JSON.stringify(code)}`
  if (entry === undefined) return `"${code}" must be a code of the catalog${didYouMean(code, entries.keys())}`
  return isPublic(entry) ? undefined : `"${code}" must be public, but its entry has public: false`
}

/** The changes without those that remove a part and add the same again: its place in the document stays. */
function withoutEqual (document: Data, removed: ReadonlyArray<readonly string[]>, added: readonly Change[]): Change[] {
  const before = new Map(removed.map(path => [JSON.stringify(path), path.reduce<unknown>((at, name) => (at as Data)[name], document)]))
  const isEqual = ({ path, value }: Change) => isDeepStrictEqual(before.get(JSON.stringify(path)), JSON.parse(JSON.stringify(value)))
  const [equal, changed] = [added.filter(isEqual), added.filter(change => !isEqual(change))]
  const kept = new Set(equal.map(({ path }) => JSON.stringify(path)))
  return [...removed.filter(path => !kept.has(JSON.stringify(path))).map(path => ({ path })), ...changed]
}

/** The components of all codes of some catalogs: a schema and a response for each. */
export function toComponents (contracts: readonly Contract[], version: Version): Data {
  const all = contracts.flatMap(({ catalog, envelope }) => {
    const documented = documentCatalog(catalog, version)
    return [...catalog.entries.values()].filter(isPublic).map(entry => ({
      documented,
      status: entry.status,
      entries: [entry],
      envelopes: [envelope],
      examples: true
    }))
  })
  return { components: createComponents(all, {}).parts }
}

/** The changes as an Overlay 1.0 document: what it removes, then what it merges into each operation and into the whole document. */
export function toOverlay (title: string, changes: readonly Change[]): Data {
  const removals = changes.filter(({ value }) => value === undefined).map(({ path }) => ({ target: toJsonPath(path), remove: true }))
  const placed = changes.filter(({ value }) => value !== undefined).map(({ path, value }) => {
    const target = path[0] === 'paths' ? path.slice(0, -2) : []
    return { target: toJsonPath(target), path: path.slice(target.length), value }
  })
  const updates = [...groupBy(placed, ({ target }) => target)].map(([target, parts]) => ({ target, update: toObject(parts) }))
  return { overlay: '1.0.0', info: { title, version: '1.0.0' }, actions: [...removals, ...updates] }
}

/** An object with some values at their paths. */
function toObject (parts: readonly Change[]): Data {
  const object: Record<string, unknown> = {}
  for (const { path, value } of parts) {
    const holder = path.slice(0, -1).reduce((at, name) => (at[name] ??= {}) as Record<string, unknown>, object)
    holder[path.at(-1) as string] = value
  }
  return object
}

/** `$.paths['/a'].get` */
function toJsonPath (path: readonly string[]): string {
  return `$${path.map(name => /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replaceAll(/['\\]/g, '\\$&')}']`).join('')}`
}

/**
 * The document without the output of an earlier run, the paths of that output, and the paths of generated responses in operations
 * that name no codes.
 */
function strip (document: Data) {
  const removed: Array<readonly string[]> = []
  const orphans: Array<readonly string[]> = []
  const isGenerated = (value: unknown) => isData(value) && value['x-generated-by'] === mark['x-generated-by']
  const present = isData(document['components']) ? document['components'] : {}
  const components = Object.fromEntries(Object
    .entries(present)
    .map(([part, members]) => [part, isData(members) ? without(members, ['components', part], (_, value) => isGenerated(value)) : members]))
  const refs = new Set(removed.map(path => `#/${path.join('/')}`))
  // A response with other members was edited by hand.
  const isRef = (status: string, response: unknown) =>
    /^\d{3}$/.test(status) && isData(response) && Object.keys(response).length === 1 && refs.has(String(response['$ref']))
  const stripped = mapOperations(document, (operation, { path }): Operation => {
    const { responses } = operation
    if (!isData(responses)) return operation
    if (operation['x-error-codes'] !== undefined) return { ...operation, responses: without(responses, [...path, 'responses'], isRef) }
    const names = Object.keys(responses).filter(name => isRef(name, responses[name]))
    orphans.push(...names.map(name => [...path, 'responses', name]))
    return operation
  })
  return { removed, orphans, stripped: document['components'] === undefined ? stripped : { ...stripped, components } }

  function without (members: Data, path: readonly string[], isRemoved: (name: string, value: unknown) => boolean): Data {
    const kept = Object.entries(members).filter(([name, value]) => {
      if (isRemoved(name, value)) removed.push([...path, name])
      return !isRemoved(name, value)
    })
    return Object.fromEntries(kept)
  }
}

/** The responses and components that are only in the finished document. */
function addedTo (document: Data, finished: Data): Change[] {
  const changes: Change[] = []
  const responses = new Map<string, Data>()
  mapOperations(document, (operation, { path }) => {
    responses.set(JSON.stringify(path), operation.responses ?? {})
    return operation
  })
  mapOperations(finished, (operation, { path }) => {
    addNew([...path, 'responses'], operation.responses ?? {}, responses.get(JSON.stringify(path)) as Data, {})
    return operation
  })
  const present = (document['components'] ?? {}) as Readonly<Record<string, Data>>
  const parts = Object.entries((finished['components'] ?? {}) as Readonly<Record<string, Data>>)
  for (const [part, members] of parts.filter(([, members]) => isData(members))) {
    addNew(['components', part], members, present[part] ?? {}, mark)
  }
  return changes

  function addNew (path: readonly string[], members: Data, old: Data, more: object) {
    for (const [name, value] of Object.entries(members)) {
      if (!Object.hasOwn(old, name)) changes.push({ path: [...path, name], value: { ...more, ...value as object } })
    }
  }
}
