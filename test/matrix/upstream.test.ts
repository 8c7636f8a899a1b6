import { get, type IncomingMessage, type RequestOptions } from 'node:http'
import type { LookupFunction } from 'node:net'
import proxy from '@fastify/http-proxy'
import replyFrom from '@fastify/reply-from'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { compare, kyc, listen, messageOf, secret, type Row, type Test } from './rows.ts'
import { brokenBodies, closedPort, faults, misbehave } from './upstream.ts'

const retryLater = { 'retry-after': '5' }
const unavailable = { want: '503 unavailable', sends: retryLater }

/** Send a request with Node's client. Its error is thrown in the handler that waits for it. */
const fetched = async (url: string, options: RequestOptions = {}) => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => { get(url, options, resolve).on('error', reject) })
  return (await response.toArray()).join('')
}

const failingLookup = (code: string): LookupFunction => (_name, _options, callback) => { callback(Object.assign(new Error(secret), { code }), [], 4) }

/** Servers that are reached by each proxy and client there is. */
async function clients (app: FastifyInstance, base: string, closed: string) {
  const proxies = {
    '/proxy': { upstream: base, undici: true },
    '/proxy-http': { upstream: base, http: {} },
    '/proxy-http-silent': { upstream: base, http: { requestOptions: { timeout: 20 } } },
    '/proxy-closed': { upstream: closed, undici: true },
    '/proxy-closed-http': { upstream: closed, http: {} },
    '/proxy-closed-http2': { upstream: closed, http2: true },
    '/proxy-silent': { upstream: base, undici: { headersTimeout: 20 } },
    '/proxy-lost': { upstream: 'http://lost.invalid', undici: { connect: { lookup: failingLookup('ENOTFOUND') } } },
    '/proxy-again': { upstream: 'http://lost.invalid', undici: { connect: { lookup: failingLookup('EAI_AGAIN') } } }
  }
  for (const [prefix, options] of Object.entries(proxies)) await app.register(proxy, { prefix, ...options } as never)
  await app.register(async scope => {
    await scope.register(replyFrom, { base, undici: {} })
    scope.get('/from/*', (request, reply) => { reply.header('etag', '"1"').from(request.url.replace('/from', '')) })
    scope.get('/from-own/*', (request, reply) => { reply.from(request.url.replace('/from-own', ''), { onError: (_reply, { error }) => { reply.send(error) } }) })
    scope.get('/from-elsewhere', (_request, reply) => { reply.from(`${closed}/`) })
    scope.get('/from-stranger', (_request, reply) => { reply.from('gopher://stranger/') })
  })
  app.get('/fetch/*', async request => await (await fetch(base + request.url.replace('/fetch', ''))).text())
  app.get('/http/*', async request => await fetched(base + request.url.replace('/http', '')))
  app.get('/fetch-closed', async () => await fetch(closed))
  app.get('/http-closed', async () => await fetched(closed))
  app.get('/http-closed-names', async () => await fetched(closed.replace('127.0.0.1', 'localhost')))
  for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT']) app.get(`/lookup/${code}`, async () => await fetched('http://lost.invalid', { lookup: failingLookup(code) }))
  app.get('/fetch-silent', async () => await fetch(`${base}/silent`, { signal: AbortSignal.timeout(20) }))
  app.get('/http-silent', async () => await fetched(`${base}/silent`, { signal: AbortSignal.timeout(20) }))
  app.get('/fetch-given-up', async () => await fetch(closed, { signal: AbortSignal.abort() }))
  app.get('/fetch-url', async () => await fetch(`not a url ${secret}`))
  app.get('/fetch-scheme', async () => await fetch('gopher://127.0.0.1'))
  app.get('/fetch-json', async () => await new Response(secret).json())
}

async function start (t: Test, catalog = 'http') {
  const base = `http://127.0.0.1:${await misbehave(t)}`
  const closed = `http://127.0.0.1:${await closedPort()}`
  return await listen(t, async app => await clients(app, base, closed), {}, { catalog: { extends: catalog } })
}

t.test('upstream services: broken responses, refused connections, unknown host names, no response', async t => {
  const port = await start(t)
  const noEtag = { etag: undefined, 'x-secret': undefined }
  await compare(t, port, [
    ...Object.keys(faults).flatMap(path => ['/proxy', '/proxy-http', '/from', '/from-own', '/fetch', '/http'].map((by): Row => (
      { ask: `GET ${by}${path}`, want: '502 bad_gateway', sends: noEtag }
    ))),
    ...Object.keys(brokenBodies).flatMap(path => ['/fetch', '/http'].map((by): Row => ({ ask: `GET ${by}${path}`, want: '502 bad_gateway' }))),
    ...['POST', 'PUT', 'DELETE'].flatMap(method => ['/proxy/hangs-up', '/proxy-http/resets', '/proxy-closed/a', '/proxy-closed-http/a'].map((path): Row => (
      { ask: `${method} ${path}`, headers: { 'content-type': 'text/plain' }, body: 'a', want: '502 bad_gateway' }
    ))),
    ...['/proxy-closed', '/proxy-closed/a?b=c', '/proxy-closed-http', '/proxy-closed-http/a', '/proxy-again'].map((path): Row => ({ ask: `GET ${path}`, want: '502 bad_gateway' })),
    ...['/proxy-lost', '/proxy-lost/a', '/proxy-closed-http2', '/fetch-closed', '/http-closed', '/http-closed-names', '/lookup/ENOTFOUND', '/lookup/EAI_AGAIN', '/lookup/EHOSTUNREACH'].map((path): Row => ({ ask: `GET ${path}`, ...unavailable })),
    ...['/proxy-silent/silent', '/proxy-http-silent/silent', '/fetch-silent', '/http-silent', '/lookup/ETIMEDOUT'].map((path): Row => ({ ask: `GET ${path}`, want: '504 gateway_timeout' })),
    ...['/from-elsewhere', '/from-stranger', '/fetch-given-up', '/fetch-url', '/fetch-scheme', '/fetch-json'].map((path): Row => ({ ask: `GET ${path}`, want: '500 internal_error' })),
    ...['/proxy/..%2f..%2fa', '/proxy/%2e%2e/a', '/proxy//evil.example/', '/proxy/..%5ca'].map((path): Row => ({ ask: `GET ${path}`, want: '400 uri_invalid' }))
  ])
})

t.test('the response of a service is forwarded unchanged', async t => {
  const port = await listen(t, async app => {
    const service = await listen(t, upstream => {
      upstream.get('/gone', async (_request, reply) => await reply.code(410).header('cache-control', 'no-store').type('application/json; charset=utf-8').send('{"theirs":true}'))
    })
    await app.register(proxy, { prefix: '/proxy', upstream: `http://127.0.0.1:${service}`, undici: {} })
  })
  await compare(t, port, [
    { ask: 'GET /proxy/gone', want: '410 theirs', is: { theirs: true } },
    { ask: 'GET /proxy/nowhere', want: '404 not_found' }
  ])
})

t.test('handlers and hooks that exceed their time limit', async t => {
  const never = async () => await new Promise(() => {})
  const port = await listen(t, async app => {
    app.get('/handler', never)
    app.get('/callback', () => {})
    app.get('/quick', { handlerTimeout: 5 }, never)
    for (const hook of ['onRequest', 'preValidation', 'preHandler', 'preSerialization', 'onSend']) app.get(`/${hook}`, { [hook]: never }, async () => ({ fine: true }))
    app.get('/late', async () => {
      await new Promise(resolve => { setTimeout(resolve, 60) })
      return secret
    })
  }, { handlerTimeout: 30 })
  const want = '503 handler_timeout'
  await compare(t, port, [
    { ask: 'GET /onSend', want },
    ...['handler', 'callback', 'quick', 'onRequest', 'preValidation', 'preHandler', 'preSerialization', 'late'].flatMap((path): Row[] => ['GET', 'HEAD'].map(method => ({ ask: `${method} /${path}`, want })))
  ])
})

t.test('the same services in the style of a KYC platform', async t => {
  const port = await start(t, 'kyc')
  const row = (ask: string, want: string): Row => {
    const code = want.slice(4)
    return { ask, want, is: { code, message: messageOf(code, 'kyc'), request_id: 'id-1' } }
  }
  await compare(t, port, [
    ...Object.keys(faults).map(path => row(`GET /proxy${path}`, '503 dependency_unavailable')),
    ...['/proxy-lost', '/fetch-closed', '/fetch-silent', '/proxy-http-silent/silent'].map(path => row(`GET ${path}`, '503 dependency_unavailable')),
    row('GET /fetch-url', '500 internal_error')
  ], kyc)
})
