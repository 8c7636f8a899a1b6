import { once } from 'node:events'
import { request } from 'node:http'
import boom from '@hapi/boom'
import createError from '@fastify/error'
import rateLimit from '@fastify/rate-limit'
import sensible from '@fastify/sensible'
import httpErrors from 'http-errors'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const secret = 'hunter2'

const catalog = {
  extends: 'http',
  map: {
    errors: {
      23505: 'taken',
      '08006': 'database_down',
      P2002: 'taken',
      PrismaClientInitializationError: 'database_down',
      11000: 'taken',
      FST_JWT_AUTHORIZATION_TOKEN_EXPIRED: 'token_expired',
      UND_ERR_CONNECT_TIMEOUT: 'screening_slow',
      InvoiceLocked: 'locked',
      OrderLocked: 'locked',
      CastError: 'bad_request'
    },
    statuses: { 402: 'unpaid', 422: 'unprocessable', 410: 'gone' }
  },
  codes: {
    taken: { status: 409, message: 'It is there already.' },
    database_down: { status: 503, message: 'The database cannot be reached.', retryAfter: 3 },
    token_expired: { status: 401, message: 'The token has expired.', challenge: 'Bearer error="invalid_token"' },
    screening_slow: { status: 504, message: 'The screening took too long.' },
    locked: { status: 409, message: 'It is locked.' },
    unpaid: { status: 402, message: 'It is not paid.' },
    unprocessable: { status: 422, message: 'It cannot be processed.' },
    gone: { status: 410, message: 'It is gone.' }
  }
} as const

const error = (members: object, name = 'Error') => Object.assign(new Error(secret), { name }, members)
const wrapped = (cause: unknown, message = 'fetch failed') => new TypeError(message, { cause })
class OrderLocked extends Error {}
class LineLocked extends OrderLocked {}
class InvoiceLocked extends Error { override name = 'InvoiceLocked' }

/** What a validator says, by Ajv's and by Standard Schema's names. */
const found = [{ instancePath: `/${secret}`, keyword: 'type', params: { type: 'integer' }, message: 'must be integer', path: [secret] }]

/** The thrown value, and the expected code. */
const thrown: Readonly<Record<string, readonly [thrown: () => unknown, code: string]>> = {
  'PostgreSQL (pg): a duplicate key': [() => error({ code: '23505', detail: secret, table: secret, schema: secret }, 'error'), 'taken'],
  'PostgreSQL: a connection failure, whose class begins with a zero': [() => error({ code: '08006' }, 'error'), 'database_down'],
  'PostgreSQL behind an ORM that wraps it (Drizzle)': [() => wrapped(error({ code: '23505' }), `Failed query: insert ${secret}`), 'taken'],
  'PostgreSQL: a code nobody mapped': [() => error({ code: '42P01' }), 'internal_error'],
  'Prisma: a specific code': [() => error({ code: 'P2002', meta: { target: [secret] } }, 'PrismaClientKnownRequestError'), 'taken'],
  'Prisma: by its name, since it has no code': [() => error({}, 'PrismaClientInitializationError'), 'database_down'],
  'MongoDB: a number': [() => error({ code: 11000 }, 'MongoServerError'), 'taken'],
  'a class of the program, by its name': [() => new InvoiceLocked(secret), 'locked'],
  'an error whose cause is of that class': [() => new Error(secret, { cause: new InvoiceLocked(secret) }), 'locked'],
  'a cause three levels down': [() => new Error(secret, { cause: new Error(secret, { cause: new Error(secret, { cause: new InvoiceLocked(secret) }) }) }), 'locked'],
  'a class that sets no name': [() => new OrderLocked(secret), 'locked'],
  'a subclass of that class': [() => new LineLocked(secret), 'locked'],
  'the first member of an AggregateError that is mapped': [() => new AggregateError([error({}), error({ code: '23505' }), new OrderLocked(secret)], secret), 'taken'],
  'the cause of a member of an AggregateError': [() => new AggregateError([wrapped(error({ code: '08006' }))], secret), 'database_down'],
  'the nearer of two wins': [() => Object.assign(new InvoiceLocked(secret, { cause: error({ code: '23505' }) })), 'locked'],
  'a code before a name': [() => Object.assign(new InvoiceLocked(secret), { code: '23505' }), 'taken'],
  'map.errors before the table of plugins': [() => error({ code: 'UND_ERR_CONNECT_TIMEOUT' }), 'screening_slow'],
  'map.errors before a status': [() => error({ statusCode: 500 }, 'CastError'), 'bad_request'],
  'fetch: refused': [() => wrapped(error({ code: 'ECONNREFUSED', address: secret })), 'unavailable'],
  'fetch: a name that DNS does not know': [() => wrapped(error({ code: 'ENOTFOUND', hostname: secret })), 'unavailable'],
  'fetch: DNS that does not answer': [() => wrapped(error({ code: 'EAI_AGAIN' })), 'unavailable'],
  'fetch: a host without a route': [() => wrapped(error({ code: 'EHOSTUNREACH' })), 'unavailable'],
  'fetch: headers too late': [() => wrapped(error({ code: 'UND_ERR_HEADERS_TIMEOUT' })), 'gateway_timeout'],
  'fetch: a body too late': [() => wrapped(error({ code: 'UND_ERR_BODY_TIMEOUT' }), 'terminated'), 'gateway_timeout'],
  'fetch: a socket that closed': [() => wrapped(error({ code: 'UND_ERR_SOCKET' })), 'bad_gateway'],
  'fetch: both addresses refused': [() => wrapped(Object.assign(new AggregateError([error({ code: 'ECONNREFUSED' })], secret), { code: 'ECONNREFUSED' })), 'unavailable'],
  'AbortSignal.timeout': [() => new DOMException(secret, 'TimeoutError'), 'gateway_timeout'],
  'a signal that was aborted, while the client waits': [() => new DOMException(secret, 'AbortError'), 'internal_error'],
  'a socket: timed out': [() => error({ code: 'ETIMEDOUT', syscall: 'connect' }), 'gateway_timeout'],
  'a socket: a host that is down': [() => wrapped(error({ code: 'EHOSTDOWN' })), 'unavailable'],
  'a socket: a network without a route': [() => wrapped(error({ code: 'ENETUNREACH' })), 'unavailable'],
  'a socket: closed before all was written': [() => wrapped(error({ code: 'EPIPE', syscall: 'write' })), 'bad_gateway'],
  'a socket: silent (request, got)': [() => error({ code: 'ESOCKETTIMEDOUT' }), 'gateway_timeout'],
  'undici: a client that is closed': [() => wrapped(error({ code: 'UND_ERR_CLOSED' })), 'unavailable'],
  'undici: a client that is destroyed': [() => wrapped(error({ code: 'UND_ERR_DESTROYED' })), 'unavailable'],
  'TLS: a certificate that has expired': [() => wrapped(error({ code: 'CERT_HAS_EXPIRED' })), 'bad_gateway'],
  'TLS: a certificate that signs itself': [() => wrapped(error({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })), 'bad_gateway'],
  'TLS: a certificate of another host': [() => wrapped(error({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })), 'bad_gateway'],
  '@fastify/response-validation: an answer that its schema does not allow': [() => error({ code: 'FST_RESPONSE_VALIDATION_FAILED_VALIDATION', statusCode: 500, validation: found, serialization: {} }), 'internal_error'],
  'a list of what was found, with a status above 500': [() => error({ statusCode: 503, validation: [] }), 'unavailable'],
  'a list of what was found, with another status': [() => error({ statusCode: 409, validation: found }), 'conflict'],
  'a list of what was found, of no part of a request': [() => error({ statusCode: 500, validation: found, validationContext: 'response' }), 'internal_error'],
  'issues with a statusCode': [() => error({ statusCode: 409, issues: found }), 'conflict'],
  'issues with a status': [() => error({ status: 409, issues: found }), 'conflict'],
  'issues with a status as a text': [() => error({ status: '409', issues: found }), 'conflict'],
  'issues in an error of Boom': [() => Object.assign(boom.conflict(secret), { issues: found }), 'conflict'],
  'issues with a status of the server': [() => error({ status: 500, issues: found }), 'internal_error'],
  'a socket: reset by the other side': [() => error({ code: 'ECONNRESET' }), 'bad_gateway'],
  'axios: an answer that is an error': [() => error({ status: 404, response: { data: secret } }, 'AxiosError'), 'bad_gateway'],
  '@fastify/jwt: expired, mapped to a separate code': [() => error({ code: 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED', statusCode: 401 }), 'token_expired'],
  '@fastify/jwt: none': [() => error({ code: 'FST_JWT_NO_AUTHORIZATION_IN_HEADER', statusCode: 401 }), 'unauthenticated'],
  'fast-jwt: a token that is none, without a status': [() => error({ code: 'FAST_JWT_MALFORMED' }), 'unauthenticated'],
  'fast-jwt: a key that is none': [() => error({ code: 'FAST_JWT_INVALID_KEY' }), 'internal_error'],
  'http-errors: a status of the catalog': [() => httpErrors(402, secret), 'unpaid'],
  'http-errors: a status with a role': [() => httpErrors(409, secret), 'conflict'],
  'http-errors: another': [() => new httpErrors.ImATeapot(secret), 'bad_request'],
  'Boom: a status of the catalog': [() => boom.badData(secret, { secret }), 'unprocessable'],
  'Boom: a status with a role': [() => boom.unauthorized(secret), 'unauthenticated'],
  'Boom: a bug': [() => boom.badImplementation(secret), 'internal_error'],
  '@fastify/error': [() => new (createError('E_GONE', secret, 410))(), 'gone']
}

t.test('a thrown value becomes the code of its table row', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(sensible)
    Object.values(thrown).forEach(([make], index) => app.get(`/${index}`, async () => { throw make() }))
    app.get('/sensible', async (_request, reply) => reply.unprocessableEntity(secret))
    app.get('/assert', async () => { (app.assert as (value: unknown, status: number, message: string) => void)(false, 410, secret) })
  })
  for (const [index, [name, [, code]]] of Object.entries(thrown).entries()) {
    logs.length = 0
    const { status, text, headers, body } = await ask(`/${index}`)
    t.match(body, { error: { code, request_id: 'id-1' } }, name)
    t.notMatch(text + JSON.stringify(headers), secret)
    t.match(logs.find(line => line['code'] === code), { status }, `${name}: one line`)
    if (code === 'database_down') t.equal(headers['retry-after'], '3')
    if (code === 'token_expired') t.equal(headers['www-authenticate'], 'Bearer error="invalid_token"')
  }
  t.match((await ask('/sensible')).body, { error: { code: 'unprocessable' } })
  t.match((await ask('/assert')).body, { error: { code: 'gone' } })
})

const says = (message: string, members: object = {}) => Object.assign(new Error(message), members)

/** Two tables know what is thrown: the one that decides. */
const pairs: Readonly<Record<string, readonly [thrown: object, code: string]>> = {
  'a code before a status': [error({ code: 'FST_CSRF_INVALID_TOKEN', statusCode: 418 }), 'forbidden'],
  'a code of the cause before a status': [error({ cause: { code: 'ECONNREFUSED' }, statusCode: 404 }), 'unavailable'],
  'a code before a name': [error({ code: 'ECONNREFUSED' }, 'TimeoutError'), 'unavailable'],
  'a name before a code of the cause': [error({ cause: { code: 'ECONNREFUSED' } }, 'TimeoutError'), 'gateway_timeout'],
  'a code before a message': [says('Connection is closed.', { code: 'ETIMEDOUT' }), 'gateway_timeout'],
  'a code of the cause before a message': [says('Command timed out', { cause: { code: 'FST_CSRF_INVALID_TOKEN' } }), 'forbidden'],
  'a code before the message of another': [says('The payload must be an object.', { code: 'FAST_JWT_MALFORMED' }), 'unauthenticated'],
  'a code with a message before the code': [says('The exp claim must be a positive integer.', { code: 'FAST_JWT_INVALID_CLAIM_VALUE' }), 'internal_error'],
  'a code of a verifier without that message': [says('The exp claim must be a number.', { code: 'FAST_JWT_INVALID_CLAIM_VALUE' }), 'unauthenticated'],
  'a status of the client before a message': [says('Connection is closed.', { code: 'ACCOUNT_CLOSED', statusCode: 409 }), 'conflict'],
  'a status of the client before a code with a message': [says('READONLY You cannot write.', { name: 'ReplyError', statusCode: 409 }), 'conflict'],
  'a mapped status before a message': [says('Command timed out', { status: 410 }), 'gone'],
  'a message before a status of the server': [says('Connection is closed.', { statusCode: 500 }), 'unavailable'],
  'a message with its status before the status': [says('source/request contain invalid characters', { statusCode: 400 }), 'uri_invalid'],
  'a message with another status': [says('source/request contain invalid characters', { statusCode: 404 }), 'not_found'],
  'a message without its status': [says('source/request contain invalid characters'), 'internal_error'],
  'a reply of Redis': [says('BUSY Redis is busy running a script.', { name: 'ReplyError' }), 'unavailable'],
  'what begins as a reply of Redis': [says('BUSY line', { statusCode: 404 }), 'not_found'],
  'what begins as a reply of Redis, without a status': [says('READONLY mode is on'), 'internal_error'],
  'what begins as a message of ioredis': [says('Command timed out after 1000 milliseconds: sleep 5'), 'internal_error'],
  'what begins as a message of fast-jwt': [says('The payload must be an object. x', { code: 'FAST_JWT_INVALID_TYPE', statusCode: 401 }), 'unauthenticated'],
  'a code before what an unknown name says': [error({ code: 'UND_ERR_SOCKET' }, 'InternalServerError'), 'bad_gateway'],
  'a list of issues before a code': [error({ code: 'ECONNREFUSED', issues: found }), 'validation_failed']
}

t.test('of two tables that know an error the nearer one decides', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    Object.values(pairs).forEach(([thrown], index) => app.get(`/${index}`, async () => { throw thrown }))
  })
  for (const [index, [name, [, code]]] of Object.entries(pairs).entries()) t.match((await ask(`/${index}`)).body, { error: { code } }, name)
})

t.test('the wait of an error is sent, whatever a limiter counts', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(rateLimit, { max: 100, timeWindow: '1 hour', keyGenerator: ({ url }) => url })
    for (const [index, [thrown, headers]] of waits.entries()) {
      app.get(`/${index}`, async (_request, reply) => {
        reply.headers(headers)
        throw thrown
      })
    }
  })
  for (const [index, [thrown, headers, want]] of waits.entries()) {
    const got = await ask(`/${index}`)
    t.same([got.status, got.headers['retry-after']], [429, want], `${index} ${JSON.stringify(thrown)} with ${JSON.stringify(headers)}`)
  }
})

const limited = (headers: object) => httpErrors(429, secret, { headers })
const noQuota = { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': 40 }

/** The thrown value, the headers that the reply has already, and the expected wait. */
const waits: ReadonlyArray<readonly [thrown: object, headers: Record<string, string | number>, wait: string | undefined]> = [
  [limited({ 'retry-after': 5 }), {}, '5'],
  [limited({ 'Retry-After': '7' }), {}, '7'],
  [Object.assign(boom.tooManyRequests(), { output: { statusCode: 429, headers: { 'retry-after': 8 } } }), {}, '8'],
  [Object.assign(new (createError('E_SLOW', 'Slow down', 429))(), { headers: { 'retry-after': 6 } }), {}, '6'],
  [limited({ 'retry-after': 5 }), noQuota, '5'],
  [limited({ 'retry-after': 5 }), { 'retry-after': 9 }, '5'],
  [limited({ 'retry-after': 'Sat, 01 Jan 2000 00:00:00 GMT' }), { 'retry-after': 9 }, '9'],
  [limited({ 'retry-after': 'soon' }), { 'retry-after': 9 }, '9'],
  [{ statusCode: 429, headers: { 'retry-after': 5 } }, { 'retry-after': 9 }, '9'],
  [{ statusCode: 429, headers: { 'retry-after': 5 } }, {}, undefined],
  [{ statusCode: 429 }, { 'retry-after': 9 }, '9'],
  [{ statusCode: 429 }, noQuota, '40'],
  [{ statusCode: 429 }, { ...noQuota, 'retry-after': 60 }, '60'],
  [{ statusCode: 429 }, {}, undefined]
]

/** The value thrown after the client has left, and whether the client is the cause. */
const aborts: Readonly<Record<string, readonly [thrown: () => unknown, isAbort: boolean]>> = {
  'a signal of the request': [() => new DOMException('This operation was aborted', 'AbortError'), true],
  'a stream that the client has closed': [() => error({ code: 'ERR_STREAM_PREMATURE_CLOSE' }), true],
  'a stream that is destroyed': [() => error({ code: 'ERR_STREAM_DESTROYED' }), true],
  'axios, cancelled by the signal of the request': [() => error({ code: 'ERR_CANCELED', config: { url: '/' }, request: { method: 'GET' } }, 'CanceledError'), true],
  'a client library that wraps the abort': [() => new Error(secret, { cause: new Error(secret, { cause: new DOMException(secret, 'AbortError') }) }), true],
  'a reset, although it is mapped': [() => error({ code: 'ECONNRESET' }), true],
  'a bug': [() => new TypeError(secret), false],
  'a failure of the catalog': [() => new CatalogError('locked'), false]
}

t.test('a request that fails because its client has left is one line at debug, and not a failure', async t => {
  for (const [name, [make, isAbort]] of Object.entries(aborts)) {
    const failures: string[] = []
    const { app, url, logs } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog: { ...catalog, map: { errors: { ECONNRESET: 'database_down' } } }, onFailure: ({ code }) => failures.push(code) })
      app.get('/', async request => {
        await once(request.raw.socket, 'close')
        throw make()
      })
    })
    const asked = request(url).on('error', () => {})
    asked.end()
    await once(app.server, 'request')
    asked.destroy()
    const isTold = ({ msg, code }: Record<string, unknown>) => code !== undefined || /closed the connection/.test(String(msg))
    while (!logs.some(isTold)) await new Promise(resolve => setImmediate(resolve))
    t.match(logs.filter(isTold), isAbort ? [{ level: 20, err: {} }] : [{ code: failures[0] }], name)
    t.equal(failures.length, isAbort ? 0 : 1, name)
  }
})

t.test('every shipped 502, 503 and 504 sends a Retry-After, unless its verdict is never', async t => {
  const { loadContract } = await import('../../../src/envelope/load.ts')
  for (const name of ['http', 'kyc', 'billing', 'settlement', 'merchant', 'cards']) {
    const { catalog: { entries } } = await loadContract({ extends: name } as never)
    for (const { code, status, retry } of entries.values()) {
      if ([502, 503, 504].includes(status)) t.equal(retry === 'never', code === 'stripe_disabled', `${name} ${code}`)
    }
  }
})
