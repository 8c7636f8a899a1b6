import type { Issue, IssueLocation } from '../catalog/issue.ts'

/** More issues than anybody reads; a body can hold a hundred thousand. */
const mostIssues = 50

/** One entry of a validator's list: Ajv's members, of which others bring some. */
interface ValidatorEntry {
  readonly keyword?: unknown
  readonly instancePath?: unknown
  readonly message?: unknown
  readonly params?: Readonly<Record<string, unknown>> | null
}

/** Fastify's names of the parts of a request, and the ones that clients see. */
export const locations = { body: 'body', querystring: 'query', params: 'path', headers: 'header' } as const satisfies Record<string, IssueLocation>

export type Part = keyof typeof locations

/** An issue with what only the mapping looks at: the part it stands in, and the format that was asked for. */
export interface ValidationIssue extends Issue {
  readonly part: Part
  readonly format?: string
}

/** The members of `params` in which a keyword names the properties it is about: Ajv one of them, TypeBox all. */
const namingParams = ['missingProperty', 'requiredProperties', 'additionalProperty', 'additionalProperties', 'unevaluatedProperty', 'propertyName'] as const

/** What a validator's list says, in our words: the client's values are never repeated. */
export function toIssues (list: readonly unknown[], part: Part): ValidationIssue[] {
  return list.slice(0, mostIssues).flatMap(item => toIssuesOf(item as ValidatorEntry, part))
}

function toIssuesOf ({ keyword: rule, instancePath, message, params }: ValidatorEntry, part: Part): ValidationIssue[] {
  const keyword = typeof rule === 'string' ? rule : undefined
  const all = params ?? {}
  const at = typeof instancePath === 'string' ? instancePath : ''
  const named = namingParams.flatMap(name => all[name]).filter(name => typeof name === 'string')
  const pointers = named.length === 0 ? [at] : named.map(name => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  return pointers.map(pointer => ({
    path: toPath(pointer) || locations[part],
    message: messageOf(keyword, all, message),
    location: locations[part],
    part,
    pointer,
    ...(keyword === undefined ? {} : { keyword }),
    ...(keyword === 'format' ? { format: String(all['format']) } : {})
  }))
}

function toPath (pointer: string): string {
  return pointer.split('/').slice(1).map(part => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}

type Params = Readonly<Record<string, unknown>>

/** A whole sentence for each keyword of JSON Schema. */
const sentences: Readonly<Record<string, (params: Params) => string>> = {
  required: () => 'This field is required.',
  dependencies: () => 'This field is required here.',
  dependentRequired: () => 'This field is required here.',
  additionalProperties: () => 'This field is not known here.',
  unevaluatedProperties: () => 'This field is not known here.',
  propertyNames: () => 'This field must have another name.',
  type: ({ type }) => `Must be ${[type].flat().map(name => withArticle(String(name))).join(' or ')}.`,
  enum: ({ allowedValues }) => `Must be one of ${[allowedValues].flat().map(value => JSON.stringify(value)).join(', ')}.`,
  const: ({ allowedValue }) => `Must be ${JSON.stringify(allowedValue)}.`,
  format: ({ format }) => `Must be in the format ${String(format)}.`,
  pattern: ({ pattern }) => `Must match ${String(pattern)}.`,
  minLength: ({ limit }) => `Must have at least ${counted(limit, 'character')}.`,
  maxLength: ({ limit }) => `Must have at most ${counted(limit, 'character')}.`,
  minItems: ({ limit }) => `Must have at least ${counted(limit, 'item')}.`,
  maxItems: ({ limit }) => `Must have at most ${counted(limit, 'item')}.`,
  minProperties: ({ limit }) => `Must have at least ${counted(limit, 'field')}.`,
  maxProperties: ({ limit }) => `Must have at most ${counted(limit, 'field')}.`,
  minimum: ({ limit }) => `Must be at least ${String(limit)}.`,
  maximum: ({ limit }) => `Must be at most ${String(limit)}.`,
  exclusiveMinimum: ({ limit }) => `Must be greater than ${String(limit)}.`,
  exclusiveMaximum: ({ limit }) => `Must be less than ${String(limit)}.`,
  multipleOf: ({ multipleOf }) => `Must be a multiple of ${String(multipleOf)}.`,
  uniqueItems: () => 'Must not hold the same item twice.',
  contains: () => 'Must hold an item that fits.',
  oneOf: () => 'Must fit exactly one of the allowed forms.',
  anyOf: () => 'Must fit one of the allowed forms.',
  not: () => 'Must not have this form.',
  if: () => 'Must fit the rule that applies here.'
}

function messageOf (keyword: string | undefined, params: Params, message: unknown): string {
  const sentence = keyword !== undefined && Object.hasOwn(sentences, keyword) ? sentences[keyword] : undefined
  if (sentence !== undefined) return sentence(params)
  // ajv-errors: the schema's author wrote the sentence.
  return keyword === 'errorMessage' && typeof message === 'string' ? message : 'Is not valid.'
}

function withArticle (type: string): string {
  return type === 'null' ? type : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`
}

function counted (limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`
}
