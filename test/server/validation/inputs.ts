import { FormatRegistry, Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import { registerAjvFormats, Type as Type6, TypeBoxValidatorCompiler as compiler6 } from '@fastify/type-provider-typebox'
import type { FastifySchemaCompiler } from 'fastify'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { good, inputs, json } from './badInputs.ts'

// TypeBox has no built-in formats; these are as strict as the formats of the others for these inputs.
FormatRegistry.Set('email', value => /^.+@.+$/.test(value))
FormatRegistry.Set('date-time', value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value))
FormatRegistry.Set('uuid', value => /^[\da-f-]{36}$/.test(value))
registerAjvFormats()

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

export { inputs }

/** Expected differences between validators. */
export const differences: ReadonlyArray<readonly [given: unknown, others: string, only: string, its: string]> = [
  [{ ...good, count: 'x' }, 'count type Must be an integer.', 'Zod', 'count type Must be a number.'],
  [{ ...good, note: 'x' }, 'note anyOf Must fit one of the allowed forms.', 'Zod', 'note type Must be an object.']
]
