import { safeGetOwn } from '../../support/safeGet.ts'
import { isSchema, resolve, type Placed, type Schema, type Shared } from './walk.ts'

/** A value that matches no branch of `anyOf` or `oneOf`, and the schemas that the branches may refer to. */
export interface Union {
  readonly at: Placed
  readonly value: unknown
  readonly shared: Shared
}

export function isUnion ({ schema }: Placed): boolean {
  return Array.isArray(schema['anyOf']) || Array.isArray(schema['oneOf'])
}

/** The branch that the client meant: the only one with the type of the value, else the only one with its tag. */
export function intendedBranch (union: Union): Placed | undefined {
  const { branches, tag } = fittingOf(union)
  if (branches.length === 1) return branches[0]
  const tagged = tag === undefined ? [] : branches.filter((_, index) => tag.values[index]?.includes(safeGetOwn(union.value, tag.name)))
  return tagged.length === 1 ? tagged[0] : undefined
}

/** The common requirement of all branches: values of the union or of its tag, or one type. */
export interface Expectation {
  readonly keyword: 'enum' | 'type'
  readonly expected: readonly unknown[]
  readonly tag?: string
}

/** The single requirement of a union for this value, if there is one. */
export function unionExpectation (union: Union): Expectation | undefined {
  const { literals, types } = factsOf(union)
  if (literals !== undefined) return { keyword: 'enum', expected: literals }
  const { branches, tag } = fittingOf(union)
  if (tag !== undefined) {
    const expected = [...new Set(tag.values.flat())]
    return expected.includes(safeGetOwn(union.value, tag.name)) ? undefined : { keyword: 'enum', expected, tag: tag.name }
  }
  return branches.length === 0 && types.size === 1 ? { keyword: 'type', expected: [...types].flat() } : undefined
}

/** The branches of a union that do not exclude a value, and the member that distinguishes them. */
interface Fitting {
  readonly branches: readonly Placed[]
  readonly tag: Tag | undefined
}

/** The properties of a union that no value changes. They are found once for each route: an array may hold a thousand values. */
interface UnionFacts {
  /** Each branch, with the only values that it accepts if it lists them. */
  readonly branches: ReadonlyArray<{ readonly at: Placed, readonly values: readonly unknown[] | undefined }>
  /** The values of all branches, if each lists its values. */
  readonly literals: readonly unknown[] | undefined
  /** The `type` of each branch. */
  readonly types: ReadonlySet<unknown>
  /** No branch lists an object or an array by identity, so the branches that fit one fit all. */
  readonly fitting: { object?: Fitting, array?: Fitting }
}

const known = new WeakMap<Shared, WeakMap<Schema, UnionFacts>>()

function factsOf ({ at, shared }: Union): UnionFacts {
  let ofRoute = known.get(shared)
  if (ofRoute === undefined) known.set(shared, ofRoute = new WeakMap())
  let facts = ofRoute.get(at.schema)
  if (facts === undefined) ofRoute.set(at.schema, facts = toFacts(branchesOf(at), shared))
  return facts
}

function toFacts (placed: readonly Placed[], shared: Shared): UnionFacts {
  const branches = placed.map(at => ({ at, values: valuesOf([at], shared) }))
  const isLiteral = branches.length > 0 && branches.every(({ values }) => values !== undefined)
  const types = placed.map(branch => closureOf(branch, shared).map(({ schema }) => schema['type']).find(type => type !== undefined))
  return {
    branches,
    literals: isLiteral ? branches.flatMap(({ values }) => values) : undefined,
    types: new Set(types),
    fitting: {}
  }
}

function branchesOf ({ schema, root }: Placed): Placed[] {
  return [schema['anyOf'], schema['oneOf']].flat().filter(isSchema).map(branch => ({ schema: branch, root }))
}

/** A schema with all schemas that it refers to or consists of (`$ref`, `allOf`), independent of the value. */
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

/** The branches with the type of the value that do not require other values: branches that exclude neither. */
function fittingOf (union: Union): Fitting {
  const { value } = union
  if (typeof value !== 'object' || value === null) return toFitting(union)
  const { fitting } = factsOf(union)
  const kind = Array.isArray(value) ? 'array' : 'object'
  fitting[kind] ??= toFitting(union)
  return fitting[kind]
}

function toFitting (union: Union): Fitting {
  const { value, shared } = union
  const branches = factsOf(union).branches
    .filter(({ at, values }) => (values?.includes(value) ?? true) && closureOf(at, shared).every(({ schema: { type, nullable } }) =>
      type === undefined || (nullable === true && value === null) || [type].flat().some(name => types[String(name)]?.(value))))
    .map(({ at }) => at)
  return { branches, tag: tagOf(branches, shared) }
}

interface Tag {
  readonly name: string
  /** The accepted values of each branch. */
  readonly values: ReadonlyArray<readonly unknown[]>
}

/** The first member for which each of several branches lists its values, and that the callback accepts. */
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
 * The required member that distinguishes the branches of a union: each branch accepts other strings.
 *
 * For values that are not strings, the type conversion of a validator would decide.
 */
export function discriminatorOf (branches: readonly Placed[], shared: Shared): Tag | undefined {
  return tagOf(branches, shared, ({ name, values }) => {
    const texts = values.flat()
    const isDistinct = new Set(texts).size === texts.length && texts.every(text => typeof text === 'string')
    return isDistinct && branches.every(branch => isRequired(branch, name, shared))
  })
}

/** Whether a branch accepts only objects with that member. */
function isRequired (branch: Placed, name: string, shared: Shared): boolean {
  const parts = closureOf(branch, shared)
  return parts.some(({ schema: { required } }) => Array.isArray(required) && required.includes(name)) &&
    parts.some(({ schema: { type } }) => type === 'object')
}

function valuesOfMember (branch: Placed, name: string, shared: Shared): unknown[] | undefined {
  const members = closureOf(branch, shared).map(({ schema: { properties }, root }) => ({ schema: safeGetOwn(properties, name), root }))
  return valuesOf(members.filter((member): member is Placed => isSchema(member.schema)), shared)
}

/** The only values that a schema accepts, if it lists them: `const`, `enum`, or a union of these. */
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
