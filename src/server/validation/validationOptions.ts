import type { FastifyInstance } from 'fastify'

export interface ValidationOptions {
  /**
   * `fastify`: requests are validated exactly as without the plugin, by Fastify's compiler and your `ajv` options.
   * `strict`: bodies are not converted and unknown fields are reported. Default: `fastify`.
   *
   * A validator compiler that you set yourself is used in both modes.
   */
  readonly mode?: typeof modes[number]
  /** Report `all` issues of an invalid request, or only the `first`. Default: `all`. */
  readonly issues?: typeof issues[number]
  /**
   * The largest part of a request (params, body, query, headers) of which all issues are reported: 1 for each character of
   * a string or a name, 64 for each value. Larger parts report their first issue. Default: 16384.
   */
  readonly limit?: number
}

/** More issues than anyone reads; a body can have a hundred thousand. */
export const maxIssues = 20

const modes = ['fastify', 'strict'] as const
const issues = ['all', 'first'] as const

const defaults: Required<ValidationOptions> = { mode: 'fastify', issues: 'all', limit: 16_384 }

export const validationRule = '{ mode: "fastify" | "strict", issues: "all" | "first", limit: a number } with any of these members'

export function isValidationOptions (value: unknown): value is ValidationOptions {
  if (typeof value !== 'object' || value === null || !Object.keys(value).every(name => Object.hasOwn(defaults, name))) return false
  const { mode, issues: reported, limit } = { ...defaults, ...value }
  return modes.includes(mode) && issues.includes(reported) && Number.isSafeInteger(limit) && limit >= 0
}

const kValidation = Symbol('fastify-error-catalog.validation')

/** Set the options of an instance and of its child scopes. */
export function setValidationOptions (app: FastifyInstance, options: ValidationOptions) {
  app.decorate(kValidation as unknown as string, { ...defaults, ...options } as never)
}

/** The options of an instance, set by the registration of the plugin at or above it. */
export function validationOptionsOf (app: FastifyInstance): Required<ValidationOptions> {
  return (app as FastifyInstance & { [kValidation]: Required<ValidationOptions> })[kValidation]
}
