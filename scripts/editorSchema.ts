import { STATUS_CODES } from 'node:http'
import { shippedNames } from '../src/catalog/shipped.ts'
import { shippedEnvelopes } from '../src/envelope/shippedEnvelopes.ts'
import { CatalogFile, type LogLevel, type Retry } from '../src/format/catalogFile.ts'
import type { Role } from '../src/format/roles.ts'
import { retryMeanings } from '../src/render/retry.ts'

/** The meaning of each role: editors show it on completion and hover. */
export const roleMeanings: Readonly<Record<Role, string>> = {
  validation: 'A part of the request does not match its schema.',
  internal: 'An unknown error: its message and stack are logged, never sent.',
  badRequest: 'A request that cannot be processed, and every 4xx without its own role.',
  malformedBody: 'The body cannot be parsed.',
  notFound: 'No route matches the URL.',
  methodNotAllowed: 'Another method has a route for this URL; Allow lists the methods.',
  notAcceptable: 'No representation of the response is acceptable to the client.',
  payloadTooLarge: 'The body is larger than bodyLimit.',
  unsupportedMediaType: 'No parser reads the media type of the body.',
  uriInvalid: 'The URL cannot be decoded.',
  uriTooLong: 'The URL, or a parameter in it, is too long.',
  headersTooLarge: 'The request headers are larger than Node.js accepts.',
  requestTimeout: 'The client sends its request too slowly.',
  expectationFailed: 'The server does not support the Expect header of the request.',
  rateLimited: 'The client has reached a rate limit; Retry-After says when to come back.',
  banned: 'A limiter has banned the client.',
  unauthenticated: 'The request has no valid credentials.',
  forbidden: 'The caller may not do this.',
  conflict: 'The request conflicts with the state of the resource.',
  idempotencyRequired: 'The route requires an Idempotency-Key.',
  idempotencyMismatch: 'The Idempotency-Key was used for another request.',
  idempotencyInFlight: 'The first request with this Idempotency-Key still runs.',
  idempotencyExpired: 'The Idempotency-Key is known, its response is no longer stored.',
  handlerTimeout: 'The handler took longer than handlerTimeout.',
  unavailable: 'The server, or a service that it needs, is not available.',
  badGateway: 'An upstream has sent an error or an invalid response.',
  gatewayTimeout: 'An upstream has not responded in time.'
}

const logMeanings: Readonly<Record<LogLevel, string>> = {
  fatal: 'The process cannot go on.',
  error: 'Somebody must look at it; the default for 5xx.',
  warn: 'Worth counting; the default for 429.',
  info: "A client's mistake; the default for all others.",
  debug: 'Shown while debugging only.',
  trace: 'Shown while tracing only.',
  silent: 'Not logged.'
}

const detailTypes: ReadonlyArray<readonly [type: string, meaning: string]> = [
  ['string', 'A text.'], ['integer', 'A whole number.'], ['number', 'A number.'], ['boolean', 'True or false.'], ['string[]', 'A list of texts.'],
  ["'a' | 'b'", 'One of several texts.'], ['{ id: string, count?: integer }', 'An object; a member with ? is optional.'], ['Record<string, string>', 'A map from text to text.']
]

const envelopeMeanings: Readonly<Record<string, string>> = {
  nested: '{ error: { code, message, … } }',
  rfc9457: 'Problem Details (RFC 9457), application/problem+json',
  jsend: 'JSend: { status: fail | error, … }',
  jsonapi: 'JSON:API: { errors: [ … ] }',
  google: 'Google AIP-193: { error: { code, message, status, details } }'
}

type Schema = Record<string, any>

/** The schema of catalogs for editors: known values with a description each, besides values that only the catalog can check. */
export function editorSchema (): Schema {
  const schema = withoutKeyMessages(structuredClone(CatalogFile)) as Schema
  for (const members of [schema['properties'], schema['properties'].catalogs.additionalProperties.properties] as Schema[]) {
    members['extends'] = withKnown(members['extends'], shippedNames.map(name => [name, name === 'http' ? 'One code for each error that the framework raises.' : `The shipped catalog of the platform ${name}.`]))
    members['envelope'] = withKnown(members['envelope'], Object.keys(shippedEnvelopes).map(name => [name, envelopeMeanings[name] ?? `The envelope of the platform ${name}.`]))
    for (const [role, shape] of Object.entries(members['roles'].properties as Record<string, Schema>)) shape['description'] = roleMeanings[role as Role]
    const entry = members['codes'].additionalProperties.properties as Schema
    entry['status'] = { ...entry['status'], anyOf: [described(statuses), ...entry['status'].anyOf] }
    entry['retry'] = described(Object.entries(retryMeanings) as Array<[Retry, string]>, entry['retry'])
    entry['log'] = described(Object.entries(logMeanings), entry['log'])
    const { examples, ...detail } = entry['details'].additionalProperties as Schema
    entry['details'].additionalProperties = { ...detail, anyOf: [described(detailTypes), ...detail['anyOf']] }
  }
  // A catalog that neither defines envelopes nor extends another catalog can only name a shipped one.
  const onlyShipped = {
    if: { not: { anyOf: [{ required: ['envelopes'], properties: { envelopes: {} } }, { required: ['extends'], properties: { extends: { not: { enum: shippedNames } } } }] } },
    then: { properties: { envelope: { enum: Object.keys(shippedEnvelopes) } } }
  }
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'fastify-error-catalog', description: 'The errors an API can return.', ...schema, allOf: [onlyShipped] }
}

/** With a custom message, an object would report it for an unknown key, instead of the name of the key. */
function withoutKeyMessages (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutKeyMessages)
  const { errorMessage, ...rest } = value as Schema
  const members = Object.entries(rest).map(([name, member]) => [name, withoutKeyMessages(member)])
  return Object.fromEntries(rest['additionalProperties'] === false || errorMessage === undefined ? members : [...members, ['errorMessage', errorMessage]])
}

const statuses = [200, 201, 202, ...Object.keys(STATUS_CODES).map(Number).filter(status => status >= 400)].map(status => [status, STATUS_CODES[status] as string] as const)

function described (values: ReadonlyArray<readonly [value: string | number, meaning: string]>, shape: Schema = {}): Schema {
  return { ...shape, enum: values.map(([value]) => value), enumDescriptions: values.map(([, meaning]) => meaning) }
}

/** Any text, with completion for the known ones. */
function withKnown ({ type, minLength, ...shape }: Schema, values: ReadonlyArray<readonly [value: string, meaning: string]>): Schema {
  return { ...shape, anyOf: [described(values), { type, minLength }] }
}
