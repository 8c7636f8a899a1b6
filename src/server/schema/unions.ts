import { safeGetOwn } from '../../support/safeGet.ts'
import { isSchema, resolve, type Placed, type Schema, type Shared } from './walk.ts'

/** A value that fits no branch of `anyOf` or `oneOf`, and the schemas that the branches may refer to. */
export interface Union {
  readonly at: Placed
  readonly value: unknown
  readonly shared: Shared
}

export function isUnion ({ schema }: Placed): boolean {
  return Array.isArray(schema['anyOf']) || Array.isArray(schema['oneOf'])
}

/** The branch that the value was meant for: the only one of its type, else the only one that has its tag. */
export function intendedBranch ({ at, value, shared }: Union): Placed | undefined {
  const fitting = fittingOf({ at, value, shared })
  if (fitting.length === 1) return fitting[0]
  const tag = tagOf(fitting, shared)
  const tagged = tag === undefined ? [] : fitting.filter((_, index) => tag.values[index]?.includes(safeGetOwn(value, tag.name)))
  return tagged.length === 1 ? tagged[0] : undefined
}

/** What all branches of a union ask for: values of it or of the member that tells them apart, or one type. */
export interface Demand {
  readonly keyword: 'enum' | 'type'
  readonly asked: readonly unknown[]
  readonly tag?: string
}

/** The one thing that a union asks for in the face of this value, where it is one. */
export function demandOf ({ at, value, shared }: Union): Demand | undefined {
  const branches = branchesOf(at)
  const values = branches.map(branch => valuesOf([branch], shared))
  if (values.length > 0 && values.every(list => list !== undefined)) return { keyword: 'enum', asked: values.flat() }
  const fitting = fittingOf({ at, value, shared })
  const tag = tagOf(fitting, shared)
  if (tag !== undefined) {
    const asked = [...new Set(tag.values.flat())]
    return asked.includes(safeGetOwn(value, tag.name)) ? undefined : { keyword: 'enum', asked, tag: tag.name }
  }
  const types = new Set(branches.map(branch =>
    closureOf(branch, shared).map(({ schema }) => schema['type']).find(type => type !== undefined)))
  return fitting.length === 0 && types.size === 1 ? { keyword: 'type', asked: [...types].flat() } : undefined
}

function branchesOf ({ schema, root }: Placed): Placed[] {
  return [schema['anyOf'], schema['oneOf']].flat().filter(isSchema).map(branch => ({ schema: branch, root }))
}

/** A schema with all that it refers to or is made of (`$ref`, `allOf`), whatever the value is. */
export function closureOf (at: Placed, shared: Shared): readonly Placed[] {
  const parts = shared.parts.get(at.schema) ?? collected([at], shared, new Set())
  shared.parts.set(at.schema, parts)
  return parts
}

function collected (placed: readonly Placed[], shared: Shared, seen: Set<Schema>): Placed[] {
  return placed.filter(({ schema }) => !seen.has(schema)).flatMap(at => {
    seen.add(at.schema)
    const within = [at.schema['allOf']].flat().filter(isSchema).map(schema => ({ schema, root: at.root }))
    const target = resolve(at, shared)
    return [at, ...collected(target === undefined ? within : [...within, target], shared, seen)]
  })
}

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: value => typeof value === 'string',
  number: value => typeof value === 'number',
  integer: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
  null: value => value === null,
  array: value => Array.isArray(value),
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The branches whose type the value has, and that do not name other values: what says neither fits. */
function fittingOf ({ at, value, shared }: Union): Placed[] {
  return branchesOf(at).filter(branch => (valuesOf([branch], shared)?.includes(value) ?? true) &&
    closureOf(branch, shared).every(({ schema: { type, nullable } }) =>
      type === undefined || (nullable === true && value === null) || [type].flat().some(name => types[String(name)]?.(value))))
}

interface Tag {
  readonly name: string
  /** Of each branch those it takes. */
  readonly values: ReadonlyArray<readonly unknown[]>
}

/** The first member for which each of several branches names the values it takes, and that is accepted. */
function tagOf (branches: readonly Placed[], shared: Shared, accepts: (tag: Tag) => boolean = () => true): Tag | undefined {
  if (branches.length < 2) return undefined
  const names = branches.slice(0, 1)
    .flatMap(branch => closureOf(branch, shared))
    .flatMap(({ schema: { properties } }) => isSchema(properties) ? Object.keys(properties) : [])
  return names
    .map(name => ({ name, values: branches.map(branch => valuesOfMember(branch, name, shared)) }))
    .find((tag): tag is { name: string, values: unknown[][] } => tag.values.every(list => list !== undefined) && accepts(tag as Tag))
}

/**
 * The required member that tells the branches of a union apart: each branch takes texts of its own.
 *
 * Of other values it depends on what a validator converts them to.
 */
export function discriminatorOf (branches: readonly Placed[], shared: Shared): Tag | undefined {
  return tagOf(branches, shared, ({ name, values }) => {
    const texts = values.flat()
    const isDistinct = new Set(texts).size === texts.length && texts.every(text => typeof text === 'string')
    return isDistinct && branches.every(branch => isRequired(branch, name, shared))
  })
}

/** Whether a branch takes objects only, with that member. */
function isRequired (branch: Placed, name: string, shared: Shared): boolean {
  const parts = closureOf(branch, shared)
  return parts.some(({ schema: { required } }) => Array.isArray(required) && required.includes(name)) &&
    parts.some(({ schema: { type } }) => type === 'object')
}

function valuesOfMember (branch: Placed, name: string, shared: Shared): unknown[] | undefined {
  const members = closureOf(branch, shared).map(({ schema: { properties }, root }) => ({ schema: safeGetOwn(properties, name), root }))
  return valuesOf(members.filter((member): member is Placed => isSchema(member.schema)), shared)
}

/** The only values that a schema takes, where it names them: `const`, `enum`, or a union of such. */
function valuesOf (placed: readonly Placed[], shared: Shared): unknown[] | undefined {
  for (const part of placed.flatMap(at => closureOf(at, shared))) {
    const { schema } = part
    if ('const' in schema) return [schema['const']]
    if (Array.isArray(schema['enum'])) return schema['enum']
    const lists = branchesOf(part).map(branch => valuesOf([branch], shared))
    if (lists.length > 0 && lists.every(list => list !== undefined)) return lists.flat()
  }
  return undefined
}
