import type { Type as Type5 } from 'type-provider-typebox-5'
import { z } from 'zod'

export const item = { type: 'object', additionalProperties: false, required: ['sku'], properties: { sku: { type: 'string', 'x-error-code': 'conflict' } } }

/** What hostile bodies are validated by, in the tests and in bench/validation.ts. `tree#` is to be added by who uses it. */
export const json = {
  type: 'object',
  additionalProperties: false,
  properties: {
    items: { type: 'array', items: item },
    unions: { type: 'array', items: { oneOf: [item, { type: 'object', required: ['id'] }, { type: 'null' }] } },
    byName: { type: 'object', additionalProperties: { type: 'array', items: { type: 'number' } } },
    tree: { $ref: 'tree#' }
  }
}

export const typebox = (Type: typeof Type5) => Type.Object({ items: Type.Optional(Type.Array(Type.Object({ sku: Type.String() }, { additionalProperties: false }))) }, { additionalProperties: false })

export const zod = z.strictObject({ items: z.array(z.strictObject({ sku: z.string() })).optional(), byName: z.record(z.string(), z.array(z.number())).optional() })
