import { array, boolean, integer, literal, map, number, object, oneOf, string, union, type Shape } from './shape.ts'

const types = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'] as const
const text = string({ errorMessage: 'must be a text' })
const limit = number({ errorMessage: 'must be a number' })
const count = integer({ minimum: 0, errorMessage: 'must be a whole number' })
const scalar = union([string({}), number({}), boolean({}), literal(null)], {
  errorMessage: 'must be a text, a number, true, false or null'
})
const anything: Shape = {}

/** The shape itself, for members that refer to it. */
const self: Shape = {}
const nonEmpty = { minItems: 1, errorMessage: 'must be a list with at least one item' }

/** The keywords of JSON Schema that details support. */
export const SchemaInput: Shape<Record<string, unknown>> = Object.assign(self, object({}, {
  type: union([oneOf(types, {}), array(oneOf(types, {}), { minItems: 1 })], {
    errorMessage: `must be ${types.join(', ')}, or a list of these`
  }),
  const: scalar,
  enum: array(scalar, nonEmpty),
  anyOf: array(self, nonEmpty),
  oneOf: array(self, nonEmpty),
  properties: map(self, { errorMessage: 'must be a mapping from name to schema' }),
  required: array(string({ errorMessage: 'must be a name' }), { errorMessage: 'must be a list of names' }),
  additionalProperties: union([boolean({}), self], { errorMessage: 'must be true, false or a schema' }),
  items: self,
  minimum: limit,
  maximum: limit,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  pattern: text,
  format: text,
  title: text,
  description: text,
  $comment: text,
  examples: array(anything, { errorMessage: 'must be a list' }),
  default: anything,
  deprecated: boolean({ errorMessage: 'must be true or false' })
}, { errorMessage: 'must be a JSON Schema' }))
