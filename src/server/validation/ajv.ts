import AjvCompiler from '@fastify/ajv-compiler'
import { annotations } from './annotations.ts'
import { mapValues, lowerCaseHeaders } from '../schema/lowerCaseHeaders.ts'

/** What is called of an instance of Ajv. */
interface Ajv {
  readonly RULES: { readonly keywords: Readonly<Record<string, unknown>> }
  readonly addVocabulary: (names: string[]) => unknown
}

/** The part of Fastify's `ajv` option that a validator is built from. */
export interface AjvOptions {
  readonly customOptions?: Readonly<Record<string, unknown>>
  readonly plugins?: readonly unknown[]
  readonly onCreate?: (ajv: Ajv) => void
}

export interface SchemaPart {
  readonly schema: unknown
  readonly httpPart?: string
  readonly contentType?: string
}

export type Compile = (part: SchemaPart) => unknown
type Schemas = Readonly<Record<string, unknown>>
type Build = (schemas: Schemas, options: { customOptions: Readonly<Record<string, unknown>>, plugins: readonly unknown[], onCreate: (ajv: Ajv) => void }) => Compile
type Kind = 'text' | 'headers' | 'data'

// Fastify's defaults turn the body { "amount": "12" } into a number and drop fields the schema does not know:
// a client is told 200 for a request that was not understood. What is text by nature has to be converted.
const strict = { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: true }
const converting = { ...strict, coerceTypes: 'array' }
const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/**
 * A validator compiler for Ajv: bodies as they are, with all issues; query, params, headers and forms converted.
 *
 * The user's own `ajv.customOptions` win. Give it to `schemaController.compilersFactory.buildValidator`.
 */
export function buildValidator (schemas: Schemas, { customOptions = {}, plugins = [], onCreate, ...rest }: AjvOptions = {}): Compile {
  const build = AjvCompiler() as unknown as Build
  // Each is built when the first schema of its kind comes: an instance of Ajv takes milliseconds.
  const compilers: Partial<Record<Kind, Compile>> = {}
  return part => {
    const kind = kindOf(part)
    compilers[kind] ??= build(kind === 'headers' ? mapValues(schemas, lowerCaseHeaders) : schemas, {
      ...rest,
      plugins,
      customOptions: { ...(kind === 'data' ? strict : converting), ...customOptions },
      onCreate: ajv => {
        // Strict mode refuses keywords that nobody has announced.
        ajv.addVocabulary(annotations.filter(name => ajv.RULES.keywords[name] === undefined))
        onCreate?.(ajv)
      }
    })
    return compilers[kind](kind === 'headers' ? { ...part, schema: lowerCaseHeaders(part.schema) } : part)
  }
}

function kindOf ({ httpPart, contentType = '' }: SchemaPart): Kind {
  if (httpPart === 'headers') return 'headers'
  return httpPart === 'body' && !forms.test(contentType) ? 'data' : 'text'
}
