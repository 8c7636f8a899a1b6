import { Errors, ValueErrorType, type ValueError } from '@sinclair/typebox/errors'
import type { TSchema } from '@sinclair/typebox'
import { intendedBranch } from '../schema/unions.ts'
import type { Subject } from '../schema/locate.ts'
import type { Violation } from './violation.ts'
import { isSchema, parentOf } from '../schema/walk.ts'

/** JSON Schema keywords of TypeBox 0.34's errors. */
const keywords: Readonly<Record<string, ReadonlyArray<keyof typeof ValueErrorType>>> = {
  required: ['ObjectRequiredProperty'],
  additionalProperties: ['ObjectAdditionalProperties'],
  unevaluatedProperties: ['IntersectUnevaluatedProperties'],
  type: ['Array', 'Boolean', 'Integer', 'Null', 'Number', 'Object', 'String', 'Tuple'],
  const: ['Literal'],
  anyOf: ['Union'],
  not: ['Not'],
  'false schema': ['Never'],
  minimum: ['IntegerMinimum', 'NumberMinimum'],
  maximum: ['IntegerMaximum', 'NumberMaximum'],
  exclusiveMinimum: ['IntegerExclusiveMinimum', 'NumberExclusiveMinimum'],
  exclusiveMaximum: ['IntegerExclusiveMaximum', 'NumberExclusiveMaximum'],
  multipleOf: ['IntegerMultipleOf', 'NumberMultipleOf'],
  minLength: ['StringMinLength'],
  maxLength: ['StringMaxLength'],
  pattern: ['StringPattern', 'RegExp'],
  format: ['StringFormat', 'StringFormatUnknown'],
  minItems: ['ArrayMinItems', 'TupleLength'],
  maxItems: ['ArrayMaxItems'],
  uniqueItems: ['ArrayUniqueItems'],
  contains: ['ArrayContains', 'ArrayMinContains', 'ArrayMaxContains'],
  minProperties: ['ObjectMinProperties'],
  maxProperties: ['ObjectMaxProperties']
}

const keywordOf = new Map(Object.entries(keywords)
  .flatMap(([keyword, names]) => names.map(name => [ValueErrorType[name], keyword] as const)))

/** Rules that name the invalid member instead of its parent. */
const ofMembers = new Set(['required', 'additionalProperties', 'unevaluatedProperties'])

/** TypeBox's own errors for a value that its compiler has rejected, one rule after the other. */
export function * typeboxViolations ({ schema, value, shared }: Subject): Generator<Violation> {
  for (const error of Errors(schema as TSchema, value)) yield * rulesOf(error, shared)
}

function * rulesOf ({ type, schema, path, value, errors }: ValueError, shared: Subject['shared']): Generator<Violation> {
  const keyword = keywordOf.get(type)
  const branch = keyword === 'anyOf' && isSchema(schema) ? intendedBranch({ at: { schema, root: schema }, value, shared }) : undefined
  const within = branch === undefined ? undefined : errors[schema['anyOf'].indexOf(branch.schema)]
  if (within !== undefined) {
    for (const error of within) yield * rulesOf(error, shared)
  } else if (keyword === undefined) {
    yield { at: path, pointer: path, params: {} }
  } else {
    yield { at: ofMembers.has(keyword) ? parentOf(path) : path, pointer: path, keyword, params: paramsOf(keyword, schema) }
  }
}

/** With Ajv's names, so that both have the same messages. */
function paramsOf (keyword: string, schema: Partial<TSchema> = {}) {
  const { type, const: allowedValue, pattern, source, format, multipleOf, minItems } = schema
  return { type, allowedValue, pattern: pattern ?? source, format, multipleOf, limit: schema[keyword] ?? minItems }
}
