import type { SuccessTemplate } from '../../envelope/success.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { toOpenapiSchema, type Version } from './dialect.ts'

type Properties = Readonly<Record<string, JsonSchema>>

/** The parts of the document that wrapping successes needs. */
export interface Context {
  readonly version: Version
  /** Resolves a `$ref` to its schema. */
  readonly resolve: (ref: string) => JsonSchema | undefined
}

/** The responses of an operation with the 2xx bodies as the envelope wraps them. */
export function wrapResponses (responses: JsonSchema, template: SuccessTemplate, context: Context): JsonSchema {
  return Object.fromEntries(Object.entries(responses).map(([status, response]) => {
    const { content } = response as { readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> }
    // The server wraps neither a 204 nor a response with another media type.
    if (content === undefined || !/^2(\d\d|XX)$/i.test(status) || status === '204') return [status, response]
    const wrapped = Object.entries(content)
      .map(([type, media]) => [type, /^application\/json\b/i.test(type) ? wrapMedia(media, template, context) : media])
    return [status, { ...response as object, content: Object.fromEntries(wrapped) }]
  }))
}

/** An example of the data is not an example of the wrapped body. */
function wrapMedia (
  { schema, example, examples, ...rest }: { readonly schema?: JsonSchema, readonly example?: unknown, readonly examples?: unknown },
  template: SuccessTemplate,
  context: Context
) {
  if (schema === undefined || isText(resolved(schema, context))) return { ...rest, schema, example, examples }
  return { ...rest, schema: wrapSchema(schema, template, context) }
}

/** Whether all values are strings, which the server sends unchanged. */
function isText ({ type, const: constant, enum: values = [constant] }: JsonSchema): boolean {
  return type === 'string' || (type === undefined && (values as unknown[]).every(value => typeof value === 'string'))
}

/** The schema of a wrapped success. */
function wrapSchema (schema: JsonSchema, template: SuccessTemplate, context: Context): JsonSchema {
  const { members, dataMember } = template
  if (dataMember !== undefined) return withMembers(members, { [dataMember]: schema }, context)
  const data = resolved(schema, context)
  const inMember = withMembers(members, { data: schema }, context)
  const loose = { anyOf: [inMember, withMembers(members, {}, context)] }
  const union = (data['anyOf'] ?? data['oneOf']) as JsonSchema[] | undefined
  const isAlone = Object.keys(data).every(keyword => ['anyOf', 'oneOf', 'discriminator', 'title', 'description'].includes(keyword))
  if (union !== undefined) return isAlone ? { anyOf: union.map(inner => wrapSchema(inner, template, context)) } : loose
  const types = [data['type'] ?? [], data['nullable'] === true ? 'null' : []].flat() as string[]
  if (types.length > 0 && !types.includes('object')) return inMember
  // What more than one type or one of these keywords allows is not followed further: it is spread if it is an object.
  if (types.length !== 1 || unfollowed.some(keyword => data[keyword] !== undefined)) return loose
  const own = (data['properties'] ?? {}) as Properties
  const clashing = Object.keys(members).filter(name => Object.hasOwn(own, name))
  if (clashing.some(name => isRequired(data, name))) return inMember
  const spread = withMembers(members, own, context, data)
  return clashing.length === 0 ? spread : { anyOf: [inMember, spread] }
}

const unfollowed = ['allOf', 'not', 'if', 'enum', 'const', 'propertyNames', 'patternProperties']

function isRequired ({ required = [] }: JsonSchema, name: string): boolean {
  return (required as string[]).includes(name)
}

/** An object with the constant members of a template and other members. The members of the template take precedence. */
function withMembers (members: SuccessTemplate['members'], others: Properties, { version }: Context, data?: JsonSchema): JsonSchema {
  const constants = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, toOpenapiSchema({ const: value }, version)]))
  const required = data === undefined ? Object.keys(others) : ((data['required'] ?? []) as string[]).filter(name => !(name in members))
  const { maxProperties: most, example: _example, examples: _examples, default: _default, ...rest } = data ?? {}
  return {
    ...rest,
    type: 'object',
    properties: { ...others, ...constants },
    required: [...Object.keys(members), ...required],
    ...most === undefined ? {} : { maxProperties: Number(most) + Object.keys(members).filter(name => !(name in others)).length }
  }
}

function resolved (schema: JsonSchema, { resolve }: Context): JsonSchema {
  return typeof schema['$ref'] === 'string' ? resolve(schema['$ref']) ?? schema : schema
}
