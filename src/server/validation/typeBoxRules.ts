import type { TSchema } from '@sinclair/typebox'
import { isSchema } from '../schema/walk.ts'
import type { typeboxViolations } from './typebox.ts'

type TypeBoxRules = typeof typeboxViolations

let loaded: TypeBoxRules | undefined

/** Whether a schema was made with TypeBox 0.34, whose compiler for Fastify reports only messages and places. */
export function isTypeBox (schema: unknown): schema is TSchema {
  return isSchema(schema) && Symbol.for('TypeBox.Kind') in schema
}

export function setTypeBoxRules (rules: TypeBoxRules) {
  loaded = rules
}

/** What `loadTypeBoxRules` has loaded: undefined for a schema that is compiled while the first request is answered. */
export function typeBoxRules (): TypeBoxRules | undefined {
  return loaded
}
