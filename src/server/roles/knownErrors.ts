import type { Role } from '../../format/roles.ts'
import { frameworkRoles } from './frameworkRoles.ts'
import { libraryMessages, type MessageRow } from './libraryErrors.ts'

/** A kind of failure, its role, and the `code` or `name` of the errors that report it. */
interface Row {
  readonly what: string
  readonly role: Role
  readonly names: readonly string[]
}

/**
 * The errors of Fastify, its official plugins and Node.
 *
 * Only errors whose status alone is not enough: an error with the right status needs no row.
 */
export const errors: readonly Row[] = [
  {
    what: 'A body that does not match its media type or its length',
    role: 'malformedBody',
    names: [
      'FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
      'FST_ERR_ROUTE_MISSING_CONTENT_TYPE', 'FST_ERR_ROUTE_MISSING_CONTENT', 'FST_CP_ERR_INVALID_CONTENT',
      'FST_PROTO_VIOLATION', 'FST_MP_PREMATURE_CLOSE', 'FST_INVALID_JSON_FIELD_ERROR'
    ]
  },
  { what: 'A method that HTTP/2 accepts and the router does not know', role: 'notFound', names: ['FST_ERR_NOT_FOUND'] },
  {
    what: 'A body, a file or a form that is too large',
    role: 'payloadTooLarge',
    names: ['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_REQ_FILE_TOO_LARGE', 'FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT']
  },
  {
    what: 'A media type or an encoding of the body without a parser',
    role: 'unsupportedMediaType',
    names: ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_CP_ERR_INVALID_CONTENT_ENCODING', 'FST_INVALID_MULTIPART_CONTENT_TYPE']
  },
  {
    what: 'A URL that cannot be decoded or leaves the root folder',
    role: 'uriInvalid',
    names: ['FST_ERR_BAD_URL', 'FST_STATIC_INVALID_REDIRECT_URL']
  },
  { what: 'A parameter longer than `maxParamLength`', role: 'uriTooLong', names: ['FST_ERR_MAX_PARAM_LENGTH'] },
  { what: 'A handler slower than `handlerTimeout`', role: 'handlerTimeout', names: ['FST_ERR_HANDLER_TIMEOUT'] },
  {
    what: 'A missing or invalid token or API key',
    role: 'unauthenticated',
    names: [
      'FST_JWT_NO_AUTHORIZATION_IN_HEADER', 'FST_JWT_NO_AUTHORIZATION_IN_COOKIE', 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED',
      'FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED', 'FST_JWT_AUTHORIZATION_TOKEN_INVALID', 'FST_JWT_BAD_REQUEST', 'FST_JWT_BAD_COOKIE_REQUEST',
      'FAST_JWT_MISSING_SIGNATURE', 'FAST_JWT_INACTIVE', 'FAST_JWT_INVALID_ALGORITHM', 'FAST_JWT_INVALID_TYPE',
      'FAST_JWT_INVALID_CLAIM_TYPE', 'FAST_JWT_INVALID_CRIT_HEADER', 'FAST_JWT_INVALID_PAYLOAD', 'FAST_JWT_MALFORMED',
      'FAST_JWT_EXPIRED', 'FAST_JWT_INVALID_SIGNATURE', 'FAST_JWT_INVALID_CLAIM_VALUE', 'FAST_JWT_MISSING_REQUIRED_CLAIM',
      'FAST_JWT_VERIFY_ERROR', 'FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER', 'FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER',
      'JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError',
      'ERR_JWT_EXPIRED', 'ERR_JWT_CLAIM_VALIDATION_FAILED', 'ERR_JWT_INVALID', 'ERR_JWS_INVALID', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      'ERR_JWE_INVALID', 'ERR_JWE_DECRYPTION_FAILED', 'ERR_JOSE_ALG_NOT_ALLOWED', 'ERR_JOSE_NOT_SUPPORTED', 'ERR_JWKS_NO_MATCHING_KEY',
      'ERR_JWKS_MULTIPLE_MATCHING_KEYS'
    ]
  },
  {
    what: 'A missing CSRF token, a forbidden file',
    role: 'forbidden',
    names: ['FST_CSRF_MISSING_SECRET', 'FST_CSRF_INVALID_TOKEN', 'FST_STATIC_FORBIDDEN_PATH']
  },
  {
    what: 'A server under pressure, an upstream that cannot be reached',
    role: 'unavailable',
    names: [
      'FST_UNDER_PRESSURE', 'FST_REPLY_FROM_SERVICE_UNAVAILABLE', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH',
      'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED', 'MaxRetriesPerRequestError', 'ClusterAllFailedError'
    ]
  },
  {
    what: 'An upstream that closes the connection or responds with an error',
    role: 'badGateway',
    names: [
      'FST_REPLY_FROM_BAD_GATEWAY', 'FST_REPLY_FROM_INTERNAL_SERVER_ERROR', 'UND_ERR_SOCKET', 'UND_ERR_RESPONSE',
      'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_RES_EXCEEDED_MAX_SIZE', 'UND_ERR_HEADERS_OVERFLOW', 'HTTPParserError',
      'ECONNRESET', 'EPIPE', 'AxiosError'
    ]
  },
  {
    what: 'An upstream with an invalid certificate',
    role: 'badGateway',
    names: [
      'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'
    ]
  },
  {
    what: 'An upstream timeout',
    role: 'gatewayTimeout',
    names: [
      'FST_REPLY_FROM_GATEWAY_TIMEOUT', 'FST_REPLY_FROM_TIMEOUT', 'FST_REPLY_FROM_HTTP_REQUEST_TIMEOUT',
      'FST_REPLY_FROM_HTTP2_REQUEST_TIMEOUT', 'FST_REPLY_FROM_HTTP2_SESSION_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'TimeoutError', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNABORTED'
    ]
  },
  {
    what: 'A bug in the program, although some of these errors carry the status 400',
    role: 'internal',
    names: [
      'FST_ERR_CTP_INSTANCE_ALREADY_STARTED', 'FST_ERR_INVALID_URL', 'FAST_JWT_INVALID_OPTION', 'FAST_JWT_INVALID_KEY',
      'FAST_JWT_MISSING_KEY', 'FAST_JWT_KEY_FETCHING_ERROR', 'FAST_JWT_SIGN_ERROR', 'FST_ERR_RESPONSE_SERIALIZATION',
      'FST_ERR_INVALID_SCHEMA'
    ]
  }
]

/** Errors without a specific code, recognised by their message. */
export const messages: readonly MessageRow[] = [
  {
    what: 'A multipart body without its boundary, or that ends too early',
    role: 'malformedBody',
    messages: [
      'Multipart: Boundary not found', 'Unexpected end of multipart data', 'Part terminated early due to unexpected end of multipart data'
    ]
  },
  {
    what: 'A path that leaves the base of a proxy',
    role: 'uriInvalid',
    messages: ['source/request contain invalid characters'],
    status: 400
  },
  {
    // The signer of fast-jwt shares its codes with the verifier.
    what: 'A token that cannot be signed',
    role: 'internal',
    names: ['FAST_JWT_INVALID_TYPE', 'FAST_JWT_INVALID_CLAIM_VALUE'],
    messages: ['The payload must be an object.', 'The exp claim must be a positive integer.', 'The nbf claim must be a positive integer.']
  },
  { what: 'A client that @fastify/rate-limit has banned', role: 'banned', messages: ['Rate limit exceeded, retry in …'], status: 403 },
  {
    what: 'A token that cannot be verified because of the key or an option (jsonwebtoken)',
    role: 'internal',
    names: ['JsonWebTokenError'],
    messages: [
      'secret or public key must be provided', 'secretOrPublicKey is not valid key material', 'clockTimestamp must be a number',
      'nonce must be a non-empty string', 'allowInvalidAsymmetricKeyTypes must be a boolean',
      'verify must be called asynchronous if secret or public key is provided as a callback'
    ]
  },
  ...libraryMessages
]

/** Node's connection errors (its event `clientError`); any other code is a request that cannot be parsed. */
export const clientErrors: readonly Row[] = [
  { what: 'Headers and URL longer than `maxHeaderSize`', role: 'headersTooLarge', names: ['HPE_HEADER_OVERFLOW'] },
  { what: 'Chunk extensions that never end', role: 'payloadTooLarge', names: ['HPE_CHUNK_EXTENSIONS_OVERFLOW'] },
  { what: 'A request slower than `requestTimeout`', role: 'requestTimeout', names: ['ERR_HTTP_REQUEST_TIMEOUT'] }
]

const byCode = toMap(errors)
const byClientError = toMap(clientErrors)

function toMap (rows: readonly Row[]): ReadonlyMap<string, Role> {
  return new Map(rows.flatMap(({ role, names }) => names.map(name => [name, role] as const)))
}

export function roleOfCode (code: string): Role | undefined {
  // Errors of Node's and undici's parsers about a response; errors about a request are `clientError` events.
  return byCode.get(code) ?? (code.startsWith('HPE_') ? 'badGateway' : undefined)
}

export function roleOfClientError (code = ''): Role {
  return byClientError.get(code) ?? frameworkRoles.bytes.role
}

/** The role by the message of the error or of a cause, if code, name and status are not specific. */
export function roleOfMessage (given: readonly unknown[], keys: readonly string[], status = 500): Role | undefined {
  // Messages last: there are many, and for the most frequent failures, with a status below 500, only two rows apply.
  return messages.find(({ messages, names, status: only }) =>
    (only === undefined ? status >= 500 : status === only) &&
    (names === undefined ? !keys.some(key => roleOfCode(key) !== undefined) : names.some(name => keys.includes(name))) &&
    given.some(message => typeof message === 'string' && messages.some(text => isMessage(message, text))))?.role
}

function isMessage (message: string, text: string): boolean {
  return text.endsWith('…') ? message.startsWith(text.slice(0, -1)) : message === text
}
