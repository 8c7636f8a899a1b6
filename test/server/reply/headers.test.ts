import { Readable } from 'node:stream'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError, defineCatalog, serverOptions } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

t.test('the request id is on every response', async t => {
  const { ask, url } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/object', async () => ({ a: 1 }))
    app.get('/text', async () => 'text')
    app.get('/empty', async (_request, reply) => reply.code(204).send())
    app.get('/stream', async (_request, reply) => reply.type('text/plain').send(Readable.from(['streamed'])))
    app.get('/web', async () => new Response('streamed', { headers: { 'x-request-id': 'theirs' } }))
    app.get('/redirect', async (_request, reply) => reply.redirect('/object'))
    app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    app.get('/throw', async () => { throw new Error('hunter2') })
    app.get('/own', async (_request, reply) => reply.code(418).header('x-request-id', 'mine').send({ teapot: true }))
    app.register(async scope => {
      scope.setNotFoundHandler(async () => 'nothing here')
    }, { prefix: '/scope' })
  })
  for (const [path, status, method = 'GET'] of [
    ['/object', 200], ['/object', 200, 'HEAD'], ['/text', 200], ['/empty', 204], ['/stream', 200], ['/redirect', 302], ['/fail', 409],
    ['/fail', 409, 'HEAD'], ['/throw', 500], ['/own', 418], ['/scope/nothing', 200], ['/nowhere', 404], ['/nowhere', 404, 'HEAD'],
    ['/object', 405, 'DELETE'], ['/object', 405, 'OPTIONS'], ['/%', 400]
  ] as const) {
    const got = await ask(path, { method })
    const id = path === '/%' ? undefined : 'id-1'
    t.same([got.status, got.headers['x-request-id']], [status, id], `${method} ${path}${path === '/%' ? ': needs serverOptions' : ''}`)
  }
  const { headers } = await fetch(`${url}/object`)
  t.match(headers.get('x-request-id'), new RegExp(`^${uuid}$`), 'and one is made where the client brings none')
})

t.test('an incoming id is taken only when it is short and well-formed', async t => {
  const { raw } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (request, reply) => request.headers['x-fail'] === undefined ? { id: request.id } : reply.fail('conflict'))
  })
  const max = 'a'.repeat(128)
  for (const [given, want] of [
    ['abc', 'abc'],
    ['01JX:a.b+c/d=e@f-g_h', '01JX:a.b+c/d=e@f-g_h'],
    [max, max],
    [`${max}a`, undefined],
    ['', undefined],
    ['a b', undefined],
    ['"a"', undefined],
    ['a;b', undefined],
    ['a,b', undefined],
    ['<script>', undefined],
    ['{"a":1}', undefined],
    ['caf\u00e9', undefined],
    ['a\tb', undefined],
    ['a\r\nX-Request-Id: b', undefined],
    ['a\r\nSet-Cookie: b=c', 'a']
  ] as const) {
    for (const fail of ['', 'X-Fail: yes\r\n']) {
      const got = await raw(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fail}X-Request-Id: ${given}\r\n\r\n`)
      const id = /^x-request-id: (.*)$/m.exec(got)?.[1]?.trim() ?? ''
      t.match(id, want === undefined ? new RegExp(`^${uuid}$`) : want, `${JSON.stringify(given.slice(0, 30))} ${fail.trim()}`)
      t.match(got, fail === '' ? `{"id":"${id}"}` : `"request_id":"${id}"`, 'the body says the same')
      t.notMatch(got, /set-cookie/i)
    }
  }
})

t.test('the catalog decides about header, prefix and trust; the user about the generator', async t => {
  const own = { genReqId: () => 'own-1' }
  const settings = (requestId: object) => defineCatalog({ extends: 'http', requestId })
  const cases: ReadonlyArray<[name: string, given: { catalog?: object, options?: FastifyServerOptions, build?: (app: FastifyInstance) => unknown }, header: string, want: string]> = [
    ['default', {}, 'x-request-id', 'id-1'],
    ['header', { catalog: settings({ header: 'KYC-Request-Id' }) }, 'kyc-request-id', 'id-1'],
    ['header of none', { catalog: settings({ header: 'X-Trace' }) }, 'x-trace', uuid],
    ['prefix', { catalog: settings({ header: 'X-Trace', prefix: 'req_' }) }, 'x-trace', `req_${uuid}`],
    ['trust', { catalog: settings({ trust: false }) }, 'x-request-id', uuid],
    ['option genReqId', { options: own }, 'x-request-id', 'own-1'],
    ['genReqId through serverOptions', { options: serverOptions(own) }, 'x-request-id', 'own-1'],
    ['serverOptions alone', { options: serverOptions() }, 'x-request-id', 'id-1'],
    ['setGenReqId before', { build: app => app.setGenReqId(() => 'own-2') }, 'x-request-id', 'own-2'],
    ['genReqId of numbers', { options: { genReqId: () => 42 as never } }, 'x-request-id', '42'],
    ['genReqId of what no header can carry', { options: { genReqId: () => 'a\r\nb: c' } }, 'x-request-id', uuid],
    ['genReqId of nothing', { options: { genReqId: () => undefined as never } }, 'x-request-id', uuid],
    ['genReqId of something long', { options: { genReqId: () => 'a'.repeat(129) } }, 'x-request-id', uuid],
    ['option requestIdHeader', { options: { requestIdHeader: 'x-other' } }, 'x-request-id', 'other-1'],
    ['option requestIdHeader, and a bad id', { options: { requestIdHeader: 'x-bad' } }, 'x-request-id', uuid],
    ['option requestIdHeader, which the request does not have', { options: { requestIdHeader: 'X-None' } }, 'x-request-id', 'id-1'],
    ['option requestIdHeader beside a genReqId', { options: { requestIdHeader: 'x-none', ...own } }, 'x-request-id', 'own-1']
  ]
  for (const [name, { catalog = {}, options = {}, build }, header, want] of cases) {
    const { ask } = await serve(t, async app => {
      await build?.(app)
      await app.register(errorCatalog, { catalog: { extends: 'http', ...catalog } })
      app.get('/', async () => 'done')
      app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    }, options)
    for (const path of ['/', '/fail', '/nowhere']) {
      const { headers, body } = await ask(path, { headers: { 'x-other': 'other-1', 'x-bad': 'b a d' } })
      t.match(headers[header], new RegExp(`^${want}$`), `${name}: ${path}`)
      if (path !== '/') t.match(body, { error: { request_id: headers[header] } }, `${name}: body of ${path}`)
    }
  }
})

t.test('a failure takes away the headers of the body that is not sent, and keeps the rest', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        etag: '"a"',
        'last-modified': 'Sat, 01 Jan 2000 00:00:00 GMT',
        'content-encoding': 'gzip',
        'content-length': '3',
        'content-disposition': 'attachment',
        'content-range': 'bytes 0-1/2',
        'content-language': 'de',
        'content-location': '/a',
        'accept-ranges': 'bytes',
        'cache-control': 'public',
        expires: '0',
        location: '/a',
        'content-type': 'image/png',
        'transfer-encoding': 'chunked'
      })
      reply.headers({
        vary: 'origin',
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-a',
        'x-ratelimit-limit': '5',
        'strict-transport-security': 'max-age=1',
        'x-own': 'yes',
        'retry-after': '9'
      })
      reply.header('set-cookie', 'a=1').header('set-cookie', 'b=2')
      reply.raw.setHeader('etag', '"raw"')
      reply.raw.setHeader('x-raw', 'yes')
    })
    app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    app.get('/throw', async () => { throw new Error('hunter2') })
  })
  for (const path of ['/fail', '/throw', '/nowhere']) {
    const { headers: { date, connection, 'keep-alive': _, 'content-length': length, ...headers }, text } = await ask(path)
    t.equal(length, String(Buffer.byteLength(text)))
    t.same(headers, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'id-1',
      vary: 'origin',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-a',
      'x-ratelimit-limit': '5',
      'strict-transport-security': 'max-age=1',
      'x-own': 'yes',
      'retry-after': '9',
      'set-cookie': 'a=1, b=2',
      'x-raw': 'yes'
    }, path)
  }
})

t.test('the headers of an entry are templates; the header set closest to the failure wins', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, {
      catalog: {
        extends: 'http',
        docs: 'https://example.com/errors/{code}#a',
        codes: {
          seat_taken: { status: 409, message: 'Seat {seat} is taken.', details: { seat: 'string' }, headers: { 'X-Seat': 'seat={seat}' } },
          gone: { status: 410, message: 'Gone.', headers: { 'Cache-Control': 'max-age=60', Link: '</new>; rel="successor-version"' } },
          'sign in': { status: 401, message: 'Sign in.', challenge: 'Basic realm="a"' },
          wait: { status: 503, message: 'Wait.', retryAfter: 30 }
        }
      }
    })
    app.get<{ Querystring: { seat: string } }>('/seat', async ({ query }, reply) => reply.fail('seat_taken', { seat: query.seat }))
    app.get('/gone', async (_request, reply) => reply.fail('gone'))
    app.get('/gone/option', async (_request, reply) => reply.fail('gone', {}, { headers: { 'cache-control': 'max-age=5', 'X-Request-Id': 'forged', 'Set-Cookie': 'a=1' } }))
    app.get('/odd', async (_request, reply) => reply.fail('gone', {}, { headers: { 'x-number': 3, 'x-null': null, 'x-true': true, 'x-list': ['a'] } as never }))
    app.get('/401', async (_request, reply) => reply.fail('sign in'))
    app.get('/401/plugin', async (_request, reply) => reply.header('WWW-Authenticate', 'Bearer error="expired"').fail('sign in'))
    app.get('/401/option', async (_request, reply) => reply.fail('sign in', {}, { headers: { 'www-authenticate': 'Negotiate' } }))
    app.get('/503', async (_request, reply) => reply.fail('wait'))
    app.get('/503/option', async () => { throw new CatalogError('wait', {}, { retryAfter: 3 }) })
    app.get('/503/header', async () => { throw new CatalogError('wait', {}, { headers: { 'Retry-After': 'Sat, 01 Jan 2050 00:00:00 GMT' } }) })
    app.get('/503/thrown', async (_request, reply) => { reply.header('retry-after', '120'); throw Object.assign(new Error('busy'), { statusCode: 503 }) })
  })
  const link = (code: string) => `<https://example.com/errors/${code}#a>; rel="help"`
  for (const [path, want] of [
    ['/seat?seat=12A', { 'x-seat': 'seat=12A', 'cache-control': 'no-store', link: link('seat_taken') }],
    ['/seat?seat=%E2%82%AC', { 'x-seat': undefined }],
    ['/seat?seat=a%0D%0AX-Evil:%20b', { 'x-seat': undefined, 'x-evil': undefined }],
    ['/gone', { 'cache-control': 'max-age=60', link: '</new>; rel="successor-version"' }],
    ['/gone/option', { 'cache-control': 'max-age=5', 'x-request-id': 'id-1', 'set-cookie': 'a=1' }],
    ['/odd', { 'x-number': '3', 'x-null': undefined, 'x-true': undefined, 'x-list': undefined }],
    ['/401', { 'www-authenticate': 'Basic realm="a"', link: link('sign%20in') }],
    ['/401/plugin', { 'www-authenticate': 'Bearer error="expired"' }],
    ['/401/option', { 'www-authenticate': 'Negotiate' }],
    ['/503', { 'retry-after': '30' }],
    ['/503/option', { 'retry-after': '3' }],
    ['/503/header', { 'retry-after': 'Sat, 01 Jan 2050 00:00:00 GMT' }],
    ['/503/thrown', { 'retry-after': '120' }]
  ] as const) {
    const { headers } = await ask(path)
    for (const [name, value] of Object.entries(want)) t.equal(headers[name], value, `${name} of ${path}`)
  }
  t.equal(logs.filter(({ header }) => header === 'x-seat').length, 2, 'a header that is left out is worth a warning')
})

t.test('Retry-After is the wait of the limiter, and never less', async t => {
  const merchant = { extends: 'merchant' } as const
  for (const [name, catalog, options, want, body] of [
    ['http', { extends: 'http' }, {}, 429, { error: { code: 'rate_limited' } }],
    ['draft headers', { extends: 'http' }, { enableDraftSpec: true }, 429, { error: { code: 'rate_limited' } }],
    ['a quiet limiter', { extends: 'http' }, { addHeaders: { 'retry-after': false } }, 429, { error: { code: 'rate_limited' } }],
    ['merchant, in the body too', merchant, {}, 429, { ok: false, error: { code: 'rate_limited', details: { resetSeconds: /^(60|59)$/ } } }],
    ['kyc', { extends: 'kyc' }, {}, 429, { code: 'rate_limited' }],
    ['billing', { extends: 'billing' }, {}, 429, { problem: 'rate_limit.exceeded' }],
    ['cards', { extends: 'cards' }, {}, 429, { status: 'error' }],
    ['a ban', { extends: 'http' }, { ban: 0 }, 403, { error: { code: 'banned' } }],
    ['an error of the user', { extends: 'http' }, { errorResponseBuilder: () => new CatalogError('forbidden') }, 403, { error: { code: 'forbidden' } }]
  ] as const) {
    for (const first of ['catalog', 'limiter']) {
      const { ask } = await serve(t, async app => {
        if (first === 'limiter') await app.register(rateLimit, { max: 1, timeWindow: 60_000, ...options })
        await app.register(errorCatalog, { catalog })
        if (first === 'catalog') await app.register(rateLimit, { max: 1, timeWindow: 60_000, ...options })
        app.get('/', async () => ({ done: true }))
      })
      t.equal((await ask('/')).status, 200)
      const got = await ask('/')
      t.match([got.status, got.body, got.headers['retry-after']], [want, body, /^(60|59)$/], `${name}, ${first} first`)
    }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get<{ Params: { at: string } }>('/:at', async (request, reply) => {
      reply.header('x-ratelimit-reset', request.params.at)
      throw Object.assign(new Error('slow down'), { statusCode: 429 })
    })
  })
  const later = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => {
      reply.headers({ 'retry-after': '5', 'x-ratelimit-reset': '9', 'ratelimit-reset': '7' })
      throw Object.assign(new Error('slow down'), { statusCode: 429 })
    })
  })
  t.equal((await later.ask('/')).headers['retry-after'], '9', 'the latest of several times')
  for (const [reset, want] of [['1.2', '2'], ['0', '0'], ['1795000000', undefined], ['soon', undefined], ['-4', undefined]] as const) {
    t.equal((await ask(`/${reset}`)).headers['retry-after'], want, `a reset of ${reset}`)
  }
})

t.test('@fastify/under-pressure is answered as unavailable, with its own time to wait', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(underPressure, { healthCheck: async () => false, healthCheckInterval: 60_000, retryAfter: 50 })
    app.get('/', async () => 'done')
  })
  const { status, body, headers } = await ask('/')
  t.match([status, body, headers['retry-after']], [503, { error: { code: 'unavailable' } }, '50'])
})

t.test('415 lists the accepted types, 405 the allowed methods', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { step_up: { status: 405, message: 'Step up.' }, only: { status: 405, message: 'Only this.', headers: { Allow: 'PUT' } } } } })
    app.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null, {}))
    app.post('/things/:id', async (_request, reply) => reply.fail('step_up'))
    app.get('/things/:id', async () => 'done')
    app.get('/only', async (_request, reply) => reply.fail('only'))
    app.get('/mine', async (_request, reply) => reply.header('allow', 'PATCH').fail('step_up'))
    app.get('/*', async (_request, reply) => reply.fail('step_up'))
  })
  const typed = (type: string) => ({ method: 'POST', body: 'x', headers: { 'content-type': type } })
  for (const type of ['application/xml', 'nonsense']) {
    const got = await ask('/things/1', typed(type))
    t.match([got.status, got.body, got.headers['accept']], [415, { error: { code: 'unsupported_media_type' } }, 'application/json, text/plain, application/x-www-form-urlencoded'], type)
  }
  for (const [path, method, allow] of [
    ['/things/1', 'POST', 'GET, HEAD, POST'],
    ['/things/1?a=/only', 'PUT', 'GET, HEAD, POST'],
    ['/only', 'GET', 'PUT'],
    ['/mine', 'GET', 'PATCH'],
    ['/anything', 'GET', 'GET']
  ] as const) {
    const got = await ask(path, { method })
    t.same([got.status, got.headers['allow']], [405, allow], `${method} ${path}`)
  }
})

t.test('cookies and Vary stay on a failure; headers of the success do not', async t => {
  const success = ['age', 'digest', 'content-digest', 'repr-digest', 'content-md5', 'etag']
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', negotiate: true } })
    app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
    app.get('/cookies', async (_request, reply) => reply.header('set-cookie', 'own=1').fail('conflict', {}, { headers: { 'Set-Cookie': ['a=1', 'b=2'] } }))
    app.get('/bad', async (_request, reply) => reply.fail('conflict', {}, { headers: { 'set-cookie': ['a=1', 'b=\r\n'] } as never }))
    app.get('/hostile', async (_request, reply) => reply.fail('conflict', {}, { headers: { 'set-cookie': new Proxy([], { get: () => { throw new Error('hunter2') } }) } as never }))
    app.get('/again', { onSend: async () => { throw new Error('hunter2') } }, async (_request, reply) => reply.fail('conflict', {}, { headers: { 'set-cookie': ['a=1', 'b=2'], vary: 'x-plan, ORIGIN' } }))
    app.get('/vary', async (_request, reply) => reply.fail('conflict', {}, { headers: { Vary: 'X-Plan' } }))
    app.get('/success', async (_request, reply) => {
      for (const name of success) reply.header(name, '5')
      throw new CatalogError('conflict')
    })
  })
  for (const [path, name, want] of [
    ['/cookies', 'set-cookie', 'own=1, a=1, b=2'],
    ['/bad', 'set-cookie', undefined],
    ['/hostile', 'set-cookie', undefined],
    ['/again', 'set-cookie', 'a=1, b=2'],
    ['/again', 'vary', 'Origin, x-plan, Accept'],
    ['/vary', 'vary', 'Origin, X-Plan, Accept'],
    ...success.map(name => ['/success', name, undefined] as const)
  ] as const) t.equal((await ask(path)).headers[name], want, `${name} of ${path}`)
})

t.test('a reason phrase that was set before is not the phrase of the failure', async t => {
  const { raw } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async (_request, reply) => { reply.raw.statusMessage = 'All is well' })
    app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    app.get('/throw', async () => { throw new Error('hunter2') })
  })
  for (const [path, line] of [['/fail', '409 Conflict'], ['/throw', '500 Internal Server Error'], ['/nowhere', '404 Not Found']] as const) {
    t.match(await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`), new RegExp(`^HTTP/1.1 ${line}\r\n`), path)
  }
})
