import { diffRuleNames } from './diffRuleNames.ts'
import { codeNames, statusNames } from './patterns.ts'
import { roleNames, type Role } from './roles.ts'
import { anyObject, array, boolean, integer, literal, map, object, oneOf, string, union, type Shape, type TypeOf } from './shape.ts'
import { ruleNames } from '../source/ruleNames.ts'

const text = (description: string) => string({ description, minLength: 1, errorMessage: 'must be a non-empty text' })

const listOf = (item: string, description: string, errorMessage: string) => array(text(item), { description, errorMessage })

/** Editors check the names of keys; `toEntry` and `checkSettings` report more about an invalid one. */
const mapOf = <T>(value: Shape<T>, description: string, names = '') =>
  map(value, { description, errorMessage: 'must be a mapping', ...names === '' ? {} : { propertyNames: { pattern: names } } })

const nameOf = <const T extends string>(names: readonly T[], description: string) =>
  oneOf(names, { description, errorMessage: `must be ${listed(names)}` })

const status = union([integer({ minimum: 400, maximum: 599 }), literal(200), literal(201), literal(202)], {
  description: 'HTTP status of the reply.',
  errorMessage: 'must be an integer from 400 to 599, or 200, 201 or 202'
})

const retries = ['never', 'after', 'idempotent', 'same-key', 'check-first'] as const
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const detail = union([string({}), anyObject({})], {
  description: 'The type of a detail: TypeScript syntax such as string, integer or \'string[]\', or a JSON Schema.',
  examples: ['string', 'integer', 'number', 'boolean', 'string[]', "'a' | 'b'"],
  errorMessage: 'must be a type in TypeScript syntax, in quotes, or a JSON Schema'
})

export const EntryInput = object({
  status,
  message: text('One plain sentence for the client; {name} is replaced by the detail of that name.')
}, {
  meaning: text('For the docs: what this code means.'),
  action: text('For the docs: what the caller does next.'),
  causes: listOf('One possible cause.', 'For the docs: the several things that can lead to this code.', 'must be a list of texts'),
  group: text('Section of the docs; type of the error where the envelope has one.'),
  details: {
    ...mapOf(detail, 'What the reply carries besides the message: name to type; name? is optional.'),
    errorMessage: 'must be a mapping from name to type, such as { orderId: string }'
  },
  private: listOf('Name of a detail.', 'Details that are logged and never sent.', 'must be a list of names of details'),
  retry: nameOf(retries, 'May the same request be sent again?'),
  retryAfter: union([
    integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), string({ pattern: '^\\{[A-Za-z_][\\w-]*\\}$' })
  ], {
    description: "Default Retry-After in seconds, or '{name}' of the detail that is the same number.",
    errorMessage: "must be a whole number of seconds, or '{name}' of a detail"
  }),
  challenge: text('WWW-Authenticate of a 401.'),
  headers: mapOf(text('Value of the header; {name} is a detail.'), 'Further headers of the reply.'),
  log: nameOf(logLevels, 'Log level; default: error for 5xx, warn for 429, else info.'),
  sdk: string({
    description: 'Class of the exception that a generated client raises.',
    pattern: '^[A-Z][A-Za-z0-9]*$',
    errorMessage: 'must be the name of a class, such as RateLimitError'
  }),
  since: text('Version of the API that brought this code.'),
  deprecated: union([boolean({}), string({})], {
    description: 'True, or why this code should no longer be used.',
    errorMessage: 'must be true or a reason'
  }),
  replacedBy: text('The code to use instead.'),
  public: boolean({
    description: 'False: reference pages and OpenAPI documents do not show this code, and its failures have no link; default true.',
    errorMessage: 'must be true or false'
  }),
  aliases: listOf(
    'A former name.', 'Former names of this code: failures thrown under them are sent under this one.', 'must be a list of codes'
  )
}, { errorMessage: 'must be a mapping with status and message' })

const envelope = anyObject({
  description: 'A custom envelope: contentType, error (a template), variants, success.',
  errorMessage: 'must be a mapping with error or variants'
})

/** Messages by code: a table of one language, which may be a separate file. */
export const Messages = mapOf(text('The message in this language.'), 'Messages by code.', codeNames)

const Allowance = object({
  rule: nameOf(ruleNames, 'The rule of lint, as it stands behind each of its messages.'),
  reason: text('Why this catalog suppresses the finding.')
}, {
  codes: listOf('A code.', 'The codes for which it is allowed; without it, all of this catalog.', 'must be a list of codes')
}, { errorMessage: 'must be a mapping with rule, reason and, for some codes only, codes' })

const Approval = object({
  rule: oneOf(diffRuleNames, {
    description: 'The rule of diff, as it is printed with each change.',
    errorMessage: 'must be the name of a rule of error-catalog diff'
  }),
  reason: text('Why this change may be released.')
}, {
  codes: listOf('A code.', 'The codes for which the change is approved; without it, all of this catalog.', 'must be a list of codes')
}, { errorMessage: 'must be a mapping with rule, reason and, for some codes only, codes' })

const MappedErrorInput = object({
  code: text('The code of the failure.')
}, {
  details: mapOf(string({
    pattern: '^\\$error(\\.[^.\\s]+)+$',
    errorMessage: 'must be a path in the error such as $error.orderId',
    examples: ['$error.orderId']
  }),
  'Details of the failure that are read from the error: name to path.')
}, { errorMessage: 'must be a mapping with code and details' })

const members = {
  extends: text(
    'A catalog to build on: one of this file, a shipped one, a path that begins with a dot, or a package such as @acme/errors.'
  ),
  envelope: text('The envelope of responses: a shipped one or one of envelopes.'),
  envelopes: mapOf(envelope, 'Custom envelopes, by name.'),
  requestId: object({}, {
    header: text('Response (and trusted request) header of the request id; default X-Request-Id.'),
    prefix: text('Prefix of generated ids.'),
    trust: boolean({
      description: 'Take over a well-formed id that the client sends; default true.',
      errorMessage: 'must be true or false'
    })
  }, { errorMessage: 'must be a mapping with header, prefix or trust' }),
  retryHeader: text(
    'Response header that tells SDKs whether to retry, such as X-Should-Retry: false for the verdict never, true for after.'
  ),
  docs: text('URL of the page of a code; {code} is replaced.'),
  negotiate: boolean({
    description: 'Send application/problem+json to clients that prefer it; default false.',
    errorMessage: 'must be true or false'
  }),
  language: text('Language of the messages; default en.'),
  locales: mapOf(union([Messages, text('A path.')], {
    errorMessage: 'must be a mapping from code to message, or the path of a file with one'
  }), 'The messages in other languages, by language tag.'),
  roles: object({}, Object.fromEntries(roleNames.map(role => [role, text('A code.')])) as Record<Role, Shape<string>>, {
    description: 'The code for each kind of error that the framework raises.', errorMessage: 'must be a mapping from role to code'
  }),
  map: object({}, {
    errors: mapOf(union([text('A code.'), MappedErrorInput], {
      errorMessage: 'must be a code, or a mapping with code and details'
    }), 'By the code, name or class of a thrown error, or of its cause.'),
    validation: mapOf(text('A code.'), 'By keyword, format:NAME, field, field.keyword or part of the request.'),
    statuses: mapOf(text('A code.'), 'By the status of a thrown error that has nothing else.', statusNames)
  }, { errorMessage: 'must be a mapping with errors, validation or statuses' }),
  lint: object({}, {
    allow: array(Allowance, {
      description: 'The findings of lint to suppress in this catalog, each with its reason.',
      errorMessage: 'must be a list of mappings with rule and reason'
    })
  }, { errorMessage: 'must be a mapping with allow' }),
  diff: object({}, {
    allow: array(Approval, {
      description: 'The changes since the last release that are approved, each with its reason.',
      errorMessage: 'must be a list of mappings with rule and reason'
    })
  }, { errorMessage: 'must be a mapping with allow' }),
  codes: {
    ...mapOf(EntryInput, 'Each error this API can return.', codeNames),
    errorMessage: 'must be a mapping from code to entry, such as order_lost: { status: 404, message: Lost. }'
  }
}

/** One catalog: the content of a file, or of one member of `catalogs`. */
export const CatalogInput = object({}, members, { errorMessage: 'must be a mapping with codes' })

/** The file format: one catalog, or several by name. Published as `catalog.schema.json`. */
export const CatalogFile = object({}, {
  catalogs: mapOf(CatalogInput, 'Several catalogs in one file, by name.'),
  ...members,
  $schema: text('The schema of this file, for editors.'),
  generator: text('The command that wrote this file.')
}, { errorMessage: 'must be a mapping with codes or catalogs' })

export type CatalogInput = TypeOf<typeof CatalogInput>
export type CatalogFile = TypeOf<typeof CatalogFile>
export type EntryInput = TypeOf<typeof EntryInput>
export type Allowance = TypeOf<typeof Allowance>
export type Approval = TypeOf<typeof Approval>
export type Retry = typeof retries[number]
export type LogLevel = typeof logLevels[number]

function listed (names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ').replace(/, (?=[^,]*$)/, ' or ')
}
