import type { FastifyInstance } from 'fastify'
import { annotations } from './annotations.ts'
import { mapValues, lowerCaseHeaders } from '../schema/lowerCaseHeaders.ts'
import { ajvModule } from './loadAjv.ts'
import { ajvOptionsOf, type AjvOptions, type BuildValidator, type Compile, type SchemaPart } from './userCompiler.ts'

/** The values that a validator converts: `data` is taken as it is, the other parts arrive as text. */
export type Kind = 'text' | 'headers' | 'data'

// Fastify's defaults turn the body { "amount": "12" } into a number and drop fields that the schema forbids.
// Query, params, headers and forms are text, so they must be converted.
const data = { coerceTypes: false, removeAdditional: false, useDefaults: true }
const text = { ...data, coerceTypes: 'array' }
const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/** The options of Ajv in the mode `strict`; the user's `ajv.customOptions` override them. */
export function strictOptions (kind: Kind): Readonly<Record<string, unknown>> {
  return kind === 'data' ? data : text
}

export function kindOf ({ httpPart, contentType = '' }: Omit<SchemaPart, 'schema'>): Kind {
  if (httpPart === 'headers') return 'headers'
  return httpPart === 'body' && !forms.test(contentType) ? 'data' : 'text'
}

/** The compiler of the mode `strict`: bodies are not converted and unknown fields are reported. */
export const buildStrictValidator: BuildValidator = (schemas, options = {}) => {
  const build = ajvModule().createCompiler()
  // Each is created for the first schema of its kind: an Ajv instance takes milliseconds.
  const compilers: Partial<Record<Kind, Compile>> = {}
  return part => {
    const kind = kindOf(part)
    const isOfHeaders = kind === 'headers'
    const { plugins = [], customOptions } = options
    compilers[kind] ??= build(isOfHeaders ? mapValues(schemas, lowerCaseHeaders) : schemas, {
      ...options, plugins, customOptions: { ...strictOptions(kind), ...customOptions }
    })
    return compilers[kind](isOfHeaders ? { ...part, schema: lowerCaseHeaders(part.schema) } : part)
  }
}

const announced = new WeakSet<AjvOptions>()

/** Add `x-error-code` and `x-error-message` to Fastify's Ajv: its strict mode rejects unknown keywords. */
export function announceAnnotations (app: FastifyInstance) {
  const options = ajvOptionsOf(app)
  if (options === undefined || announced.has(options)) return
  announced.add(options)
  const { onCreate } = options
  options.onCreate = ajv => {
    onCreate?.(ajv)
    ajv.addVocabulary(annotations.filter(name => ajv.RULES.keywords[name] === undefined))
  }
}
