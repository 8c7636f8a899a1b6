import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cors from '@fastify/cors'
import staticFiles from '@fastify/static'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { compare, kyc, listen, messageOf, secret, type Row, type Test } from './rows.ts'

const answer = async () => 'fine'
const missing = (ask: string, more: Partial<Row> = {}): Row => ({ ask, want: '404 not_found', sends: { allow: undefined }, ...more })
const refused = (ask: string, allow: string, more: Partial<Row> = {}): Row => ({ ask, want: '405 method_not_allowed', sends: { allow }, ...more })

async function routes (app: FastifyInstance) {
  app.get('/users', answer)
  app.post('/users', answer)
  app.delete('/users/:id', answer)
  app.patch('/users/:id', answer)
  app.get('/users/:id/posts/:post(^\\d+$)', answer)
  app.put('/files/*', answer)
  app.get('/near/:lat-:lng', answer)
  app.get('/optional/:part?', answer)
  app.route({ method: ['PUT', 'OPTIONS'], url: '/mixed', handler: answer })
  app.head('/heads', answer)
  app.get('/host', { constraints: { host: 'a.example' } }, answer)
  app.get('/version', { constraints: { version: '1.2.0' } }, answer)
  app.post('/version', { constraints: { version: '2.0.0' } }, answer)
  app.get('/headless', { exposeHeadRoute: false }, answer)
  await app.register(async scope => {
    scope.get('/', answer)
    scope.post('/:id', answer)
    await scope.register(async inner => { inner.delete('/deep', answer) }, { prefix: '/inner' })
  }, { prefix: '/v1' })
  await app.register(async scope => { scope.get('/one', answer) }, { prefix: '/twice' })
  await app.register(async scope => { scope.post('/one', answer) }, { prefix: '/twice' })
}

const paths = ['/nowhere', '/users/1/2', '/Users', '/users/1/posts/x', '/files', '/v1/a/b', '/twice', '/twice/two', '/users//1', '/near/5', '/nowhere?a=1#b', '/users;a=1', `/${secret}`, '/%41bc', '/a%2Fb', '/.', '/..', '/*']

t.test('unknown URLs, and methods that a URL does not allow', async t => {
  const port = await listen(t, routes)
  const json = { 'content-type': 'application/json' }
  await compare(t, port, [
    ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'PURGE', 'QUERY'].flatMap(method => paths.map(path => missing(`${method} ${path}`))),
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].map(method => refused(`${method} /users?a=1`, 'GET, HEAD, POST')),
    ...['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'].flatMap(method => ['/users/1', '/users/%C3%A4', '/users/a.b', '/users/users'].map(path => refused(`${method} ${path}`, 'DELETE, PATCH'))),
    ...['GET', 'POST', 'DELETE'].flatMap(method => ['/files/a', '/files/a/b', '/files/', '/files/%2F'].map(path => refused(`${method} ${path}`, 'PUT'))),
    refused('POST /users/1/posts/5', 'GET, HEAD'),
    refused('POST /near/1-2', 'GET, HEAD'),
    refused('POST /optional', 'GET, HEAD'),
    refused('POST /optional/a', 'GET, HEAD'),
    refused('GET /mixed', 'OPTIONS, PUT'),
    refused('GET /heads', 'HEAD'),
    refused('HEAD /headless', 'GET'),
    refused('POST /headless', 'GET'),
    refused('POST /v1', 'GET, HEAD'),
    refused('GET /v1/5', 'POST'),
    refused('GET /v1/inner', 'POST'),
    refused('GET /users/', 'DELETE, PATCH'),
    refused('GET /v1/inner/deep', 'DELETE'),
    refused('PUT /twice/one', 'GET, HEAD, POST'),
    refused('POST /host', 'GET, HEAD', { headers: { host: 'a.example' } }),
    missing('POST /host', { headers: { host: 'b.example' } }),
    missing('GET /host', { headers: { host: 'b.example' } }),
    refused('POST /version', 'GET, HEAD', { headers: { 'accept-version': '1.x' } }),
    refused('GET /version', 'POST', { headers: { 'accept-version': '2.0.0' } }),
    missing('GET /version', { headers: { 'accept-version': '3.0.0' } }),
    missing('GET /version'),
    missing('GET http://127.0.0.1/nowhere'),
    refused('PUT http://127.0.0.1/users', 'GET, HEAD, POST'),
    missing('OPTIONS *'),
    missing('POST /nowhere', { headers: json, body: '{"a":', about: 'with a broken body', closes: true }),
    refused('PUT /users', 'GET, HEAD, POST', { headers: json, body: '', about: 'with an empty body', closes: true }),
    refused('PUT /users', 'GET, HEAD, POST', { headers: json, body: '{}', about: 'with a body' }),
    missing('POST /nowhere', { headers: { 'content-type': 'a/b' }, body: 'a', about: 'with an unknown type' })
  ])
})

const routers: Readonly<Record<string, [routerOptions: object, rows: readonly Row[]]>> = {
  'letters of any case': [{ caseSensitive: false }, [refused('PUT /USERS', 'GET, HEAD, POST'), missing('GET /NOWHERE')]],
  'slashes at the end': [{ ignoreTrailingSlash: true }, [refused('PUT /users/', 'GET, HEAD, POST'), missing('GET /nowhere/')]],
  'slashes twice': [{ ignoreDuplicateSlashes: true }, [refused('PUT //users', 'GET, HEAD, POST'), missing('GET //nowhere')]],
  semicolons: [{ useSemicolonDelimiter: true }, [refused('PUT /users;a=1', 'GET, HEAD, POST')]],
  'long parameters': [{ maxParamLength: 5 }, [{ ask: 'DELETE /users/abcdef', want: '414 uri_too_long' }, { ask: `DELETE /users/${'a'.repeat(5000)}`, want: '414 uri_too_long' }, refused('GET /users/abcde', 'DELETE, PATCH')]]
}

t.test('routers with options', async t => {
  for (const [about, [routerOptions, rows]] of Object.entries(routers)) {
    await compare(t, await listen(t, routes, { routerOptions }), rows.map(row => ({ ...row, about })))
  }
})

t.test('URLs that cannot be decoded', async t => {
  const port = await listen(t, routes)
  const encodings = ['%', '%z', '%zz', '%2', '%E0%A4%A', '%C3%28', '%ff', '%fe%ff', '%c0%af', 'a%', `${secret}%`, '%00%', '%ED%A0%80', '%u0041']
  await compare(t, port, encodings.flatMap(part => ['GET', 'POST', 'HEAD'].flatMap(method => [`/${part}`, `/users/${part}`].map(path => ({ ask: `${method} ${path}`, want: '400 uri_invalid' })))))
})

t.test('files: missing, forbidden, beyond their end', async t => {
  const root = mkdtempSync(join(tmpdir(), 'matrix-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'a.txt'), 'abc')
  writeFileSync(join(root, '.hidden'), secret)
  mkdirSync(join(root, 'folder'))
  const port = await listen(t, async app => {
    await app.register(staticFiles, { root, prefix: '/files/', dotfiles: 'deny' })
    await app.register(staticFiles, { root, prefix: '/silent/', dotfiles: 'ignore', decorateReply: false })
    await app.register(staticFiles, { root, prefix: '/listed/', wildcard: false, decorateReply: false })
    await app.register(staticFiles, { root, prefix: '/redirecting/', redirect: true, decorateReply: false })
    await app.register(staticFiles, { root, prefix: '/allowed/', allowedPath: () => false, decorateReply: false })
    app.get('/sent/:name', async (request, reply) => await reply.sendFile((request.params as { name: string }).name))
    app.get('/loaded', async (_request, reply) => await reply.download('none.txt', `${secret}.txt`))
  })
  const forbidden = (ask: string): Row => ({ ask, want: '403 forbidden' })
  await compare(t, port, [
    ...['GET', 'HEAD'].flatMap(method => [
      missing(`${method} /files/none.txt`),
      missing(`${method} /files/folder`),
      missing(`${method} /files/folder/`),
      missing(`${method} /files/a.txt/b`),
      missing(`${method} /silent/.hidden`),
      missing(`${method} /listed/none.txt`),
      missing(`${method} /allowed/a.txt`),
      forbidden(`${method} /files/.hidden`),
      forbidden(`${method} /files/../a.txt`),
      forbidden(`${method} /files/%2e%2e/a.txt`),
      forbidden(`${method} /files/folder/../a.txt`),
      forbidden(`${method} /files//a.txt`),
      forbidden(`${method} /files/./a.txt`)
    ]),
    missing('GET /sent/none.txt'),
    missing('GET /loaded', { sends: { 'content-disposition': undefined } }),
    { ask: 'GET /files/%', want: '400 uri_invalid' },
    forbidden('GET /files/a%00b'),
    ...['bytes=5-', 'bytes=9-10', 'bytes=3-'].map((range): Row => ({ ask: 'GET /files/a.txt', headers: { range }, about: range, want: '416 range_not_satisfiable', sends: { 'content-range': 'bytes */3', etag: undefined, 'last-modified': undefined } })),
    ...['POST', 'PUT', 'DELETE'].flatMap(method => ['/files/a.txt', '/files/none.txt', '/listed/a.txt'].map(path => refused(`${method} ${path}`, 'GET, HEAD'))),
    missing('POST /listed/none.txt')
  ])
})

t.test('pages of a single-page application, origins, sockets and descriptions', async t => {
  const port = await listen(t, async app => {
    await app.register(cors, { origin: ['https://a.example'], credentials: true })
    await app.register(swagger)
    await app.register(websocket)
    await app.register(async scope => { scope.get('/socket', { websocket: true }, socket => { socket.close() }) })
    app.get('/described', { schema: { response: { 200: { type: 'string' } } } }, answer)
    app.get('/api', async () => { throw new Error(secret) })
    app.get('/no-origin', { config: { cors: { origin: async () => { throw new Error(secret) } } } as never }, answer)
    app.get('/*', { schema: { hide: true } }, answer)
  })
  const origin = { origin: 'https://a.example' }
  const allowed = { 'access-control-allow-origin': 'https://a.example', 'access-control-allow-credentials': 'true', vary: 'Origin' }
  await compare(t, port, [
    ...['POST', 'PUT', 'PATCH', 'DELETE'].flatMap(method => ['/', '/page', '/page/deep'].map(path => missing(`${method} ${path}`, { headers: origin, sends: { ...allowed, allow: undefined } }))),
    ...['POST', 'DELETE'].map(method => refused(`${method} /described`, 'GET, HEAD', { headers: origin, sends: { ...allowed, allow: 'GET, HEAD' } })),
    { ask: 'GET /api', headers: origin, want: '500 internal_error', sends: allowed },
    { ask: 'GET /api', headers: { origin: 'https://b.example' }, want: '500 internal_error', sends: { 'access-control-allow-origin': undefined, vary: 'Origin' } },
    { ask: 'GET /no-origin', headers: origin, want: '500 internal_error', sends: { 'access-control-allow-origin': undefined } },
    refused('POST /socket', 'GET, HEAD')
  ])
})

t.test('custom 404 handlers, and scopes with one prefix and different catalogs', async t => {
  const port = await listen(t, async app => {
    app.setNotFoundHandler(async (_request, reply) => await reply.fail('conflict'))
    await app.register(async scope => {
      scope.setNotFoundHandler((_request, reply) => { reply.fail('forbidden') })
      scope.get('/', answer)
    }, { prefix: '/own' })
    await app.register(async scope => {
      scope.setNotFoundHandler(() => { throw new Error(secret) })
    }, { prefix: '/throwing' })
    await app.register(async scope => {
      scope.setNotFoundHandler({ preHandler: async () => { throw Object.assign(new Error(secret), { statusCode: 401 }) } }, answer)
    }, { prefix: '/hooked' })
    app.get('/calls', (_request, reply) => { reply.callNotFound() })
    await app.register(async scope => { scope.get('/calls', (_request, reply) => { reply.callNotFound() }) }, { prefix: '/own' })
  })
  await compare(t, port, [
    ...['GET', 'POST', 'HEAD', 'DELETE'].flatMap(method => [
      { ask: `${method} /nowhere`, want: '409 conflict' },
      { ask: `${method} /own/a`, want: '403 forbidden' },
      { ask: `${method} /throwing/a`, want: '500 internal_error' },
      { ask: `${method} /hooked/a`, want: '401 unauthenticated' }
    ]),
    { ask: 'GET /calls', want: '409 conflict' },
    { ask: 'GET /own/calls', want: '409 conflict' }
  ])
})

t.test('a catalog below a prefix sends the 404s below it, also if two scopes have that prefix', async t => {
  const port = await listen(t, async app => {
    for (const name of ['one', 'two']) {
      await app.register(async scope => {
        await scope.register(errorCatalog, { catalog: { extends: 'kyc' } })
        scope.get(`/${name}`, answer)
        scope.get(`/${name}/fails`, async () => { throw new Error(secret) })
      }, { prefix: '/kyc' })
    }
  })
  await compareKyc(t, port, ['GET /kyc/three', 'GET /kyc', 'POST /kyc/three?a=1', 'DELETE /kyc/one/two'], '404 not_found', undefined)
  await compareKyc(t, port, ['POST /kyc/one', 'PUT /kyc/two'], '405 method_not_allowed', 'GET, HEAD')
  await compareKyc(t, port, ['GET /kyc/one/fails', 'GET /kyc/two/fails'], '500 internal_error', undefined)
  await compare(t, port, [missing('GET /kycs'), missing('GET /'), refused('POST /next', 'GET, HEAD')])
})

async function compareKyc (t: Test, port: number, asks: readonly string[], want: string, allow: string | undefined) {
  const code = want.slice(4)
  const is = { code, message: messageOf(code, 'kyc'), request_id: 'id-1' }
  await compare(t, port, asks.map(ask => ({ ask, want, is, sends: { allow } })), kyc)
}
