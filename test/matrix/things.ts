import { runInNewContext } from 'node:vm'
import boom from '@hapi/boom'
import createError from '@fastify/error'
import httpErrors from 'http-errors'
import { CatalogError } from '../../src/index.ts'
import { secret } from './rows.ts'

/** A thrown value, and the response that a client gets. */
export interface Thing {
  readonly make: () => unknown
  readonly want: string
  readonly sends?: Readonly<Record<string, string | undefined>>
}

const error = (members: object = {}) => Object.assign(new Error(secret), members)
const inner = (code: string) => error({ cause: error({ code }) })
const hostile = { get () { throw error() }, has () { throw error() }, ownKeys () { throw error() }, getPrototypeOf () { throw error() } }
const internal = '500 internal_error'

/** Values of every kind, whose content must not appear in responses. */
export const things: Readonly<Record<string, Thing>> = {
  error: { make: () => error(), want: internal },
  bug: { make: () => new TypeError(secret), want: internal },
  string: { make: () => secret, want: internal },
  empty: { make: () => '', want: internal },
  number: { make: () => 404, want: internal },
  zero: { make: () => 0, want: internal },
  false: { make: () => false, want: internal },
  bigint: { make: () => 10n, want: internal },
  symbol: { make: () => Symbol(secret), want: internal },
  function: { make: () => () => secret, want: internal },
  object: { make: () => ({ message: secret, stack: secret }), want: internal },
  array: { make: () => [error()], want: internal },
  bare: { make: () => Object.create(null) as unknown, want: internal },
  frozen: { make: () => Object.freeze(error()), want: internal },
  frozenWithStatus: { make: () => Object.freeze(error({ statusCode: 404 })), want: '404 not_found' },
  proxy: { make: () => new Proxy(error(), hostile), want: internal },
  getters: { make: () => Object.defineProperties(error(), Object.fromEntries(['stack', 'code', 'name', 'message', 'statusCode', 'status', 'headers', 'cause', 'validation'].map(name => [name, { get () { throw error() } }]))), want: internal },
  cycle: { make: () => { const made = error(); return Object.assign(made, { cause: made }) }, want: internal },
  aggregate: { make: () => new AggregateError([error(), secret], secret), want: internal },
  abort: { make: () => new DOMException(secret, 'AbortError'), want: internal },
  timeout: { make: () => new DOMException(secret, 'TimeoutError'), want: '504 gateway_timeout' },
  realm: { make: () => runInNewContext(`new Error('${secret}')`) as unknown, want: internal },
  realmWithStatus: { make: () => runInNewContext(`Object.assign(new Error('${secret}'), { statusCode: 409 })`) as unknown, want: '409 conflict' },
  response: { make: () => ({ statusCode: 403, body: secret }), want: '403 forbidden' },
  statusText: { make: () => error({ status: '404' }), want: '404 not_found' },
  statusOfSuccess: { make: () => error({ statusCode: 200 }), want: internal },
  statusOutside: { make: () => error({ statusCode: 999 }), want: internal },
  statusNaN: { make: () => error({ statusCode: NaN }), want: internal },
  headers: { make: () => error({ headers: { 'x-leak': secret, 'set-cookie': secret, 'content-length': '3' } }), want: internal, sends: { 'x-leak': undefined, 'set-cookie': undefined } },
  headersThrow: { make: () => error({ headers: new Proxy({}, hostile) }), want: internal },
  headersNull: { make: () => error({ headers: null }), want: internal },
  validationList: { make: () => error({ statusCode: 400, validation: 'text' }), want: '400 bad_request' },
  upstream: { make: () => error({ code: 'UND_ERR_RESPONSE', statusCode: 401, headers: { 'set-cookie': secret }, body: secret }), want: '502 bad_gateway', sends: { 'set-cookie': undefined } },
  fetchRefused: { make: () => inner('ECONNREFUSED'), want: '503 unavailable', sends: { 'retry-after': '5' } },
  fetchTimedOut: { make: () => inner('UND_ERR_HEADERS_TIMEOUT'), want: '504 gateway_timeout' },
  fetchBroke: { make: () => inner('UND_ERR_SOCKET'), want: '502 bad_gateway' },
  httpErrors404: { make: () => httpErrors(404, secret), want: '404 not_found' },
  httpErrors401: { make: () => httpErrors(401, secret), want: '401 unauthenticated', sends: { 'www-authenticate': 'Bearer' } },
  httpErrors402: { make: () => new httpErrors.PaymentRequired(secret), want: '400 bad_request' },
  httpErrors500: { make: () => new httpErrors.InternalServerError(secret), want: internal },
  boom: { make: () => boom.badImplementation(secret, { secret }), want: internal },
  fastifyError: { make: () => new (createError('MINE', `${secret} %s`, 406))(secret), want: '406 not_acceptable' },
  fastifyError500: { make: () => new (createError('MINE', secret))(), want: internal },
  catalogError: { make: () => new CatalogError('conflict', {}, { cause: error(), retryAfter: 7 }), want: '409 conflict', sends: { 'retry-after': '7' } },
  catalogErrorUnknown: { make: () => new CatalogError(`unknown_${secret}` as 'conflict'), want: internal },
  catalogErrorLike: { make: () => ({ code: 'conflict', [Symbol.for('fastify-error-catalog.CatalogError')]: true }), want: '409 conflict' }
}

/** What only a promise can be rejected with: a hook that throws it at once goes on, by Fastify's design. */
export const nothing: Readonly<Record<string, Thing>> = {
  undefined: { make: () => undefined, want: internal },
  null: { make: () => null, want: internal }
}
