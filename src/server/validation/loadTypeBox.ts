import type { TSchema } from '@sinclair/typebox'
import { isSchema } from '../schema/walk.ts'
import type { typeboxViolations } from './typebox.ts'

let loaded: typeof typeboxViolations | undefined

/** Whether a schema was made with TypeBox 0.34, whose compiler for Fastify tells texts and places only. */
export function isTypeBox (schema: unknown): schema is TSchema {
  return isSchema(schema) && Symbol.for('TypeBox.Kind') in schema
}

/** Load what asks TypeBox again: a server whose schemas are of other makes starts without it. */
export async function loadTypeBoxRules () {
  loaded = (await import('./typebox.ts')).typeboxViolations
}

/** What `loadTypeBoxRules` has loaded. A schema that was first compiled while a request was answered comes before it. */
export function typeBoxRules (): typeof typeboxViolations | undefined {
  return loaded
}
