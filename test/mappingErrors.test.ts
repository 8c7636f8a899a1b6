import { once } from 'node:events'
import { request } from 'node:http'
import boom from '@hapi/boom'
import createError from '@fastify/error'
import sensible from '@fastify/sensible'
import httpErrors from 'http-errors'
import t from 'tap'
import errorCatalog from '../src/index.ts'
import { serve } from './serve.ts'

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
class InvoiceLocked extends Error { override name = 'InvoiceLocked' }

/** What is thrown, and the code it gets. */
const thrown: Readonly<Record<string, readonly [thrown: () => unknown, code: string]>> = {
  'PostgreSQL (pg): a duplicate key': [() => error({ code: '23505', detail: secret, table: secret, schema: secret }, 'error'), 'taken'],
  'PostgreSQL: a connection failure, whose class begins with a zero': [() => error({ code: '08006' }, 'error'), 'database_down'],
  'PostgreSQL behind an ORM that wraps it (Drizzle)': [() => wrapped(error({ code: '23505' }), `Failed query: insert ${secret}`), 'taken'],
  'PostgreSQL: a code nobody mapped': [() => error({ code: '42P01' }), 'internal_error'],
  'Prisma: a code of its own': [() => error({ code: 'P2002', meta: { target: [secret] } }, 'PrismaClientKnownRequestError'), 'taken'],
  'Prisma: by its name, since it has no code': [() => error({}, 'PrismaClientInitializationError'), 'database_down'],
  'MongoDB: a number': [() => error({ code: 11000 }, 'MongoServerError'), 'taken'],
  'a class of the program, by its name': [() => new InvoiceLocked(secret), 'locked'],
  'an error whose cause is of that class': [() => new Error(secret, { cause: new InvoiceLocked(secret) }), 'locked'],
  'a cause two levels down is not looked at': [() => new Error(secret, { cause: new Error(secret, { cause: new InvoiceLocked(secret) }) }), 'internal_error'],
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
  'a socket: reset by the other side': [() => error({ code: 'ECONNRESET' }), 'bad_gateway'],
  'axios: an answer that is an error': [() => error({ status: 404, response: { data: secret } }, 'AxiosError'), 'bad_gateway'],
  '@fastify/jwt: expired, mapped to a code of its own': [() => error({ code: 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED', statusCode: 401 }), 'token_expired'],
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

t.test('something thrown becomes the code that a table names', async t => {
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

t.test('what fails since the client has gone is told as such, and not as a bug', async t => {
  const { app, url, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async request => {
      await once(request.raw.socket, 'close')
      throw new DOMException('This operation was aborted', 'AbortError')
    })
  })
  const asked = request(url).on('error', () => {})
  asked.end()
  await once(app.server, 'request')
  asked.destroy()
  while (!logs.some(({ code }) => code !== undefined)) await new Promise(resolve => setImmediate(resolve))
  t.match(logs.find(({ code }) => code !== undefined), { code: 'bad_request', level: 30, err: 'This operation was aborted' })
})

t.test('every 502, 503 and 504 that ships tells when to come back; only what is switched off says never', async t => {
  const { loadContract } = await import('../src/envelope/load.ts')
  for (const name of ['http', 'kyc', 'billing', 'settlement', 'merchant', 'cards']) {
    const { catalog: { entries } } = await loadContract({ extends: name } as never)
    for (const { code, status, retry } of entries.values()) {
      if ([502, 503, 504].includes(status)) t.equal(retry === 'never', code === 'stripe_disabled', `${name} ${code}`)
    }
  }
})
