import { errorCodes } from 'fastify'
import t from 'tap'
import { CatalogError } from '../../src/index.ts'
import { codesOf, compare, listen, secret, type Row } from './rows.ts'

/** The response to each error of Fastify, Node and the official plugins, for any status that the error carries. */
const meanings: Readonly<Record<string, readonly string[]>> = {
  '400 malformed_body': [
    'FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE',
    'FST_ERR_ROUTE_MISSING_CONTENT', 'FST_CP_ERR_INVALID_CONTENT:400', 'FST_PROTO_VIOLATION:400', 'FST_MP_PREMATURE_CLOSE:400', 'FST_INVALID_JSON_FIELD_ERROR:406'
  ],
  '404 not_found': ['FST_ERR_NOT_FOUND'],
  '413 payload_too_large': ['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_REQ_FILE_TOO_LARGE:413', 'FST_PARTS_LIMIT:413', 'FST_FILES_LIMIT:413', 'FST_FIELDS_LIMIT:413'],
  '415 unsupported_media_type': ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_CP_ERR_INVALID_CONTENT_ENCODING:415', 'FST_INVALID_MULTIPART_CONTENT_TYPE:406'],
  '400 uri_invalid': ['FST_ERR_BAD_URL', 'FST_STATIC_INVALID_REDIRECT_URL:400'],
  '414 uri_too_long': ['FST_ERR_MAX_PARAM_LENGTH'],
  '503 handler_timeout': ['FST_ERR_HANDLER_TIMEOUT'],
  '401 unauthenticated': [
    'FST_JWT_NO_AUTHORIZATION_IN_HEADER:401', 'FST_JWT_NO_AUTHORIZATION_IN_COOKIE:401', 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED:401', 'FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED:401',
    'FST_JWT_AUTHORIZATION_TOKEN_INVALID:401', 'FST_JWT_BAD_REQUEST:400', 'FST_JWT_BAD_COOKIE_REQUEST:400', 'FAST_JWT_MISSING_SIGNATURE:401', 'FAST_JWT_INACTIVE',
    'FAST_JWT_INVALID_ALGORITHM', 'FAST_JWT_INVALID_TYPE', 'FAST_JWT_INVALID_CLAIM_TYPE', 'FAST_JWT_INVALID_CRIT_HEADER', 'FAST_JWT_INVALID_PAYLOAD',
    'FAST_JWT_MALFORMED', 'FAST_JWT_EXPIRED', 'FAST_JWT_INVALID_SIGNATURE', 'FAST_JWT_INVALID_CLAIM_VALUE', 'FAST_JWT_MISSING_REQUIRED_CLAIM', 'FAST_JWT_VERIFY_ERROR',
    'FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER:401', 'FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER:401'
  ],
  '403 forbidden': ['FST_CSRF_MISSING_SECRET:403', 'FST_CSRF_INVALID_TOKEN:403', 'FST_STATIC_FORBIDDEN_PATH:403'],
  '503 unavailable': ['FST_UNDER_PRESSURE:503', 'FST_REPLY_FROM_SERVICE_UNAVAILABLE:503', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  '502 bad_gateway': [
    'FST_REPLY_FROM_BAD_GATEWAY:502', 'FST_REPLY_FROM_INTERNAL_SERVER_ERROR:500', 'UND_ERR_SOCKET', 'ECONNRESET:500', 'UND_ERR_RESPONSE:404',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_RES_EXCEEDED_MAX_SIZE', 'HPE_INVALID_CONSTANT', 'HPE_INVALID_CHUNK_SIZE', 'HPE_HEADER_OVERFLOW'
  ],
  '504 gateway_timeout': [
    'FST_REPLY_FROM_GATEWAY_TIMEOUT:504', 'FST_REPLY_FROM_TIMEOUT:504', 'FST_REPLY_FROM_HTTP_REQUEST_TIMEOUT:504', 'FST_REPLY_FROM_HTTP2_REQUEST_TIMEOUT:504',
    'FST_REPLY_FROM_HTTP2_SESSION_TIMEOUT:504', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'
  ],
  // Bugs of the program: some carry the status 400.
  '500 internal_error': [
    'FAST_JWT_INVALID_OPTION', 'FAST_JWT_INVALID_KEY', 'FAST_JWT_MISSING_KEY', 'FAST_JWT_KEY_FETCHING_ERROR', 'FAST_JWT_SIGN_ERROR', 'FST_FILE_BUFFER_NOT_FOUND:500', 'FST_NO_FORM_DATA:500',
    'FST_ERR_RESPONSE_SERIALIZATION:500', 'FST_ERR_INVALID_SCHEMA:500', 'FST_STATIC_INVALID_OPTION:500', 'FST_STATIC_MULTIROOT_LIST_CONFLICT:500', 'FST_ERR_ASYNC_CONSTRAINT', 'FST_ERR_SEND_UNDEFINED_ERR',
    'FST_ERR_FAILED_ERROR_SERIALIZATION', 'FST_ERR_REP_INVALID_PAYLOAD_TYPE', 'FST_ERR_REP_RESPONSE_BODY_CONSUMED', 'FST_ERR_REP_READABLE_STREAM_LOCKED', 'FST_ERR_REP_ALREADY_SENT', 'FST_ERR_REP_SENT_VALUE',
    'FST_ERR_SEND_INSIDE_ONERR', 'FST_ERR_BAD_STATUS_CODE', 'FST_ERR_BAD_TRAILER_NAME', 'FST_ERR_BAD_TRAILER_VALUE', 'FST_ERR_MISSING_SERIALIZATION_FN', 'FST_ERR_MISSING_CONTENTTYPE_SERIALIZATION_FN',
    'FST_ERR_REQ_INVALID_VALIDATION_INVOCATION', 'FST_ERR_DEC_UNDECLARED', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_INVALID_CHAR', 'ERR_INVALID_HTTP_TOKEN', 'ERR_INVALID_URL',
    'FST_ERR_CTP_INSTANCE_ALREADY_STARTED', 'FST_ERR_INVALID_URL:400', 'EACCES', 'ENOENT', 'ERR_HTTP_HEADERS_SENT'
  ]
}

const rows = Object.entries(meanings).flatMap(([want, names]) => names.map(name => {
  const [code = '', status] = name.split(':')
  return { code, status: status === undefined ? undefined : Number(status), want }
}))

function made (code: string, status: number | undefined): Error {
  const Known = (errorCodes as unknown as Record<string, new (...values: string[]) => Error>)[code]
  const error = Known === undefined ? Object.assign(new Error(secret), { code }, status === undefined ? {} : { statusCode: status }) : new Known(secret, secret)
  return Object.assign(error, { headers: { 'x-leak': secret } })
}

t.test('each known code of an error: alone, and as the cause of another error', async t => {
  const port = await listen(t, app => {
    for (const { code, status } of rows) {
      app.get(`/thrown/${code}`, async () => { throw made(code, status) })
      app.get(`/caused/${code}`, async () => { throw new TypeError('fetch failed', { cause: made(code, status) }) })
      app.get(`/replied/${code}`, (_request, reply) => { reply.header('etag', '"1"').code(201).send(made(code, status)) })
    }
  })
  const headers: Record<string, Row['sends']> = { 401: { 'www-authenticate': 'Bearer' }, '503 unavailable': { 'retry-after': '5' }, 415: { accept: 'application/json, text/plain' } }
  await compare(t, port, rows.flatMap(({ code, want }): Row[] => ['thrown', 'replied', 'caused'].map(way => (
    { ask: `GET /${way}/${code}`, want, sends: { 'x-leak': undefined, etag: undefined, ...headers[want], ...headers[want.slice(0, 3)] } }
  ))))
})

t.test('each code of the catalog: replied, thrown and returned, from handlers and hooks', async t => {
  const ways = ['fail', 'thrown', 'returned', 'hook', 'preSerialization', 'stream']
  const port = await listen(t, app => {
    for (const [name] of codesOf()) {
      const code = name as 'conflict'
      const options = { cause: new Error(secret), headers: { 'x-own': 'a\r\nb: c' } }
      app.get(`/fail/${code}`, (_request, reply) => { reply.fail(code, {}, options) })
      app.get(`/thrown/${code}`, () => { throw new CatalogError(code, {}, options) })
      app.get(`/returned/${code}`, async () => new CatalogError(code, {}, options))
      app.get(`/hook/${code}`, { onRequest: async (_request, reply) => await reply.fail(code, {}, options) }, async () => 'never')
      app.get(`/preSerialization/${code}`, { preSerialization: async () => { throw new CatalogError(code, {}, options) } }, async () => ({ secret }))
      app.get(`/stream/${code}`, async (_request, reply) => {
        reply.type('text/csv').header('content-length', '5').header('content-encoding', 'gzip')
        throw new CatalogError(code, {}, options)
      })
    }
  })
  await compare(t, port, codesOf().flatMap(([code, { status }]): Row[] => ways.map(way => (
    { ask: `GET /${way}/${code}`, want: `${status} ${code}`, sends: { 'x-own': undefined, 'content-encoding': undefined, ...status === 405 && { allow: 'GET, HEAD' } } }
  ))))
})
