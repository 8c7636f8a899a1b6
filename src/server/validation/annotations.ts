import { didYouMean } from '../../support/didYouMean.ts'
import type { Locate, Subject } from '../schema/locate.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import type { Violation } from './violation.ts'
import { isSchema, resolve, subschemasOf, type Placed, type Schema } from '../schema/walk.ts'

/** The plugin's keywords: the code and the message of an issue, for all keywords of a schema or by keyword. */
export const annotations = ['x-error-code', 'x-error-message'] as const

/** What is known about a validator before there is a value. */
type SchemaSubject = Omit<Subject, 'value'>

type Annotation = typeof annotations[number]

/**
 * The code and the message that the schema itself gives to a broken rule.
 *
 * The schema of the field decides first, even if the field is missing; then the schema with the rule.
 */
export function annotationOf (name: Annotation, { at, pointer, keyword }: Violation, locate: Locate): string | undefined {
  const field = locate(pointer).schemas
  const holding = pointer === at ? [] : locate(at).schemas
  return [...field, ...holding]
    .map(({ schema }) => typeof schema[name] === 'string' ? schema[name] : safeGetOwn(schema[name], keyword ?? ''))
    .find(text => typeof text === 'string')
}

/** Whether a schema, or one that it refers to, has annotations. */
export function isAnnotated (asked: SchemaSubject): boolean {
  return [...allOf(asked)].some(([, { schema: inner }]) => annotations.some(name => Object.hasOwn(inner, name)))
}

/** Every problem of a schema's annotations. A route with one is not built. */
export function checkAnnotations (asked: SchemaSubject, codes: ReadonlyMap<string, unknown>): string[] {
  return [...allOf(asked)].flatMap(([place, { schema: inner }]) => annotations.flatMap(name => {
    const value = inner[name]
    if (value === undefined) return []
    const at = `${name} at ${place === '' ? 'the root' : place}`
    const texts = isSchema(value) ? Object.values(value) : [value]
    if (texts.length === 0 || !texts.every(text => typeof text === 'string')) {
      return [`${at} must be a text, or a text for each of some keywords`]
    }
    return name === 'x-error-message'
      ? []
      : texts.filter(code => !codes.has(code as string))
        .map(code => `${at} must be a code of the catalog, got "${code as string}"${didYouMean(code as string, codes.keys())}`)
  }))
}

/** The codes that a schema gives to its issues. */
export function codesIn (asked: SchemaSubject): string[] {
  return [...allOf(asked)]
    .flatMap(([, { schema: { 'x-error-code': value } }]) => isSchema(value) ? Object.values(value) : [value])
    .filter(code => typeof code === 'string')
}

/** A schema, all schemas within it and all that it refers to, each once with its place. */
function * allOf ({ schema, shared }: SchemaSubject): Generator<readonly [place: string, at: Placed]> {
  const seen = new Set<unknown>()
  const open: Array<readonly [base: string, schema: unknown, root: Schema]> = isSchema(schema) ? [['', schema, schema]] : []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [base, start, root] = next
    for (const [pointer, inner] of subschemasOf(start, base, seen)) {
      const at = { schema: inner, root }
      yield [pointer, at]
      const target = resolve(at, shared)
      if (target !== undefined && !seen.has(target.schema)) open.push([`${String(inner['$ref'])}`, target.schema, target.root])
    }
  }
}
