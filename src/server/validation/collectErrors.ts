import type { Ajv } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { safeGet } from '../../support/safeGet.ts'
import type { CompiledSchema } from './issues.ts'
import type { Validate } from './partSchema.ts'
import { kUnknownMember } from './collectingKeywords.ts'
import { toCollectingSchema } from './collectingSchema.ts'
import { ajvModule } from './loadAjv.ts'
import { parentOf, segmentsOf } from '../schema/walk.ts'
import { ajvOptionsOf, type AjvOptions, type Compile } from './userCompiler.ts'

/** Collect the errors of a value, which the validator may change. `undefined` if the schema cannot collect all errors. */
export type Collect = (compiled: CompiledSchema, value: unknown) => readonly unknown[] | undefined

const collectors = new WeakMap<object, WeakMap<object, Collect>>()

/** One for each server and kind of conversion: an Ajv instance takes milliseconds and hundreds of kilobytes. */
export function collectorOf (app: FastifyInstance, part: { readonly collecting: Options | undefined }): Collect | undefined {
  let collect = ofParts.get(part)
  if (collect === undefined) ofParts.set(part, collect = findCollector(app, part.collecting) ?? false)
  return collect === false ? undefined : collect
}

type Options = Readonly<Record<string, unknown>>

/** To look the options up takes 10 us, for each part of each invalid request. */
const ofParts = new WeakMap<object, Collect | false>()

function findCollector (app: FastifyInstance, options: Options | undefined): Collect | undefined {
  if (options === undefined) return undefined
  const ajv = ajvOptionsOf(app)
  if (ajv === undefined || ajv.mode === 'JTD' || ajv.customOptions?.['allErrors'] === true) return undefined
  let ofServer = collectors.get(ajv)
  if (ofServer === undefined) collectors.set(ajv, ofServer = new WeakMap())
  let collect = ofServer.get(options)
  if (collect === undefined) ofServer.set(options, collect = createCollector(ajv, options))
  return collect
}

/**
 * Collects all errors of small values, with the options and plugins of the server's own Ajv.
 *
 * A schema is compiled for its first value.
 */
function createCollector (options: AjvOptions, defaults: Readonly<Record<string, unknown>>): Collect {
  const customOptions: Readonly<Record<string, unknown>> = { removeAdditional: true, ...defaults, ...options.customOptions, ...collecting }
  const reportsUnknown = customOptions['removeAdditional'] === false
  const validators = new WeakMap<object, Validate | false>()
  let compile: Compile | undefined
  const compiled = ({ schema, shared }: CompiledSchema): Validate | false => {
    try {
      const copy = toCollectingSchema(schema, { shared, reportsUnknown })
      compile ??= createCompiler(options, customOptions)
      return compile({ schema: copy }) as Validate
    } catch {
      // An unsafe schema, a plugin that cannot be added to a second instance, or a keyword that does not support `allErrors`.
      return false
    }
  }
  return (schema, value) => {
    const key = schema.schema as object
    let validate = validators.get(key)
    if (validate === undefined) validators.set(key, validate = compiled(schema))
    if (validate === false) return undefined
    const holder = { value }
    return validate(value, { parentData: holder, parentDataProperty: 'value' }) === true ? none : (validate.errors as object[]).map(toKnown)
  }
}

const none: readonly never[] = []

/** No checks and no log: the first compiler has done both. */
const collecting = {
  allErrors: true,
  messages: false,
  inlineRefs: false,
  meta: false,
  validateSchema: false,
  logger: false,
  strict: false,
  strictSchema: false,
  strictNumbers: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false
}

function createCompiler (options: AjvOptions, customOptions: Readonly<Record<string, unknown>>): Compile {
  const { createCompiler, addKeywords } = ajvModule()
  const onCreate = (ajv: Ajv) => {
    options.onCreate?.(ajv)
    addKeywords(ajv)
  }
  return createCompiler()({}, { plugins: [], ...options, customOptions, onCreate })
}

function toKnown (error: object): object {
  if (safeGet(error, 'keyword') !== kUnknownMember) return error
  const instancePath = String(safeGet(error, 'instancePath'))
  return {
    keyword: 'additionalProperties',
    instancePath: parentOf(instancePath),
    params: { additionalProperty: segmentsOf(instancePath).at(-1) }
  }
}
