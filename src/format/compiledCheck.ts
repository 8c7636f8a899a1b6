// @ts-nocheck
// Generated from the shapes by scripts/checks.ts: npm run generate.
import type { Shape } from './schemas.ts'

/** Whether a value has a shape, as TypeBox has compiled it. What is wrong with one that has it not, `explain` tells. */
export const compiledCheck: Readonly<Record<Shape, (value: unknown) => boolean>> = {
  catalogFile: (() => {
const local_0 = /^(.*)$/
const local_1 = /^(.*)$/
const local_2 = /^(.*)$/
const local_3 = /^(.*)$/
const local_4 = /^(.*)$/
const local_5 = /^(.*)$/
const local_6 = /^(.*)$/
const local_7 = /^(.*)$/
const local_8 = /^(.*)$/
const local_9 = /^\{[A-Za-z_][\w-]*\}$/;
const local_10 = /^(.*)$/
function check_extends(value) {
  return (
    (typeof value === 'string') &&
    value.length >= 1
  )
}
function check_envelope(value) {
  return (
    (typeof value === 'string') &&
    value.length >= 1
  )
}
function check_envelopes(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)) &&
    (Object.entries(value).every(([key, value]) => (local_1.test(key) ? ((typeof value === 'object' && value !== null && !Array.isArray(value))) : true)))
  )
}
function check_requestId(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['header'] !== undefined ? ((typeof value['header'] === 'string') && value['header'].length >= 1) : true) &&
    (value['prefix'] !== undefined ? ((typeof value['prefix'] === 'string') && value['prefix'].length >= 1) : true) &&
    (value['trust'] !== undefined ? ((typeof value['trust'] === 'boolean')) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['header', 'prefix', 'trust'].includes(key))
  )
}
function check_docs(value) {
  return (
    (typeof value === 'string') &&
    value.length >= 1
  )
}
function check_negotiate(value) {
  return (
    (typeof value === 'boolean')
  )
}
function check_language(value) {
  return (
    (typeof value === 'string') &&
    value.length >= 1
  )
}
function check_locales(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)) &&
    (Object.entries(value).every(([key, value]) => (local_2.test(key) ? ((((typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)) && (Object.entries(value).every(([key, value]) => (local_3.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))) || ((typeof value === 'string') && value.length >= 1))) : true)))
  )
}
function check_roles(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['validation'] !== undefined ? ((typeof value['validation'] === 'string') && value['validation'].length >= 1) : true) &&
    (value['internal'] !== undefined ? ((typeof value['internal'] === 'string') && value['internal'].length >= 1) : true) &&
    (value['badRequest'] !== undefined ? ((typeof value['badRequest'] === 'string') && value['badRequest'].length >= 1) : true) &&
    (value['malformedBody'] !== undefined ? ((typeof value['malformedBody'] === 'string') && value['malformedBody'].length >= 1) : true) &&
    (value['notFound'] !== undefined ? ((typeof value['notFound'] === 'string') && value['notFound'].length >= 1) : true) &&
    (value['methodNotAllowed'] !== undefined ? ((typeof value['methodNotAllowed'] === 'string') && value['methodNotAllowed'].length >= 1) : true) &&
    (value['notAcceptable'] !== undefined ? ((typeof value['notAcceptable'] === 'string') && value['notAcceptable'].length >= 1) : true) &&
    (value['payloadTooLarge'] !== undefined ? ((typeof value['payloadTooLarge'] === 'string') && value['payloadTooLarge'].length >= 1) : true) &&
    (value['unsupportedMediaType'] !== undefined ? ((typeof value['unsupportedMediaType'] === 'string') && value['unsupportedMediaType'].length >= 1) : true) &&
    (value['uriInvalid'] !== undefined ? ((typeof value['uriInvalid'] === 'string') && value['uriInvalid'].length >= 1) : true) &&
    (value['uriTooLong'] !== undefined ? ((typeof value['uriTooLong'] === 'string') && value['uriTooLong'].length >= 1) : true) &&
    (value['headersTooLarge'] !== undefined ? ((typeof value['headersTooLarge'] === 'string') && value['headersTooLarge'].length >= 1) : true) &&
    (value['requestTimeout'] !== undefined ? ((typeof value['requestTimeout'] === 'string') && value['requestTimeout'].length >= 1) : true) &&
    (value['expectationFailed'] !== undefined ? ((typeof value['expectationFailed'] === 'string') && value['expectationFailed'].length >= 1) : true) &&
    (value['rateLimited'] !== undefined ? ((typeof value['rateLimited'] === 'string') && value['rateLimited'].length >= 1) : true) &&
    (value['banned'] !== undefined ? ((typeof value['banned'] === 'string') && value['banned'].length >= 1) : true) &&
    (value['unauthenticated'] !== undefined ? ((typeof value['unauthenticated'] === 'string') && value['unauthenticated'].length >= 1) : true) &&
    (value['forbidden'] !== undefined ? ((typeof value['forbidden'] === 'string') && value['forbidden'].length >= 1) : true) &&
    (value['conflict'] !== undefined ? ((typeof value['conflict'] === 'string') && value['conflict'].length >= 1) : true) &&
    (value['idempotencyRequired'] !== undefined ? ((typeof value['idempotencyRequired'] === 'string') && value['idempotencyRequired'].length >= 1) : true) &&
    (value['idempotencyMismatch'] !== undefined ? ((typeof value['idempotencyMismatch'] === 'string') && value['idempotencyMismatch'].length >= 1) : true) &&
    (value['idempotencyInFlight'] !== undefined ? ((typeof value['idempotencyInFlight'] === 'string') && value['idempotencyInFlight'].length >= 1) : true) &&
    (value['idempotencyExpired'] !== undefined ? ((typeof value['idempotencyExpired'] === 'string') && value['idempotencyExpired'].length >= 1) : true) &&
    (value['handlerTimeout'] !== undefined ? ((typeof value['handlerTimeout'] === 'string') && value['handlerTimeout'].length >= 1) : true) &&
    (value['unavailable'] !== undefined ? ((typeof value['unavailable'] === 'string') && value['unavailable'].length >= 1) : true) &&
    (value['badGateway'] !== undefined ? ((typeof value['badGateway'] === 'string') && value['badGateway'].length >= 1) : true) &&
    (value['gatewayTimeout'] !== undefined ? ((typeof value['gatewayTimeout'] === 'string') && value['gatewayTimeout'].length >= 1) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['validation', 'internal', 'badRequest', 'malformedBody', 'notFound', 'methodNotAllowed', 'notAcceptable', 'payloadTooLarge', 'unsupportedMediaType', 'uriInvalid', 'uriTooLong', 'headersTooLarge', 'requestTimeout', 'expectationFailed', 'rateLimited', 'banned', 'unauthenticated', 'forbidden', 'conflict', 'idempotencyRequired', 'idempotencyMismatch', 'idempotencyInFlight', 'idempotencyExpired', 'handlerTimeout', 'unavailable', 'badGateway', 'gatewayTimeout'].includes(key))
  )
}
function check_map(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['errors'] !== undefined ? ((typeof value['errors'] === 'object' && value['errors'] !== null && !Array.isArray(value['errors']) && !(value['errors'] instanceof Date) && !(value['errors'] instanceof Uint8Array)) && (Object.entries(value['errors']).every(([key, value]) => (local_4.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))) : true) &&
    (value['validation'] !== undefined ? ((typeof value['validation'] === 'object' && value['validation'] !== null && !Array.isArray(value['validation']) && !(value['validation'] instanceof Date) && !(value['validation'] instanceof Uint8Array)) && (Object.entries(value['validation']).every(([key, value]) => (local_5.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))) : true) &&
    (value['statuses'] !== undefined ? ((typeof value['statuses'] === 'object' && value['statuses'] !== null && !Array.isArray(value['statuses']) && !(value['statuses'] instanceof Date) && !(value['statuses'] instanceof Uint8Array)) && (Object.entries(value['statuses']).every(([key, value]) => (local_6.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['errors', 'validation', 'statuses'].includes(key))
  )
}
function check_lint(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['allow'] !== undefined ? (Array.isArray(value['allow']) && ((array) => { for(const value of array) if(!(((typeof value === 'object' && value !== null && !Array.isArray(value)) && (((value['rule'] === 'challenge-missing')) || ((value['rule'] === 'allow-header-unknown')) || ((value['rule'] === 'upgrade-header-missing')) || ((value['rule'] === 'retry-unsaid')) || ((value['rule'] === 'status-below-400')) || ((value['rule'] === 'code-naming')) || ((value['rule'] === 'message-hole-optional')) || ((value['rule'] === 'message-duplicate')) || ((value['rule'] === 'message-blames')) || ((value['rule'] === 'message-leaks')) || ((value['rule'] === 'detail-unused')) || ((value['rule'] === 'map-unreachable')) || ((value['rule'] === 'map-catch-all')) || ((value['rule'] === 'role-fallback')) || ((value['rule'] === 'deprecated-unreplaced')) || ((value['rule'] === 'replacement-deprecated')) || ((value['rule'] === 'replaced-not-deprecated')) || ((value['rule'] === 'locale-incomplete')) || ((value['rule'] === 'locale-holes')) || ((value['rule'] === 'allowance-useless'))) && (value['codes'] !== undefined ? (Array.isArray(value['codes']) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length >= 1))) { return false }; return true; })(value['codes'])) : true) && (typeof value['because'] === 'string') && value['because'].length >= 1 && Object.getOwnPropertyNames(value).every(key => ['rule', 'codes', 'because'].includes(key))))) { return false }; return true; })(value['allow'])) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['allow'].includes(key))
  )
}
function check_codes(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)) &&
    (Object.entries(value).every(([key, value]) => (local_7.test(key) ? (check_entry(value)) : true)))
  )
}
function check_entry(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    ((Number.isInteger(value['status']) && value['status'] <= 599 && value['status'] >= 400) || ((value['status'] === 200)) || ((value['status'] === 201)) || ((value['status'] === 202))) &&
    (typeof value['message'] === 'string') &&
    value['message'].length >= 1 &&
    (value['meaning'] !== undefined ? ((typeof value['meaning'] === 'string') && value['meaning'].length >= 1) : true) &&
    (value['action'] !== undefined ? ((typeof value['action'] === 'string') && value['action'].length >= 1) : true) &&
    (value['causes'] !== undefined ? (Array.isArray(value['causes']) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length >= 1))) { return false }; return true; })(value['causes'])) : true) &&
    (value['group'] !== undefined ? ((typeof value['group'] === 'string') && value['group'].length >= 1) : true) &&
    (value['details'] !== undefined ? ((typeof value['details'] === 'object' && value['details'] !== null && !Array.isArray(value['details']) && !(value['details'] instanceof Date) && !(value['details'] instanceof Uint8Array)) && (Object.entries(value['details']).every(([key, value]) => (local_8.test(key) ? ((((typeof value === 'string')) || ((typeof value === 'object' && value !== null && !Array.isArray(value))))) : true)))) : true) &&
    (value['private'] !== undefined ? (Array.isArray(value['private']) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length >= 1))) { return false }; return true; })(value['private'])) : true) &&
    (value['retry'] !== undefined ? ((((value['retry'] === 'never')) || ((value['retry'] === 'after')) || ((value['retry'] === 'idempotent')) || ((value['retry'] === 'same-key')) || ((value['retry'] === 'check-first')))) : true) &&
    (value['retryAfter'] !== undefined ? (((Number.isInteger(value['retryAfter']) && value['retryAfter'] <= 9007199254740991 && value['retryAfter'] >= 0) || ((typeof value['retryAfter'] === 'string') && local_9.test(value['retryAfter'])))) : true) &&
    (value['challenge'] !== undefined ? ((typeof value['challenge'] === 'string') && value['challenge'].length >= 1) : true) &&
    (value['headers'] !== undefined ? ((typeof value['headers'] === 'object' && value['headers'] !== null && !Array.isArray(value['headers']) && !(value['headers'] instanceof Date) && !(value['headers'] instanceof Uint8Array)) && (Object.entries(value['headers']).every(([key, value]) => (local_10.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))) : true) &&
    (value['log'] !== undefined ? ((((value['log'] === 'fatal')) || ((value['log'] === 'error')) || ((value['log'] === 'warn')) || ((value['log'] === 'info')) || ((value['log'] === 'debug')) || ((value['log'] === 'trace')) || ((value['log'] === 'silent')))) : true) &&
    (value['sdk'] !== undefined ? ((typeof value['sdk'] === 'string') && value['sdk'].length >= 1) : true) &&
    (value['since'] !== undefined ? ((typeof value['since'] === 'string') && value['since'].length >= 1) : true) &&
    (value['deprecated'] !== undefined ? ((((typeof value['deprecated'] === 'boolean')) || ((typeof value['deprecated'] === 'string')))) : true) &&
    (value['replacedBy'] !== undefined ? ((typeof value['replacedBy'] === 'string') && value['replacedBy'].length >= 1) : true) &&
    (value['aliases'] !== undefined ? (Array.isArray(value['aliases']) && ((array) => { for(const value of array) if(!(((typeof value === 'string') && value.length >= 1))) { return false }; return true; })(value['aliases'])) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['status', 'message', 'meaning', 'action', 'causes', 'group', 'details', 'private', 'retry', 'retryAfter', 'challenge', 'headers', 'log', 'sdk', 'since', 'deprecated', 'replacedBy', 'aliases'].includes(key))
  )
}
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['catalogs'] !== undefined ? ((typeof value['catalogs'] === 'object' && value['catalogs'] !== null && !Array.isArray(value['catalogs']) && !(value['catalogs'] instanceof Date) && !(value['catalogs'] instanceof Uint8Array)) && (Object.entries(value['catalogs']).every(([key, value]) => (local_0.test(key) ? ((typeof value === 'object' && value !== null && !Array.isArray(value)) && (value['extends'] !== undefined ? (check_extends(value['extends'])) : true) && (value['envelope'] !== undefined ? (check_envelope(value['envelope'])) : true) && (value['envelopes'] !== undefined ? (check_envelopes(value['envelopes'])) : true) && (value['requestId'] !== undefined ? (check_requestId(value['requestId'])) : true) && (value['docs'] !== undefined ? (check_docs(value['docs'])) : true) && (value['negotiate'] !== undefined ? (check_negotiate(value['negotiate'])) : true) && (value['language'] !== undefined ? (check_language(value['language'])) : true) && (value['locales'] !== undefined ? (check_locales(value['locales'])) : true) && (value['roles'] !== undefined ? (check_roles(value['roles'])) : true) && (value['map'] !== undefined ? (check_map(value['map'])) : true) && (value['lint'] !== undefined ? (check_lint(value['lint'])) : true) && (value['codes'] !== undefined ? (check_codes(value['codes'])) : true) && Object.getOwnPropertyNames(value).every(key => ['extends', 'envelope', 'envelopes', 'requestId', 'docs', 'negotiate', 'language', 'locales', 'roles', 'map', 'lint', 'codes'].includes(key))) : true)))) : true) &&
    (value['extends'] !== undefined ? (check_extends(value['extends'])) : true) &&
    (value['envelope'] !== undefined ? (check_envelope(value['envelope'])) : true) &&
    (value['envelopes'] !== undefined ? (check_envelopes(value['envelopes'])) : true) &&
    (value['requestId'] !== undefined ? (check_requestId(value['requestId'])) : true) &&
    (value['docs'] !== undefined ? (check_docs(value['docs'])) : true) &&
    (value['negotiate'] !== undefined ? (check_negotiate(value['negotiate'])) : true) &&
    (value['language'] !== undefined ? (check_language(value['language'])) : true) &&
    (value['locales'] !== undefined ? (check_locales(value['locales'])) : true) &&
    (value['roles'] !== undefined ? (check_roles(value['roles'])) : true) &&
    (value['map'] !== undefined ? (check_map(value['map'])) : true) &&
    (value['lint'] !== undefined ? (check_lint(value['lint'])) : true) &&
    (value['codes'] !== undefined ? (check_codes(value['codes'])) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['catalogs', 'extends', 'envelope', 'envelopes', 'requestId', 'docs', 'negotiate', 'language', 'locales', 'roles', 'map', 'lint', 'codes'].includes(key))
  )
}
  })(),
  messages: (() => {
const local_0 = /^(.*)$/
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)) &&
    (Object.entries(value).every(([key, value]) => (local_0.test(key) ? ((typeof value === 'string') && value.length >= 1) : true)))
  )
}
  })(),
  style: (() => {
return function check(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['contentType'] !== undefined ? ((typeof value['contentType'] === 'string') && value['contentType'].length >= 1) : true) &&
    (value['error'] !== undefined ? ((typeof value['error'] === 'object' && value['error'] !== null && !Array.isArray(value['error']))) : true) &&
    (value['variants'] !== undefined ? (Array.isArray(value['variants']) && value['variants'].length >= 1 && ((array) => { for(const value of array) if(!(((typeof value === 'object' && value !== null && !Array.isArray(value)) && (value['when'] !== undefined ? ((typeof value['when'] === 'object' && value['when'] !== null && !Array.isArray(value['when'])) && Object.getOwnPropertyNames(value['when']).length >= 1 && (value['when']['class'] !== undefined ? ((((value['when']['class'] === '4xx')) || ((value['when']['class'] === '5xx')))) : true) && (value['when']['codes'] !== undefined ? (Array.isArray(value['when']['codes']) && ((array) => { for(const value of array) if(!(((typeof value === 'string')))) { return false }; return true; })(value['when']['codes'])) : true) && (value['when']['roles'] !== undefined ? (Array.isArray(value['when']['roles']) && ((array) => { for(const value of array) if(!(((typeof value === 'string')))) { return false }; return true; })(value['when']['roles'])) : true) && Object.getOwnPropertyNames(value['when']).every(key => ['class', 'codes', 'roles'].includes(key))) : true) && (typeof value['error'] === 'object' && value['error'] !== null && !Array.isArray(value['error'])) && Object.getOwnPropertyNames(value).every(key => ['when', 'error'].includes(key))))) { return false }; return true; })(value['variants'])) : true) &&
    (value['success'] !== undefined ? ((typeof value['success'] === 'object' && value['success'] !== null && !Array.isArray(value['success']))) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['contentType', 'error', 'variants', 'success'].includes(key))
  )
}
  })(),
  schema: (() => {
const local_0 = /^(.*)$/
function check_T0(value) {
  return (
    (typeof value === 'object' && value !== null && !Array.isArray(value)) &&
    (value['type'] !== undefined ? ((((((value['type'] === 'string')) || ((value['type'] === 'number')) || ((value['type'] === 'integer')) || ((value['type'] === 'boolean')) || ((value['type'] === 'null')) || ((value['type'] === 'object')) || ((value['type'] === 'array')))) || (Array.isArray(value['type']) && value['type'].length >= 1 && ((array) => { for(const value of array) if(!(((((value === 'string')) || ((value === 'number')) || ((value === 'integer')) || ((value === 'boolean')) || ((value === 'null')) || ((value === 'object')) || ((value === 'array')))))) { return false }; return true; })(value['type'])))) : true) &&
    (value['const'] !== undefined ? ((((typeof value['const'] === 'string')) || (Number.isFinite(value['const'])) || ((typeof value['const'] === 'boolean')) || ((value['const'] === null)))) : true) &&
    (value['enum'] !== undefined ? (Array.isArray(value['enum']) && value['enum'].length >= 1 && ((array) => { for(const value of array) if(!(((((typeof value === 'string')) || (Number.isFinite(value)) || ((typeof value === 'boolean')) || ((value === null)))))) { return false }; return true; })(value['enum'])) : true) &&
    (value['anyOf'] !== undefined ? (Array.isArray(value['anyOf']) && value['anyOf'].length >= 1 && ((array) => { for(const value of array) if(!((check_T0(value)))) { return false }; return true; })(value['anyOf'])) : true) &&
    (value['oneOf'] !== undefined ? (Array.isArray(value['oneOf']) && value['oneOf'].length >= 1 && ((array) => { for(const value of array) if(!((check_T0(value)))) { return false }; return true; })(value['oneOf'])) : true) &&
    (value['properties'] !== undefined ? ((typeof value['properties'] === 'object' && value['properties'] !== null && !Array.isArray(value['properties']) && !(value['properties'] instanceof Date) && !(value['properties'] instanceof Uint8Array)) && (Object.entries(value['properties']).every(([key, value]) => (local_0.test(key) ? (check_T0(value)) : true)))) : true) &&
    (value['required'] !== undefined ? (Array.isArray(value['required']) && ((array) => { for(const value of array) if(!(((typeof value === 'string')))) { return false }; return true; })(value['required'])) : true) &&
    (value['additionalProperties'] !== undefined ? ((((typeof value['additionalProperties'] === 'boolean')) || (check_T0(value['additionalProperties'])))) : true) &&
    (value['items'] !== undefined ? (check_T0(value['items'])) : true) &&
    (value['minimum'] !== undefined ? (Number.isFinite(value['minimum'])) : true) &&
    (value['maximum'] !== undefined ? (Number.isFinite(value['maximum'])) : true) &&
    (value['minLength'] !== undefined ? (Number.isInteger(value['minLength']) && value['minLength'] >= 0) : true) &&
    (value['maxLength'] !== undefined ? (Number.isInteger(value['maxLength']) && value['maxLength'] >= 0) : true) &&
    (value['minItems'] !== undefined ? (Number.isInteger(value['minItems']) && value['minItems'] >= 0) : true) &&
    (value['maxItems'] !== undefined ? (Number.isInteger(value['maxItems']) && value['maxItems'] >= 0) : true) &&
    (value['pattern'] !== undefined ? ((typeof value['pattern'] === 'string')) : true) &&
    (value['format'] !== undefined ? ((typeof value['format'] === 'string')) : true) &&
    (value['title'] !== undefined ? ((typeof value['title'] === 'string')) : true) &&
    (value['description'] !== undefined ? ((typeof value['description'] === 'string')) : true) &&
    (value['$comment'] !== undefined ? ((typeof value['$comment'] === 'string')) : true) &&
    (value['examples'] !== undefined ? (Array.isArray(value['examples'])) : true) &&
    (value['default'] !== undefined ? (true) : true) &&
    (value['deprecated'] !== undefined ? ((typeof value['deprecated'] === 'boolean')) : true) &&
    Object.getOwnPropertyNames(value).every(key => ['type', 'const', 'enum', 'anyOf', 'oneOf', 'properties', 'required', 'additionalProperties', 'items', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'format', 'title', 'description', '$comment', 'examples', 'default', 'deprecated'].includes(key))
  )
}
return function check(value) {
  return check_T0(value)
}
  })()
}

/** The keys that a catalog and an entry have. */
export const keysOf: Readonly<Record<'catalog' | 'entry', readonly string[]>> = {
  catalog: ['extends', 'envelope', 'envelopes', 'requestId', 'docs', 'negotiate', 'language', 'locales', 'roles', 'map', 'lint', 'codes'],
  entry: ['status', 'message', 'meaning', 'action', 'causes', 'group', 'details', 'private', 'retry', 'retryAfter', 'challenge', 'headers', 'log', 'sdk', 'since', 'deprecated', 'replacedBy', 'aliases']
}
