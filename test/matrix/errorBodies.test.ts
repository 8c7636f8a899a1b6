import { Readable } from 'node:stream'
import bearerAuth from '@fastify/bearer-auth'
import cors from '@fastify/cors'
import proxy from '@fastify/http-proxy'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { compare, kyc, listen, messageOf, secret, type Row } from './rows.ts'

const replaceErrorBodies: object = { replaceErrorBodies: true }
const answer = async () => 'fine'

/** The code of each status, for bodies from any sender. */
const roles: Readonly<Record<number, string>> = {
  400: '400 bad_request',
  401: '401 unauthenticated',
  402: '400 bad_request',
  403: '403 forbidden',
  404: '404 not_found',
  405: '405 method_not_allowed',
  406: '406 not_acceptable',
  408: '408 request_timeout',
  409: '409 conflict',
  413: '413 payload_too_large',
  414: '414 uri_too_long',
  415: '415 unsupported_media_type',
  417: '417 expectation_failed',
  418: '400 bad_request',
  422: '400 bad_request',
  429: '429 rate_limited',
  431: '431 headers_too_large',
  451: '400 bad_request',
  500: '500 internal_error',
  501: '500 internal_error',
  502: '502 bad_gateway',
  503: '503 unavailable',
  504: '504 gateway_timeout',
  599: '500 internal_error'
}

/** Bodies that are sent past the catalog. */
const bodies: Readonly<Record<string, () => unknown>> = {
  object: () => ({ error: secret, stack: secret }),
  text: () => secret,
  list: () => [secret],
  html: () => `<h1>${secret}</h1>`
}

async function foreign (app: FastifyInstance) {
  for (const status of Object.keys(roles)) {
    for (const [name, make] of Object.entries(bodies)) {
      app.get(`/${name}/${status}`, async (_request, reply) => {
        reply.code(Number(status)).header('etag', '"1"')
        return make()
      })
    }
  }
  await app.register(async scope => {
    await scope.register(bearerAuth, { keys: new Set([secret]) })
    scope.get('/bearer', answer)
  })
  await app.register(async scope => {
    await scope.register(bearerAuth, { keys: new Set<string>(), auth: (async () => { throw new Error(secret) }) as never })
    scope.get('/bearer/failing', answer)
  })
  await app.register(async scope => {
    scope.setErrorHandler((error, _request, reply) => { reply.code(500).send({ message: (error as Error).message }) })
    scope.get('/handled', async () => { throw new Error(secret) })
  })
  await app.register(async scope => {
    scope.setNotFoundHandler((_request, reply) => { reply.code(404).send({ message: secret }) })
  }, { prefix: '/own' })
  await app.register(async scope => {
    await scope.register(websocket)
    scope.get('/socket', { websocket: true }, socket => { socket.close() })
  })
}

t.test('the catalog replaces the bodies of failures that other code sends', async t => {
  const port = await listen(t, async app => {
    await app.register(cors)
    await foreign(app)
  }, {}, replaceErrorBodies)
  const challenged = { 'www-authenticate': 'Bearer' }
  await compare(t, port, [
    ...Object.entries(roles).flatMap(([status, want]) => Object.keys(bodies).map((name): Row => ({ ask: `GET /${name}/${status}`, want, sends: { etag: undefined } }))),
    ...Object.entries(roles).map(([status, want]): Row => ({ ask: `HEAD /object/${status}`, want, sends: { etag: undefined } })),
    { ask: 'GET /bearer', about: 'nothing', want: '401 unauthenticated', sends: challenged },
    ...['Bearer', 'Bearer wrong', 'Basic dXNlcjpwYXNz'].map((authorization): Row => ({ ask: 'GET /bearer', headers: { authorization }, about: authorization, want: '401 unauthenticated', sends: challenged })),
    { ask: 'GET /bearer/failing', headers: { authorization: 'Bearer a' }, want: '500 internal_error' },
    { ask: 'GET /handled', want: '500 internal_error' },
    ...['GET', 'POST', 'HEAD'].map((method): Row => ({ ask: `${method} /own/a`, want: '404 not_found' })),
    ...['GET', 'HEAD'].map((method): Row => ({ ask: `${method} /socket`, want: '404 not_found' })),
    ...['/', '/bearer', '/nowhere'].map((path): Row => ({ ask: `OPTIONS ${path}`, about: 'no preflight', want: '400 bad_request', sends: { 'access-control-allow-origin': '*' } }))
  ])
})

t.test('responses of services and streams are not changed', async t => {
  const port = await listen(t, async app => {
    const service = await listen(t, upstream => {
      upstream.get('/gone', async (_request, reply) => await reply.code(410).header('cache-control', 'no-store').type('application/json; charset=utf-8').send('{"theirs":true}'))
    })
    await app.register(proxy, { prefix: '/proxy', upstream: `http://127.0.0.1:${service}`, undici: {} })
    app.get('/stream', async (_request, reply) => await reply.code(409).header('cache-control', 'no-store').type('application/json; charset=utf-8').send(Readable.from(['{"mine":', 'true}'])))
  }, {}, replaceErrorBodies)
  await compare(t, port, [
    { ask: 'GET /proxy/gone', want: '410 theirs', is: { theirs: true } },
    { ask: 'GET /stream', want: '409 mine', is: { mine: true }, chunked: true }
  ])
})

t.test('map.statuses decides about the status of a body that others send', async t => {
  const entry = (status: number) => ({ status, message: 'No.' })
  const catalog = { extends: 'http', codes: { teapot: entry(418), gone: entry(410) }, map: { statuses: { 418: 'teapot', 404: 'gone' } } } as const
  const port = await listen(t, foreign, {}, { catalog, ...replaceErrorBodies })
  const is = (code: string) => ({ error: { code, message: 'No.', request_id: 'id-1' } })
  await compare(t, port, Object.keys(bodies).flatMap((name): Row[] => [
    { ask: `GET /${name}/418`, want: '418 teapot', is: is('teapot') },
    { ask: `GET /${name}/404`, want: '410 gone', is: is('gone') },
    { ask: `GET /${name}/409`, want: '409 conflict' }
  ]))
})

t.test('bodies that others send, in the style of a KYC platform', async t => {
  const port = await listen(t, foreign, {}, { catalog: { extends: 'kyc' }, ...replaceErrorBodies })
  const wants = { 401: 'authentication_required', 403: 'permission_denied', 404: 'not_found', 405: 'method_not_allowed', 429: 'rate_limited', 500: 'internal_error', 503: 'dependency_unavailable' }
  await compare(t, port, Object.entries(wants).flatMap(([status, code]) => Object.keys(bodies).map((name): Row => (
    { ask: `GET /${name}/${status}`, want: `${status} ${code}`, is: { code, message: messageOf(code, 'kyc'), request_id: 'id-1' } }
  ))), kyc)
})
