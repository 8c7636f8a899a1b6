import type { TSchema } from '@sinclair/typebox'
import { CatalogFile, Messages } from './catalogFile.ts'
import { SchemaInput } from './schemaInput.ts'
import { StyleInput } from './envelopeInput.ts'

export type Shape = 'catalogFile' | 'messages' | 'style' | 'schema'

/** What a user writes, by the names that `isShaped` is asked with. */
export const schemas: Readonly<Record<Shape, TSchema>> = { catalogFile: CatalogFile, messages: Messages, style: StyleInput, schema: SchemaInput }
