import { closureOf, discriminatorOf } from '../schema/unions.ts'
import { kStop, kUnknownMember } from './collectingKeywords.ts'
import { isSchema, resolve, values, type Placed, type Schema, type Shared } from '../schema/walk.ts'

/** More errors than are reported, because some belong to branches that the client did not mean. */
const maxErrors = 24

/** The time to compare all items of a list with one another grows with the square of their number. */
const maxUniqueItems = 20

interface Options {
  readonly shared: Shared
  /** Whether unknown members are errors, not removed. */
  readonly reportsUnknown: boolean
}

/** Limits of a schema that are applied before its other keywords: the lowest ones for a value. */
type Limits = Readonly<Partial<Record<'maxLength' | 'maxItems' | 'maxProperties', number>>>

/** Keywords that are only applied to a value within the limit. */
const limited = {
  maxLength: new Set(['pattern', 'format', 'formatMinimum', 'formatMaximum', 'formatExclusiveMinimum', 'formatExclusiveMaximum']),
  maxItems: new Set(['items', 'additionalItems', 'prefixItems', 'contains', 'minContains', 'maxContains', 'uniqueItems']),
  maxProperties: new Set(['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'dependencies', 'dependentSchemas'])
} as const

const limitNames = Object.keys(limited) as Array<keyof typeof limited>

const dropped = new Set([
  '$id', '$schema', '$comment', '$defs', 'definitions', 'title', 'description', 'examples', 'discriminator', 'x-error-code',
  'x-error-message'
])

/** Keywords whose meaning depends on their document, or on the result of other keywords. */
const unsafe = new Set([
  '$async', '$recursiveRef', '$recursiveAnchor', '$dynamicRef', '$dynamicAnchor', 'unevaluatedProperties', 'unevaluatedItems'
])

class Unsafe extends Error {}

/**
 * A schema that finds the errors of the given one, and collects them with a bounded amount of work for each request.
 *
 * - A schema's own limits come first: `maxLength` before `pattern` and `format`, `maxItems` and `maxProperties` before members.
 * - Of a union whose branches differ in a required member, only the branch that the value names is applied.
 * - Lists and maps of members end once enough errors are found.
 *
 * @throws if the schema cannot be rewritten safely: then only the first error is reported.
 */
export function toCollectingSchema (schema: unknown, options: Options): Schema {
  if (!isSchema(schema)) throw new Unsafe()
  const converter = new Converter(options)
  const root = converter.convert({ schema, root: schema }, {})
  return { ...root, definitions: converter.definitions }
}

class Converter {
  readonly definitions: Record<string, Schema> = {}
  private readonly names = new Map<Schema, Map<string, string>>()
  private readonly options: Options

  constructor (options: Options) {
    this.options = options
  }

  convert (at: Placed, inherited: Limits): Schema {
    const { shared } = this.options
    const limits = limitsOf(at, inherited, shared)
    const written: Record<string, unknown> = {}
    const held: Partial<Record<keyof Limits, Record<string, unknown>>> = {}
    for (const [keyword, value] of Object.entries(at.schema)) {
      if (unsafe.has(keyword)) throw new Unsafe()
      if (dropped.has(keyword) || keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf') continue
      const limit = limitNames.find(name => limited[name].has(keyword))
      const into = limit === undefined ? written : held[limit] ??= {}
      into[keyword] = this.convertKeyword(keyword, value, at, limits)
    }
    const members = this.membersOf(at, limits)
    for (const name of limitNames) addHeld(written, members, held[name], name, limits[name])
    if (members.length > 0) written['allOf'] = members
    return written
  }

  private convertKeyword (keyword: string, value: unknown, { schema, root }: Placed, limits: Limits): unknown {
    const at = (inner: unknown): Placed => ({ schema: inner as Schema, root })
    const inner = (given: unknown) => isSchema(given) ? this.convert(at(given), {}) : given
    const item = (given: unknown) => isSchema(given) ? { [kStop]: maxErrors, ...this.convert(at(given), {}) } : given
    switch (keyword) {
      case '$ref': return this.refTo(resolve({ schema, root }, this.options.shared), limits)
      case 'then':
      case 'else': return isSchema(value) ? this.convert(at(value), limits) : value
      case 'if':
      case 'not':
      case 'contains': return isSchema(value) ? { $ref: this.refTo(at(value), keyword === 'contains' ? {} : limits) } : value
      case 'items':
      case 'prefixItems': return Array.isArray(value) ? value.map(inner) : item(value)
      case 'additionalProperties':
        return value === false && this.options.reportsUnknown ? { [kStop]: maxErrors, [kUnknownMember]: true } : item(value)
      case 'additionalItems':
      case 'propertyNames': return item(value)
      case 'patternProperties': return mapMembers(value, item)
      case 'properties':
      case 'dependencies':
      case 'dependentSchemas': return mapMembers(value, inner)
      default:
        if (!values.has(keyword) && holdsReference(value)) throw new Unsafe()
        return value
    }
  }

  /** The schemas for the same value: members of `allOf`, and unions. */
  private membersOf ({ schema, root }: Placed, limits: Limits): Schema[] {
    const { allOf } = schema
    const members = Array.isArray(allOf)
      ? allOf.map(member => isSchema(member) ? this.convert({ schema: member, root }, limits) : toSchema(member))
      : []
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const branches = schema[keyword]
      if (Array.isArray(branches)) members.push(...this.unionOf(keyword, branches, root, limits))
    }
    return members
  }

  private unionOf (keyword: 'anyOf' | 'oneOf', branches: readonly unknown[], root: Schema, limits: Limits): Schema[] {
    const placed = branches.map(branch => isSchema(branch) ? { schema: branch, root } : undefined)
    const known = placed.filter(branch => branch !== undefined)
    const tag = known.length === branches.length ? discriminatorOf(known, this.options.shared) : undefined
    if (tag === undefined) {
      // A branch is a separate function: if it stops, only the branch ends.
      return [{
        [keyword]: branches.map((branch, index) => placed[index] === undefined ? branch : { $ref: this.refTo(placed[index], limits) })
      }]
    }
    const named = (allowed: readonly unknown[]) => ({ type: 'object', required: [tag.name], properties: { [tag.name]: { enum: allowed } } })
    return [
      ...known.map((branch, index) => ({ if: named(tag.values[index] as unknown[]), then: this.convert(branch, limits) })),
      named(tag.values.flat())
    ]
  }

  private refTo (target: Placed | undefined, limits: Limits): string {
    if (target === undefined) throw new Unsafe()
    const key = JSON.stringify(limits)
    let names = this.names.get(target.schema)
    if (names === undefined) this.names.set(target.schema, names = new Map())
    let name = names.get(key)
    if (name === undefined) {
      name = `schema${Object.keys(this.definitions).length}`
      names.set(key, name)
      // Registered before it is written, because a schema may refer to itself.
      this.definitions[name] = {}
      this.definitions[name] = this.convert(target, limits)
    }
    return `#/definitions/${name}`
  }
}

function addHeld (
  written: Record<string, unknown>,
  members: Schema[],
  held: Record<string, unknown> | undefined,
  name: keyof Limits,
  limit: number | undefined
) {
  if (held === undefined) return
  const { uniqueItems, ...others } = held
  const rest = uniqueItems === true && !hasScalarItems(held['items']) ? others : held
  if (rest === others) members.push({ if: { maxItems: Math.min(limit ?? maxUniqueItems, maxUniqueItems) }, then: { uniqueItems } })
  if (limit === undefined) Object.assign(written, rest)
  else if (Object.keys(rest).length > 0) members.push({ if: { [name]: limit }, then: rest })
}

/** Ajv compares items of these types by a table (ajv, lib/vocabularies/validation/uniqueItems.ts). */
function hasScalarItems (items: unknown): boolean {
  const types = isSchema(items) ? [items['type']].flat() : []
  return types.length > 0 && types.every(type => typeof type === 'string' && type !== 'object' && type !== 'array')
}

function limitsOf (at: Placed, inherited: Limits, shared: Shared): Limits {
  const limits: Partial<Record<keyof Limits, number>> = {}
  for (const name of limitNames) {
    const all = [inherited[name], ...closureOf(at, shared).map(({ schema }) => schema[name])].filter(value => typeof value === 'number')
    if (all.length > 0) limits[name] = Math.min(...all)
  }
  return limits
}

function mapMembers (value: unknown, convert: (inner: unknown) => unknown): unknown {
  return isSchema(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, convert(inner)])) : value
}

/** Members of `allOf` may be true or false. */
function toSchema (value: unknown): Schema {
  return value === false ? { not: {} } : {}
}

function holdsReference (value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => name === '$ref' || holdsReference(inner))
}
