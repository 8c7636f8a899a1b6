import { FormatRegistry, Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import { registerAjvFormats, Type as Type6, TypeBoxValidatorCompiler as compiler6 } from '@fastify/type-provider-typebox'
import type { FastifySchemaCompiler } from 'fastify'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'

// TypeBox knows no formats of its own; these are as strict as those of the others where the inputs look.
FormatRegistry.Set('email', value => /^.+@.+$/.test(value))
FormatRegistry.Set('date-time', value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value))
FormatRegistry.Set('uuid', value => /^[\da-f-]{36}$/.test(value))
registerAjvFormats()

const json = {
  type: 'object',
  required: ['currency', 'amount', 'items'],
  additionalProperties: false,
  properties: {
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    amount: { type: 'string', minLength: 4, maxLength: 8 },
    email: { type: 'string', format: 'email' },
    at: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid' },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    rate: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    step: { type: 'number', multipleOf: 5 },
    kind: { enum: ['retail', 'trade'] },
    version: { const: 2 },
    urgent: { type: 'boolean' },
    tags: { type: 'array', maxItems: 2, items: { type: 'string', minLength: 2 } },
    items: { type: 'array', minItems: 1, items: { type: 'object', required: ['sku'], additionalProperties: false, properties: { sku: { type: 'string' }, size: { type: 'number', minimum: 1 } } } },
    note: { anyOf: [{ type: 'object', required: ['text'], properties: { text: { type: 'string' } } }, { type: 'null' }] },
    pay: {
      anyOf: [
        { type: 'object', required: ['method', 'number'], properties: { method: { const: 'card' }, number: { type: 'string', minLength: 8 } } },
        { type: 'object', required: ['method', 'iban'], properties: { method: { const: 'iban' }, iban: { type: 'string', pattern: '^DE' } } }
      ]
    },
    ref: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    address: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, geo: { type: 'object', required: ['lat'], properties: { lat: { type: 'number', maximum: 90 } } } } },
    'a/b~c': { type: 'number' }
  }
}

const typebox = (Type: typeof Type5) => Type.Object({
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  amount: Type.String({ minLength: 4, maxLength: 8 }),
  email: Type.Optional(Type.String({ format: 'email' })),
  at: Type.Optional(Type.String({ format: 'date-time' })),
  id: Type.Optional(Type.String({ format: 'uuid' })),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
  step: Type.Optional(Type.Number({ multipleOf: 5 })),
  kind: Type.Optional(Type.Union([Type.Literal('retail'), Type.Literal('trade')])),
  version: Type.Optional(Type.Literal(2)),
  urgent: Type.Optional(Type.Boolean()),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 2 }), { maxItems: 2 })),
  items: Type.Array(Type.Object({ sku: Type.String(), size: Type.Optional(Type.Number({ minimum: 1 })) }, { additionalProperties: false }), { minItems: 1 }),
  note: Type.Optional(Type.Union([Type.Object({ text: Type.String() }), Type.Null()])),
  pay: Type.Optional(Type.Union([
    Type.Object({ method: Type.Literal('card'), number: Type.String({ minLength: 8 }) }),
    Type.Object({ method: Type.Literal('iban'), iban: Type.String({ pattern: '^DE' }) })
  ])),
  ref: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  address: Type.Optional(Type.Object({ city: Type.String(), geo: Type.Optional(Type.Object({ lat: Type.Number({ maximum: 90 }) })) })),
  'a/b~c': Type.Optional(Type.Number())
}, { additionalProperties: false })

const zod = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: z.string().min(4).max(8),
  email: z.email().optional(),
  at: z.iso.datetime().optional(),
  id: z.uuid().optional(),
  count: z.int().min(1).max(9).optional(),
  rate: z.number().gt(0).lt(1).optional(),
  step: z.number().multipleOf(5).optional(),
  kind: z.enum(['retail', 'trade']).optional(),
  version: z.literal(2).optional(),
  urgent: z.boolean().optional(),
  tags: z.array(z.string().min(2)).max(2).optional(),
  items: z.array(z.strictObject({ sku: z.string(), size: z.number().min(1).optional() })).min(1),
  note: z.object({ text: z.string() }).nullable().optional(),
  pay: z.discriminatedUnion('method', [
    z.object({ method: z.literal('card'), number: z.string().min(8) }),
    z.object({ method: z.literal('iban'), iban: z.string().regex(/^DE/) })
  ]).optional(),
  ref: z.union([z.string(), z.number()]).optional(),
  address: z.object({ city: z.string(), geo: z.object({ lat: z.number().max(90) }).optional() }).optional(),
  'a/b~c': z.number().optional()
})

interface Validator {
  readonly compiler?: FastifySchemaCompiler<never>
  readonly schema: unknown
}

/** One schema as each validator writes it. */
export const validators: Readonly<Record<string, Validator>> = {
  Ajv: { schema: json },
  'TypeBox 0.34': { schema: typebox(Type5), compiler: compiler5 as never },
  'TypeBox 1': { schema: typebox(Type6 as unknown as typeof Type5), compiler: compiler6 as never },
  Zod: { schema: zod, compiler: zodCompiler as never }
}

const good = { currency: 'EUR', amount: '12.50', items: [{ sku: 'a' }] }

/** What each input is answered with: path, keyword and sentence of each issue. */
export const inputs: ReadonlyArray<readonly [given: unknown, ...issues: string[]]> = [
  [{}, 'currency required This field is required.', 'amount required This field is required.', 'items required This field is required.'],
  [[], 'body type Must be an object.'],
  [null, 'body type Must be an object.'],
  ['x', 'body type Must be an object.'],
  [5, 'body type Must be an object.'],
  [{ ...good, extra: 1 }, 'extra additionalProperties This field is not known here.'],
  [{ ...good, extra: 1, more: 2 }, 'extra additionalProperties This field is not known here.', 'more additionalProperties This field is not known here.'],
  [{ ...good, 'x/y': 1 }, 'x/y additionalProperties This field is not known here.'],
  [{ amount: '12.50', items: [{ sku: 'a' }] }, 'currency required This field is required.'],
  [{ ...good, currency: 'eur' }, 'currency pattern Must match ^[A-Z]{3}$.'],
  [{ ...good, currency: 5 }, 'currency type Must be a string.'],
  [{ ...good, currency: null }, 'currency type Must be a string.'],
  [{ ...good, amount: '1' }, 'amount minLength Must have at least 4 characters.'],
  [{ ...good, amount: '123456789' }, 'amount maxLength Must have at most 8 characters.'],
  [{ ...good, amount: 12 }, 'amount type Must be a string.'],
  [{ ...good, email: 'x' }, 'email format Must be in the format email.'],
  [{ ...good, email: 5 }, 'email type Must be a string.'],
  [{ ...good, at: 'x' }, 'at format Must be in the format date-time.'],
  [{ ...good, id: 'x' }, 'id format Must be in the format uuid.'],
  [{ ...good, count: 0 }, 'count minimum Must be at least 1.'],
  [{ ...good, count: 10 }, 'count maximum Must be at most 9.'],
  [{ ...good, count: 1.5 }, 'count type Must be an integer.'],
  [{ ...good, rate: 0 }, 'rate exclusiveMinimum Must be greater than 0.'],
  [{ ...good, rate: 1 }, 'rate exclusiveMaximum Must be less than 1.'],
  [{ ...good, step: 7 }, 'step multipleOf Must be a multiple of 5.'],
  [{ ...good, step: '5' }, 'step type Must be a number.'],
  [{ ...good, kind: 'x' }, 'kind enum Must be one of "retail", "trade".'],
  [{ ...good, kind: 5 }, 'kind enum Must be one of "retail", "trade".'],
  [{ ...good, version: 3 }, 'version const Must be 2.'],
  [{ ...good, urgent: 'yes' }, 'urgent type Must be a boolean.'],
  [{ ...good, tags: 'x' }, 'tags type Must be an array.'],
  [{ ...good, tags: ['ab', 'cd', 'ef'] }, 'tags maxItems Must have at most 2 items.'],
  [{ ...good, tags: ['ab', 'c'] }, 'tags.1 minLength Must have at least 2 characters.'],
  [{ ...good, tags: [1, null] }, 'tags.0 type Must be a string.', 'tags.1 type Must be a string.'],
  [{ ...good, items: [] }, 'items minItems Must have at least 1 item.'],
  [{ ...good, items: {} }, 'items type Must be an array.'],
  [{ ...good, items: [{}] }, 'items.0.sku required This field is required.'],
  [{ ...good, items: [{ sku: 'a' }, { sku: 1, size: 0, b: 1 }] }, 'items.1.b additionalProperties This field is not known here.', 'items.1.sku type Must be a string.', 'items.1.size minimum Must be at least 1.'],
  [{ ...good, items: [{ sku: 'a' }, {}, { b: 1 }] }, 'items.1.sku required This field is required.', 'items.2.sku required This field is required.', 'items.2.b additionalProperties This field is not known here.'],
  [{ ...good, note: {} }, 'note.text required This field is required.'],
  [{ ...good, note: { text: 1 } }, 'note.text type Must be a string.'],
  [{ ...good, pay: { method: 'card' } }, 'pay.number required This field is required.'],
  [{ ...good, pay: { method: 'card', number: '1' } }, 'pay.number minLength Must have at least 8 characters.'],
  [{ ...good, pay: { method: 'iban', iban: 'FR' } }, 'pay.iban pattern Must match ^DE.'],
  [{ ...good, pay: { method: 'cash' } }, 'pay.method enum Must be one of "card", "iban".'],
  [{ ...good, pay: {} }, 'pay.method required This field is required.'],
  [{ ...good, pay: 'x' }, 'pay type Must be an object.'],
  [{ ...good, ref: true }, 'ref anyOf Must fit one of the allowed forms.'],
  [{ ...good, address: {} }, 'address.city required This field is required.'],
  [{ ...good, address: { city: 'x', geo: { lat: 91 } } }, 'address.geo.lat maximum Must be at most 90.'],
  [{ ...good, address: { city: 'x', geo: {} } }, 'address.geo.lat required This field is required.'],
  [{ ...good, 'a/b~c': 'x' }, 'a/b~c type Must be a number.'],
  [{ extra: 1, currency: 'eur', amount: 1, items: [] }, 'extra additionalProperties This field is not known here.', 'currency pattern Must match ^[A-Z]{3}$.', 'amount type Must be a string.', 'items minItems Must have at least 1 item.'],
  [{ ...good, email: 'x', count: 0, kind: 'x' }, 'email format Must be in the format email.', 'count minimum Must be at least 1.', 'kind enum Must be one of "retail", "trade".']
]

/** Where a validator knows less, or another thing, than the others. */
export const differences: ReadonlyArray<readonly [given: unknown, others: string, only: string, its: string]> = [
  [{ ...good, count: 'x' }, 'count type Must be an integer.', 'Zod', 'count type Must be a number.'],
  [{ ...good, note: 'x' }, 'note anyOf Must fit one of the allowed forms.', 'Zod', 'note type Must be an object.']
]
