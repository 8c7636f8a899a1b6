import { Type, type Static, type TProperties } from '@sinclair/typebox'
import { codeNames, statusNames } from './patterns.ts'
import { roleNames } from './roles.ts'
import { ruleNames } from '../source/ruleNames.ts'

const closed = { additionalProperties: false } as const

/** A text that says something: editors show `errorMessage`, and so do our diagnostics. */
const text = (description: string) =>
  Type.String({ description, minLength: 1, errorMessage: 'must be a non-empty text' })

/** Read-only, so that a list `as const` is one. */
const listOf = (item: string, description: string, errorMessage: string) =>
  Type.Unsafe<readonly string[]>(Type.Array(text(item), { description, errorMessage }))

/** The names are for editors; a reader of files says more about a wrong one. */
const mapOf = <T extends TProperties[string]>(value: T, description: string, names = '') =>
  Type.Record(Type.String(), value, { description, errorMessage: 'must be a mapping', ...names === '' ? {} : { propertyNames: { pattern: names } } })

const oneOf = <T extends readonly string[]>(names: T, description: string) =>
  Type.Unsafe<T[number]>(Type.Union(names.map(name => Type.Literal(name)), {
    description,
    errorMessage: `must be ${listed(names)}`
  }))

const status = Type.Union([
  Type.Integer({ minimum: 400, maximum: 599 }), Type.Literal(200), Type.Literal(201), Type.Literal(202)
], {
  description: 'HTTP status of the reply.',
  errorMessage: 'must be an integer from 400 to 599, or 200, 201 or 202'
})

const retries = ['never', 'after', 'idempotent', 'same-key', 'check-first'] as const
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const jsonSchema = Type.Unsafe<Record<string, unknown>>(Type.Object({}))

const detail = Type.Union([Type.String(), jsonSchema], {
  description: 'The type of a detail: TypeScript syntax such as string, integer or \'string[]\', or a JSON Schema.',
  examples: ['string', 'integer', 'number', 'boolean', 'string[]', "'a' | 'b'"],
  errorMessage: 'must be a type in TypeScript syntax, in quotes, or a JSON Schema'
})

export const EntryInput = Type.Object({
  status,
  message: text('One plain sentence for the client; {name} is replaced by the detail of that name.'),
  meaning: Type.Optional(text('For the docs: what this code means.')),
  action: Type.Optional(text('For the docs: what the caller does next.')),
  causes: Type.Optional(listOf('One possible cause.', 'For the docs: the several things that can lead to this code.', 'must be a list of texts')),
  group: Type.Optional(text('Section of the docs; type of the error where the envelope has one.')),
  details: Type.Optional(mapOf(detail, 'What the reply carries besides the message: name to type; name? is optional.')),
  private: Type.Optional(listOf('Name of a detail.', 'Details that are logged and never sent.', 'must be a list of names of details')),
  retry: Type.Optional(oneOf(retries, 'May the same request be sent again?')),
  retryAfter: Type.Optional(Type.Union([
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.String({ pattern: '^\\{[A-Za-z_][\\w-]*\\}$' })
  ], {
    description: "Default Retry-After in seconds, or '{name}' of the detail that is the same number.",
    errorMessage: "must be a whole number of seconds, or '{name}' of a detail"
  })),
  challenge: Type.Optional(text('WWW-Authenticate of a 401.')),
  headers: Type.Optional(mapOf(text('Value of the header; {name} is a detail.'), 'Further headers of the reply.')),
  log: Type.Optional(oneOf(logLevels, 'Log level; default: error for 5xx, warn for 429, else info.')),
  sdk: Type.Optional(text('Class of the exception that a generated client raises.')),
  since: Type.Optional(text('Version of the API that brought this code.')),
  deprecated: Type.Optional(Type.Union([Type.Boolean(), Type.String()], {
    description: 'True, or why this code should no longer be used.',
    errorMessage: 'must be true or a reason'
  })),
  replacedBy: Type.Optional(text('The code to use instead.')),
  aliases: Type.Optional(listOf('A former name.', 'Former names of this code: failures thrown under them are sent under this one.', 'must be a list of codes'))
}, { ...closed, errorMessage: 'must be a mapping with status and message' })

const envelope = Type.Unsafe<Record<string, unknown>>(Type.Object({}, {
  description: 'A style of your own: contentType, error (a template), variants, success.',
  errorMessage: 'must be a mapping with error or variants'
}))

/** Messages by code: a table of one language, which may be a file of its own. */
export const Messages = mapOf(text('The message in this language.'), 'Messages by code.', codeNames)

const Allowance = Type.Object({
  rule: oneOf(ruleNames, 'The rule of lint, as it stands behind each of its messages.'),
  codes: Type.Optional(listOf('A code.', 'The codes for which it is allowed; without it, all of this catalog.', 'must be a list of codes')),
  because: text('Why it is meant: whoever reads the catalog next will ask.')
}, { ...closed, errorMessage: 'must be a mapping with rule, because and, for some codes only, codes' })

const members = {
  extends: Type.Optional(text('A catalog to build on: one of this file, a shipped one, a path that begins with a dot, or a package such as @acme/errors.')),
  envelope: Type.Optional(text('The style of the replies: a shipped one or one of envelopes.')),
  envelopes: Type.Optional(mapOf(envelope, 'Styles of your own.')),
  requestId: Type.Optional(Type.Object({
    header: Type.Optional(text('Response (and trusted request) header of the request id; default X-Request-Id.')),
    prefix: Type.Optional(text('Prefix of generated ids.')),
    trust: Type.Optional(Type.Boolean({
      description: 'Take over a well-formed id that the client sends; default true.',
      errorMessage: 'must be true or false'
    }))
  }, { ...closed, errorMessage: 'must be a mapping with header, prefix or trust' })),
  docs: Type.Optional(text('URL of the page of a code; {code} is replaced.')),
  negotiate: Type.Optional(Type.Boolean({
    description: 'Answer in application/problem+json who prefers it; default false.',
    errorMessage: 'must be true or false'
  })),
  language: Type.Optional(text('Language of the messages; default en.')),
  locales: Type.Optional(mapOf(Type.Union([Messages, text('A path.')], {
    errorMessage: 'must be a mapping from code to message, or the path of a file with one'
  }), 'The messages in other languages, by language tag.')),
  roles: Type.Optional(Type.Partial(
    Type.Object(Object.fromEntries(roleNames.map(role => [role, text('A code.')])) as Record<typeof roleNames[number], ReturnType<typeof text>>),
    { ...closed, description: 'The code for each thing the framework itself refuses.', errorMessage: 'must be a mapping from role to code' }
  )),
  map: Type.Optional(Type.Object({
    errors: Type.Optional(mapOf(text('A code.'), 'By the code or name of a thrown error, or of its cause.')),
    validation: Type.Optional(mapOf(text('A code.'), 'By keyword, format:NAME, field, field.keyword or part of the request.')),
    statuses: Type.Optional(mapOf(text('A code.'), 'By the status of a thrown error that has nothing else.', statusNames))
  }, { ...closed, errorMessage: 'must be a mapping with errors, validation or statuses' })),
  lint: Type.Optional(Type.Object({
    allow: Type.Optional(Type.Unsafe<ReadonlyArray<Static<typeof Allowance>>>(Type.Array(Allowance, {
      description: 'What lint would tell of this catalog and is meant, each with its reason.', errorMessage: 'must be a list of mappings with rule and because'
    })))
  }, { ...closed, errorMessage: 'must be a mapping with allow' })),
  codes: Type.Optional(mapOf(EntryInput, 'Each error this API can return.', codeNames))
}

/** One catalog: the content of a file, or of one member of `catalogs`. */
export const CatalogInput = Type.Object(members, { ...closed, errorMessage: 'must be a mapping with codes' })

/** The file format: one catalog, or several by name. Published as `catalog.schema.json`. */
export const CatalogFile = Type.Object({
  catalogs: Type.Optional(mapOf(CatalogInput, 'Several catalogs in one file, by name.')),
  ...members
}, { ...closed, errorMessage: 'must be a mapping with codes or catalogs' })

export type CatalogInput = Static<typeof CatalogInput>
export type CatalogFile = Static<typeof CatalogFile>
export type EntryInput = Static<typeof EntryInput>
export type Allowance = Static<typeof Allowance>
export type Retry = typeof retries[number]
export type LogLevel = typeof logLevels[number]

function listed (names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ').replace(/, (?=[^,]*$)/, ' or ')
}
