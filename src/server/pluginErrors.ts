import type { Role } from '../catalog/roles.ts'

/**
 * What the errors of Fastify, its official plugins and Node mean, by their `code`, else their `name`.
 *
 * Only what its status alone does not tell stands here: an error that carries the right status needs no row.
 */
const codes: Readonly<Partial<Record<Role, readonly string[]>>> = {
  malformedBody: [
    'FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_CTP_INVALID_CONTENT_LENGTH',
    'FST_ERR_ROUTE_MISSING_CONTENT_TYPE', 'FST_ERR_ROUTE_MISSING_CONTENT', 'FST_CP_ERR_INVALID_CONTENT',
    'FST_PROTO_VIOLATION', 'FST_MP_PREMATURE_CLOSE', 'FST_INVALID_JSON_FIELD_ERROR'
  ],
  notFound: ['FST_ERR_NOT_FOUND'],
  payloadTooLarge: ['FST_ERR_CTP_BODY_TOO_LARGE', 'FST_REQ_FILE_TOO_LARGE', 'FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'],
  unsupportedMediaType: ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'FST_CP_ERR_INVALID_CONTENT_ENCODING', 'FST_INVALID_MULTIPART_CONTENT_TYPE'],
  uriInvalid: ['FST_ERR_BAD_URL', 'FST_STATIC_INVALID_REDIRECT_URL'],
  uriTooLong: ['FST_ERR_MAX_PARAM_LENGTH'],
  handlerTimeout: ['FST_ERR_HANDLER_TIMEOUT'],
  unauthenticated: [
    'FST_JWT_NO_AUTHORIZATION_IN_HEADER', 'FST_JWT_NO_AUTHORIZATION_IN_COOKIE', 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED',
    'FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED', 'FST_JWT_AUTHORIZATION_TOKEN_INVALID', 'FST_JWT_BAD_REQUEST', 'FST_JWT_BAD_COOKIE_REQUEST',
    'FAST_JWT_MISSING_SIGNATURE', 'FAST_JWT_INACTIVE', 'FAST_JWT_INVALID_ALGORITHM', 'FAST_JWT_INVALID_TYPE',
    'FAST_JWT_INVALID_CLAIM_TYPE', 'FAST_JWT_INVALID_CRIT_HEADER', 'FAST_JWT_INVALID_PAYLOAD', 'FAST_JWT_MALFORMED',
    'FAST_JWT_EXPIRED', 'FAST_JWT_INVALID_SIGNATURE', 'FAST_JWT_INVALID_CLAIM_VALUE', 'FAST_JWT_MISSING_REQUIRED_CLAIM',
    'FAST_JWT_VERIFY_ERROR', 'FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER', 'FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER'
  ],
  forbidden: ['FST_CSRF_MISSING_SECRET', 'FST_CSRF_INVALID_TOKEN', 'FST_STATIC_FORBIDDEN_PATH'],
  unavailable: [
    'FST_UNDER_PRESSURE', 'FST_REPLY_FROM_SERVICE_UNAVAILABLE', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH',
    'MaxRetriesPerRequestError', 'ClusterAllFailedError'
  ],
  badGateway: [
    'FST_REPLY_FROM_BAD_GATEWAY', 'FST_REPLY_FROM_INTERNAL_SERVER_ERROR', 'UND_ERR_SOCKET', 'UND_ERR_RESPONSE',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_RES_EXCEEDED_MAX_SIZE', 'AxiosError'
  ],
  gatewayTimeout: [
    'FST_REPLY_FROM_GATEWAY_TIMEOUT', 'FST_REPLY_FROM_TIMEOUT', 'FST_REPLY_FROM_HTTP_REQUEST_TIMEOUT',
    'FST_REPLY_FROM_HTTP2_REQUEST_TIMEOUT', 'FST_REPLY_FROM_HTTP2_SESSION_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'TimeoutError', 'ETIMEDOUT'
  ],
  // Bugs of the program, although some of them carry the status 400.
  internal: [
    'FST_ERR_CTP_INSTANCE_ALREADY_STARTED', 'FST_ERR_INVALID_URL', 'FAST_JWT_INVALID_OPTION', 'FAST_JWT_INVALID_KEY',
    'FAST_JWT_MISSING_KEY', 'FAST_JWT_KEY_FETCHING_ERROR', 'FAST_JWT_SIGN_ERROR', 'FST_ERR_RESPONSE_SERIALIZATION', 'FST_ERR_INVALID_SCHEMA'
  ]
}

/** Errors without a code of their own, by how their message begins, and by their status where it differs. */
const messages: ReadonlyArray<{ readonly starts: string, readonly status?: number, readonly role: Role }> = [
  // busboy, in @fastify/multipart.
  { starts: 'Multipart: Boundary not found', role: 'malformedBody' },
  { starts: 'Unexpected end of multipart data', role: 'malformedBody' },
  { starts: 'Part terminated early due to unexpected end of multipart data', role: 'malformedBody' },
  // @fastify/rate-limit, with the option ban.
  { starts: 'Rate limit exceeded, retry in ', status: 403, role: 'banned' },
  // ioredis, where Redis is not reached or says nothing in time (built/Redis.js, Command.js, redis/event_handler.js).
  { starts: 'Connection is closed.', role: 'unavailable' },
  { starts: 'Command aborted due to connection close', role: 'unavailable' },
  { starts: 'Command timed out', role: 'unavailable' },
  { starts: "Stream isn't writeable and enableOfflineQueue options is false", role: 'unavailable' },
  { starts: "Cluster isn't ready and enableOfflineQueue options is false", role: 'unavailable' },
  // Redis itself, in a state that passes: any other reply that is an error is a bug of who asks.
  ...['LOADING', 'BUSY', 'TRYAGAIN', 'CLUSTERDOWN', 'MASTERDOWN', 'READONLY', 'OOM', 'MISCONF', 'NOREPLICAS']
    .map(state => ({ starts: `${state} `, role: 'unavailable' } as const))
]

const statuses: Readonly<Record<number, Role>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  406: 'notAcceptable',
  408: 'requestTimeout',
  409: 'conflict',
  413: 'payloadTooLarge',
  414: 'uriTooLong',
  415: 'unsupportedMediaType',
  417: 'expectationFailed',
  429: 'rateLimited',
  431: 'headersTooLarge',
  502: 'badGateway',
  503: 'unavailable',
  504: 'gatewayTimeout'
}

const byCode: ReadonlyMap<string, Role> = new Map(
  Object.entries(codes).flatMap(([role, names]) => names.map(name => [name, role as Role] as const))
)

export function roleOfCode (code: string): Role | undefined {
  return byCode.get(code)
}

export function roleOfMessage (message: unknown, status: number | undefined): Role | undefined {
  if (typeof message !== 'string') return undefined
  return messages.find(row => message.startsWith(row.starts) && (row.status ?? status) === status)?.role
}

/** The role of a status from 400 to 599: any other 4xx is a bad request, any other 5xx internal. */
export function roleOfStatus (status: number): Role {
  return statuses[status] ?? (status < 500 ? 'badRequest' : 'internal')
}
