import type { Ajv } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { internal } from '../fastify/internals.ts'

/** Fastify's option `ajv`. */
export interface AjvOptions {
  readonly mode?: string
  readonly customOptions?: Readonly<Record<string, unknown>>
  readonly plugins?: readonly unknown[]
  onCreate?: (ajv: Ajv) => void
}

export interface SchemaPart {
  readonly schema: unknown
  readonly httpPart?: string
  readonly contentType?: string
}

export type Compile = (part: SchemaPart) => unknown
export type BuildValidator = (schemas: Readonly<Record<string, unknown>>, options?: AjvOptions) => Compile

/** Fastify's private members about the schemas of an instance (lib/schema-controller.js). */
interface Controller {
  readonly isCustomValidatorCompiler?: boolean
  readonly compilersFactory?: { readonly buildValidator?: BuildValidator }
  readonly opts?: { readonly compilersFactory?: { readonly buildValidator?: BuildValidator } }
  readonly parent?: Controller
}

/** The builder of a custom validator compiler, set by `setValidatorCompiler` or a schema controller. */
export function userBuilderOf (app: FastifyInstance): BuildValidator | undefined {
  const controllers: Controller[] = []
  for (let at = internal<Controller>(app, 'fastify.schemaController'); at !== undefined; at = at.parent) controllers.push(at)
  const builders = new Set(controllers.map(({ opts }) => opts?.compilersFactory?.buildValidator).filter(builder => builder !== undefined))
  const isCustom = controllers[0]?.isCustomValidatorCompiler === true || builders.size > 1
  return isCustom
    ? controllers.map(({ compilersFactory }) => compilersFactory?.buildValidator).find(build => typeof build === 'function')
    : undefined
}

/** The option `ajv` of the server. */
export function ajvOptionsOf (app: FastifyInstance): AjvOptions | undefined {
  return internal<{ ajv?: AjvOptions }>(app, 'fastify.options')?.ajv
}
