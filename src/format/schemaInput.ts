import { Type } from '@sinclair/typebox'

const types = ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'] as const
const typeName = Type.Union(types.map(name => Type.Literal(name)))
const text = Type.Optional(Type.String({ errorMessage: 'must be a text' }))
const number = Type.Optional(Type.Number({ errorMessage: 'must be a number' }))
const count = Type.Optional(Type.Integer({ minimum: 0, errorMessage: 'must be a whole number' }))
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], { errorMessage: 'must be a text, a number, true, false or null' })
const list = { minItems: 1, errorMessage: 'must be a list with at least one item' }

/** The keywords of JSON Schema that details understand. */
export const SchemaInput = Type.Recursive(This => Type.Object({
  type: Type.Optional(Type.Union([typeName, Type.Array(typeName, { minItems: 1 })], { errorMessage: `must be ${types.join(', ')}, or a list of these` })),
  const: Type.Optional(scalar),
  enum: Type.Optional(Type.Array(scalar, list)),
  anyOf: Type.Optional(Type.Array(This, list)),
  oneOf: Type.Optional(Type.Array(This, list)),
  properties: Type.Optional(Type.Record(Type.String(), This, { errorMessage: 'must be a mapping from name to schema' })),
  required: Type.Optional(Type.Array(Type.String({ errorMessage: 'must be a name' }), { errorMessage: 'must be a list of names' })),
  additionalProperties: Type.Optional(Type.Union([Type.Boolean(), This], { errorMessage: 'must be true, false or a schema' })),
  items: Type.Optional(This),
  minimum: number,
  maximum: number,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  pattern: text,
  format: text,
  title: text,
  description: text,
  $comment: text,
  examples: Type.Optional(Type.Array(Type.Unknown(), { errorMessage: 'must be a list' })),
  default: Type.Optional(Type.Unknown()),
  deprecated: Type.Optional(Type.Boolean({ errorMessage: 'must be true or false' }))
}, { additionalProperties: false, errorMessage: 'must be a JSON Schema' }))
