import { parseTemplate, type Template } from '../../catalog/template.ts'
import { isKeyword, type Keyword } from '../../format/keywords.ts'

/** The parameters of a violation, by Ajv's names: `limit`, `type`, `allowedValues` and so on. */
export type Params = Readonly<Record<string, unknown>>

/**
 * A sentence for each keyword of JSON Schema, and for `other` rules.
 *
 * Only strings, so that another language is another table; `keyword.one` and the like are plural forms.
 */
const messages = {
  required: 'This field is required.',
  dependencies: 'This field is required here.',
  dependentRequired: 'This field is required here.',
  propertyNames: 'This field must have another name.',
  additionalProperties: 'This field is not known here.',
  unevaluatedProperties: 'This field is not known here.',
  additionalItems: 'Must have at most {limit} items.',
  'additionalItems.one': 'Must have at most {limit} item.',
  type: 'Must be {type}.',
  enum: 'Must be one of {allowedValues}.',
  'enum.many': 'Must be one of the allowed values.',
  const: 'Must be {allowedValue}.',
  minimum: 'Must be at least {limit}.',
  maximum: 'Must be at most {limit}.',
  exclusiveMinimum: 'Must be greater than {limit}.',
  exclusiveMaximum: 'Must be less than {limit}.',
  multipleOf: 'Must be a multiple of {multipleOf}.',
  minLength: 'Must have at least {limit} characters.',
  'minLength.one': 'Must have at least {limit} character.',
  maxLength: 'Must have at most {limit} characters.',
  'maxLength.one': 'Must have at most {limit} character.',
  pattern: 'Must match {pattern}.',
  format: 'Must be in the format {format}.',
  minItems: 'Must have at least {limit} items.',
  'minItems.one': 'Must have at least {limit} item.',
  maxItems: 'Must have at most {limit} items.',
  'maxItems.one': 'Must have at most {limit} item.',
  uniqueItems: 'Must not hold the same item twice.',
  contains: 'Must hold an item that fits.',
  minProperties: 'Must have at least {limit} fields.',
  'minProperties.one': 'Must have at least {limit} field.',
  maxProperties: 'Must have at most {limit} fields.',
  'maxProperties.one': 'Must have at most {limit} field.',
  not: 'Must not have this form.',
  anyOf: 'Must fit one of the allowed forms.',
  oneOf: 'Must fit exactly one of the allowed forms.',
  if: 'Must fit the rule that applies here.',
  maxDepth: 'Must not nest so deep.',
  other: 'Is not valid.',
  'type.string': 'a string',
  'type.number': 'a number',
  'type.integer': 'an integer',
  'type.boolean': 'a boolean',
  'type.null': 'null',
  'type.array': 'an array',
  'type.object': 'an object'
} as const satisfies Readonly<Record<Keyword | 'other', string>> & { readonly [form: `${string}.${string}`]: string }

/** The plural forms of a sentence; the main form has no name. */
type Forms = Readonly<Record<string, Template>>

const forms = new Map<string, Forms>()
for (const [key, text] of Object.entries(messages)) {
  const [keyword, form] = key.split('.') as [string, string?]
  forms.set(keyword, { ...forms.get(keyword), [form ?? '']: parseTemplate(text) as Template })
}

/** The sentence for a broken rule; `other` if the rule is unknown or its params are incomplete. */
export function toMessage (keyword: string | undefined, params: Params): string {
  if (keyword === undefined || !isKeyword(keyword)) return messages.other
  const { literals, holes } = formOf(forms.get(keyword) as Forms, params)
  let text = literals[0] as string
  for (let i = 0; i < holes.length; i++) {
    const hole = holes[i] as string
    const filled = (formatters[hole] as Formatter)(params[hole])
    if (filled === undefined) return messages.other
    text += filled + (literals[i + 1] as string)
  }
  return text
}

/** More values than anyone reads. */
const maxValues = 20

function formOf (own: Forms, { limit, allowedValues }: Params): Template {
  const isLong = Array.isArray(allowedValues) && allowedValues.length > maxValues
  const form = isLong ? 'many' : limit === 1 ? 'one' : ''
  return own[form] ?? own[''] as Template
}

type Formatter = (value: unknown) => string | undefined

/** The schema's requirement as part of a sentence: never the client's value. */
const formatters: Readonly<Record<string, Formatter>> = {
  limit: textOf,
  multipleOf: textOf,
  pattern: textOf,
  format: textOf,
  allowedValue: value => JSON.stringify(value),
  allowedValues: values => Array.isArray(values) ? values.map(value => JSON.stringify(value)).join(', ') : undefined,
  type: type => {
    if (typeof type === 'string') return nameOf(type)
    const names = [type].flat().filter(name => typeof name === 'string').map(nameOf)
    return names.length === 0 ? undefined : choice().format(names)
  }
}

const typeNames = new Map(Object.entries(messages)
  .filter(([key]) => key.startsWith('type.'))
  .map(([key, name]) => [key.slice('type.'.length), name]))

function nameOf (type: string): string {
  return typeNames.get(type) ?? type
}

function textOf (value: unknown): string | undefined {
  return ['string', 'number', 'bigint'].includes(typeof value) ? String(value) : undefined
}

// Created on first use and kept, because creating it takes as long as ten sentences.
let list: Intl.ListFormat | undefined

function choice (): Intl.ListFormat {
  list ??= new Intl.ListFormat('en', { type: 'disjunction' })
  return list
}
