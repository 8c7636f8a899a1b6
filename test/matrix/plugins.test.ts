import compress from '@fastify/compress'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import sensible from '@fastify/sensible'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { codesOf, compare, kyc, listen, messageOf, secret, type Row } from './rows.ts'

const answer = async () => 'fine'

let callers = 0

/** Scopes with one route that refuse every request, each for a different reason. */
const limiters: Readonly<Record<string, [options: object, want: string, sends: Row['sends']]>> = {
  limit: [{ max: 0, timeWindow: '1 minute' }, '429 rate_limited', { 'retry-after': '60', 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }],
  draft: [{ max: 0, timeWindow: '1 minute', enableDraftSpec: true }, '429 rate_limited', { 'retry-after': '60', 'ratelimit-limit': '0', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }],
  silent: [{ max: 0, timeWindow: '1 minute', addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false } }, '429 rate_limited', { 'retry-after': undefined, 'x-ratelimit-limit': undefined }],
  reset: [{ max: 0, timeWindow: '1 minute', addHeaders: { 'retry-after': false } }, '429 rate_limited', { 'retry-after': '60' }],
  ban: [{ max: 0, ban: 0, timeWindow: '1 minute' }, '403 banned', { 'retry-after': '60' }],
  hook: [{ max: 0, hook: 'preHandler', timeWindow: '1 minute' }, '429 rate_limited', { 'retry-after': '60' }],
  builder: [{ max: 0, timeWindow: '1 minute', errorResponseBuilder: () => ({ statusCode: 429, message: secret }) }, '429 rate_limited', { 'retry-after': '60' }],
  builderOfErrors: [{ max: 0, timeWindow: '1 minute', errorResponseBuilder: () => Object.assign(new Error(secret), { statusCode: 503 }) }, '503 unavailable', { 'retry-after': '60' }],
  builderOfNothing: [{ max: 0, timeWindow: '1 minute', errorResponseBuilder: () => ({ message: secret }) }, '429 rate_limited', {}],
  key: [{ max: 1, keyGenerator: async () => { throw new Error(secret) } }, '500 internal_error', { 'retry-after': undefined }],
  allowList: [{ max: 1, allowList: () => { throw new Error(secret) } }, '500 internal_error', {}],
  maximum: [{ max: async () => { throw Object.assign(new Error(secret), { code: 'ECONNREFUSED' }) } }, '503 unavailable', { 'retry-after': '5' }]
}

async function limited (app: FastifyInstance) {
  for (const [name, [options]] of Object.entries(limiters)) {
    await app.register(async scope => {
      // Everybody is new, so that a whole window is left.
      await scope.register(rateLimit, { keyGenerator: () => String(callers++), ...options })
      scope.get('/', answer)
      scope.post('/', answer)
      scope.setNotFoundHandler({ preHandler: (scope as unknown as { rateLimit: () => never }).rateLimit() }, answer)
    }, { prefix: `/${name}` })
  }
}

t.test('rate limits: every header that clients need, and no message of the limiter', async t => {
  const port = await listen(t, limited)
  await compare(t, port, Object.entries(limiters).flatMap(([name, [, want, sends]]) => [
    ...['GET', 'HEAD'].map((method): Row => ({ ask: `${method} /${name}`, want, ...sends && { sends } })),
    { ask: `POST /${name}`, headers: { 'content-type': 'application/json' }, body: '{"a"', want, ...sends && { sends }, ...name === 'hook' && { want: '400 malformed_body', sends: {}, closes: true } },
    { ask: `GET /${name}/nowhere`, want, ...sends && { sends } }
  ]))
})

t.test('a server that is under pressure, as its plugin measures it', async t => {
  const unavailable = (retryAfter: string): Partial<Row> => ({ want: '503 unavailable', sends: { 'retry-after': retryAfter } })
  const pressures: Readonly<Record<string, [options: object, row: Partial<Row>]>> = {
    health: [{ healthCheck: async () => false, healthCheckInterval: 60_000 }, unavailable('10')],
    throwing: [{ healthCheck: async () => { throw new Error(secret) }, healthCheckInterval: 60_000 }, unavailable('10')],
    retry: [{ healthCheck: async () => false, healthCheckInterval: 60_000, retryAfter: 77, message: secret }, unavailable('77')],
    own: [{ healthCheck: async () => false, healthCheckInterval: 60_000, customError: class extends Error { override message = secret } }, unavailable('10')],
    handler: [{ healthCheck: async () => false, healthCheckInterval: 60_000, pressureHandler: async () => { throw Object.assign(new Error(secret), { statusCode: 429 }) } }, { want: '429 rate_limited' }],
    status: [{ healthCheck: async () => false, exposeStatusRoute: '/check' }, unavailable('10')]
  }
  const port = await listen(t, async app => {
    for (const [name, [options]] of Object.entries(pressures)) {
      await app.register(async scope => {
        await scope.register(underPressure, options)
        scope.get('/', answer)
      }, { prefix: `/${name}` })
    }
  })
  const row = (ask: string, more: Partial<Row>): Row => ({ want: '', ...more, ask })
  await compare(t, port, [
    ...Object.entries(pressures).flatMap(([name, [, more]]) => ['GET', 'HEAD'].map(method => row(`${method} /${name}`, more))),
    row('GET /status/check', unavailable('10'))
  ])
})

const statuses: Readonly<Record<string, string>> = {
  badRequest: '400 bad_request',
  unauthorized: '401 unauthenticated',
  paymentRequired: '400 bad_request',
  forbidden: '403 forbidden',
  notFound: '404 not_found',
  methodNotAllowed: '405 method_not_allowed',
  notAcceptable: '406 not_acceptable',
  proxyAuthenticationRequired: '400 bad_request',
  requestTimeout: '408 request_timeout',
  conflict: '409 conflict',
  gone: '400 bad_request',
  lengthRequired: '400 bad_request',
  preconditionFailed: '412 precondition_failed',
  payloadTooLarge: '413 payload_too_large',
  uriTooLong: '414 uri_too_long',
  unsupportedMediaType: '415 unsupported_media_type',
  rangeNotSatisfiable: '416 range_not_satisfiable',
  expectationFailed: '417 expectation_failed',
  imateapot: '400 bad_request',
  misdirectedRequest: '400 bad_request',
  unprocessableEntity: '400 bad_request',
  locked: '400 bad_request',
  failedDependency: '400 bad_request',
  tooEarly: '400 bad_request',
  upgradeRequired: '400 bad_request',
  preconditionRequired: '400 bad_request',
  tooManyRequests: '429 rate_limited',
  requestHeaderFieldsTooLarge: '431 headers_too_large',
  unavailableForLegalReasons: '400 bad_request',
  internalServerError: '500 internal_error',
  notImplemented: '500 internal_error',
  badGateway: '502 bad_gateway',
  serviceUnavailable: '503 unavailable',
  gatewayTimeout: '504 gateway_timeout',
  httpVersionNotSupported: '500 internal_error',
  variantAlsoNegotiates: '500 internal_error',
  insufficientStorage: '500 internal_error',
  loopDetected: '500 internal_error',
  bandwidthLimitExceeded: '500 internal_error',
  notExtended: '500 internal_error',
  networkAuthenticationRequired: '500 internal_error'
}

t.test('errors by the names of @fastify/sensible: thrown, replied, asserted', async t => {
  type Made = Record<string, (message: string) => Error>
  const port = await listen(t, async (app: FastifyInstance) => {
    await app.register(sensible)
    for (const name of Object.keys(statuses)) {
      app.get(`/thrown/${name}`, async () => { throw ((app.httpErrors as unknown as Made)[name] as Made[string])(secret) })
      app.get(`/replied/${name}`, (_request, reply) => { ((reply as unknown as Made)[name] as Made[string]).call(reply, secret) })
    }
    app.get('/asserted', async () => { app.assert(false, 409, secret) })
    app.get('/to', async () => (await app.to(Promise.reject(new Error(secret))))[0])
  })
  await compare(t, port, [
    ...Object.entries(statuses).flatMap(([name, want]) => ['thrown', 'replied'].map((way): Row => ({ ask: `GET /${way}/${name}`, want }))),
    { ask: 'GET /asserted', want: '409 conflict' },
    { ask: 'GET /to', want: '500 internal_error' }
  ])
})

t.test('failures are compressed like other responses, and have a Content-Length', async t => {
  const port = await listen(t, async app => {
    await app.register(compress, { threshold: 0 })
    await app.register(cors, { origin: false })
    for (const [code] of codesOf()) app.get(`/${code}`, (_request, reply) => { reply.fail(code as 'conflict') })
    app.get('/refusing', { compress: { onUnsupportedEncoding: () => { throw Object.assign(new Error(secret), { statusCode: 406 }) } } as never }, answer)
  })
  await compare(t, port, [
    ...codesOf().flatMap(([code, { status }]) => ['gzip', 'br', 'deflate'].map((encoding): Row => (
      { ask: `GET /${code}`, headers: { 'accept-encoding': encoding }, about: encoding, want: `${status} ${code}`, sends: { 'content-encoding': encoding, vary: 'accept-encoding' } }
    ))),
    ...['identity', '', 'nonsense'].map((encoding): Row => ({ ask: 'GET /conflict', headers: { 'accept-encoding': encoding }, about: encoding, want: '409 conflict', sends: { 'content-encoding': undefined } })),
    { ask: 'GET /nowhere', headers: { 'accept-encoding': 'gzip' }, want: '404 not_found', sends: { 'content-encoding': undefined } },
    { ask: 'OPTIONS /nowhere', headers: { 'accept-encoding': 'gzip', origin: 'https://a.example' }, want: '404 not_found', sends: { 'content-encoding': 'gzip', 'access-control-allow-origin': undefined } },
    { ask: 'GET /refusing', headers: { 'accept-encoding': 'nonsense' }, want: '406 not_acceptable' }
  ])
})

t.test('limits in the style of a KYC platform', async t => {
  const port = await listen(t, limited, {}, { catalog: { extends: 'kyc' } })
  const is = { code: 'rate_limited', message: messageOf('rate_limited', 'kyc'), request_id: 'id-1' }
  await compare(t, port, ['limit', 'draft', 'reset', 'hook', 'builder'].map(name => ({ ask: `GET /${name}`, want: '429 rate_limited', is, sends: { 'retry-after': '60' } })), kyc)
})
