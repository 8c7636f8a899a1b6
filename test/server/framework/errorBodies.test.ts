import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import httpErrors from 'http-errors'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = { extends: 'http', codes: { gone: { status: 410, message: 'It is gone.' } }, map: { statuses: { 410: 'gone' } } } as const

/** Bodies that other code sends with the status of an error, and the expected codes. */
const foreign: Record<string, { send: (reply: FastifyReply) => unknown, status: number, code: string }> = {
  object: { send: reply => reply.code(401).send({ error: 'hunter2' }), status: 401, code: 'unauthenticated' },
  text: { send: reply => reply.code(403).type('text/html').header('etag', '"1"').send('<h1>hunter2</h1>'), status: 403, code: 'forbidden' },
  empty: { send: reply => reply.code(404).send(), status: 404, code: 'not_found' },
  null: { send: reply => reply.code(429).send(null), status: 429, code: 'rate_limited' },
  mapped: { send: reply => reply.code(410).send({}), status: 410, code: 'gone' },
  other: { send: reply => reply.code(402).send({ hunter2: 1 }), status: 400, code: 'bad_request' },
  server: { send: reply => reply.code(501).send({ hunter2: 1 }), status: 500, code: 'internal_error' },
  upstream: { send: reply => reply.code(502).send('hunter2'), status: 502, code: 'bad_gateway' }
}

t.test('replaceErrorBodies replaces text that other code has sent with the status of an error', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, replaceErrorBodies: true })
    for (const [name, { send }] of Object.entries(foreign)) app.get(`/${name}`, async (_request, reply) => await send(reply))
  })
  for (const [name, { status, code }] of Object.entries(foreign)) {
    logs.length = 0
    const got = await ask(`/${name}`)
    t.match([got.status, got.body], [status, { error: { code, request_id: 'id-1' } }], name)
    t.match(got.headers, { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(got.text)), 'x-request-id': 'id-1', 'cache-control': 'no-store' })
    t.notOk('etag' in got.headers)
    t.notMatch(got.text, /hunter2/)
    t.match(logs.find(line => line['code'] === code), { err: /^"replaceErrorBodies" replaced: / }, `${name}: what was replaced is in the log`)
  }
})

t.test('replaceErrorBodies leaves alone: streams, buffers, successes, redirects, and failures of the catalog', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { replaceErrorBodies: true, catalog })
    app.get('/stream', async (_request, reply) => await reply.code(502).send(Readable.from(['as it is'])))
    app.get('/response', async (_request, reply) => await reply.send(new Response('as it is', { status: 418 })))
    app.get('/buffer', async (_request, reply) => await reply.code(404).type('image/png').send(Buffer.from('as it is')))
    app.get('/ok', async () => 'as it is')
    app.get('/redirect', async (_request, reply) => reply.redirect('/ok'))
    app.get('/fail', async () => { throw new CatalogError('gone' as never) })
  })
  for (const path of ['/stream', '/response', '/buffer', '/ok']) t.equal((await ask(path)).text, 'as it is', path)
  t.equal((await ask('/redirect')).status, 302)
  t.match(await ask('/fail'), { status: 410, body: { error: { code: 'gone' } } })
})

t.test('replaceErrorBodies replaces what an earlier onSend hook has set, and leaves alone what a later one sets', async t => {
  const set = (body: string) => async (_request: unknown, reply: FastifyReply) => {
    reply.code(403)
    return body
  }
  const { ask } = await serve(t, async app => {
    app.addHook('onSend', async (request, reply, payload) => request.url === '/before' ? await set('hunter2')(request, reply) : payload)
    await app.register(errorCatalog, { replaceErrorBodies: true })
    app.addHook('onSend', async (request, reply, payload) => request.url === '/after' ? await set('as the hook set it')(request, reply) : payload)
    for (const path of ['/before', '/after', '/route']) app.get(path, path === '/route' ? { onSend: set('as the route set it') } : {}, async () => 'ok')
  })
  t.match(await ask('/before'), { status: 403, body: { error: { code: 'forbidden' } } })
  t.match(await ask('/after'), { status: 403, text: 'as the hook set it' })
  t.match(await ask('/route'), { status: 403, text: 'as the route set it' })
})

t.test('without replaceErrorBodies, and outside of its scope, others answer as they do', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => await reply.code(401).send({ error: 'mine' }))
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: { extends: 'kyc' }, replaceErrorBodies: true })
      scope.get('/', async (_request, reply) => await reply.code(401).send({ error: 'mine' }))
    }, { prefix: '/v1' })
  })
  t.same((await ask('/')).body, { error: 'mine' })
  t.match((await ask('/v1')).body, { code: 'authentication_required', request_id: 'id-1' })
})

t.test('an error brings the headers that its answer needs, and no others', async t => {
  const headers = { 'Content-Range': 'bytes */10', 'WWW-Authenticate': 'Basic', 'Retry-After': '7', 'set-cookie': 'hunter2', location: 'hunter2', 'x-upstream': 'hunter2' }
  const thrown: Record<string, object> = {
    416: httpErrors(416, { headers }),
    401: httpErrors(401, { headers }),
    503: httpErrors(503, { headers }),
    // With another status they belong to another response, such as an upstream's.
    502: httpErrors(401, { code: 'UND_ERR_RESPONSE', headers }),
    409: Object.assign(new Error('x'), { statusCode: 409, headers }),
    500: Object.assign(new Error('x'), { headers }),
    date: httpErrors(503, { headers: { 'retry-after': new Date(Date.now() + 90_000).toUTCString() } }),
    number: httpErrors(429, { headers: { 'retry-after': 2.5 } }),
    nonsense: httpErrors(429, { headers: { 'retry-after': 'soon', 'www-authenticate': 'a\r\nb: c', allow: {} } })
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [path, error] of Object.entries(thrown)) app.get(`/${path}`, async () => { throw error })
  })
  const kept = ['content-range', 'www-authenticate', 'retry-after']
  const keptOf = async (path: string) => {
    const got = await ask(path)
    t.notMatch(JSON.stringify(got), /hunter2/)
    return Object.fromEntries(kept.flatMap(name => got.headers[name] === undefined ? [] : [[name, got.headers[name]]]))
  }
  const all = { 'content-range': 'bytes */10', 'www-authenticate': 'Basic', 'retry-after': '7' }
  t.same(await keptOf('/416'), all)
  t.same(await keptOf('/401'), all)
  t.same(await keptOf('/503'), { 'retry-after': '7' })
  t.same(await keptOf('/502'), {})
  t.same(await keptOf('/409'), {}, 'a plain error')
  t.same(await keptOf('/500'), {})
  t.same(await keptOf('/number'), { 'retry-after': '3' })
  t.same(await keptOf('/nonsense'), {})
  const wait = Number((await keptOf('/date'))['retry-after'])
  t.ok(wait > 60 && wait <= 90, `${wait} s`)
})

t.test('a stream that fails before its first byte leaves none of its headers behind', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => {
      reply.raw.setHeader('etag', '"raw"')
      reply.header('content-disposition', 'attachment').type('image/png')
      return await reply.send(new Readable({ read () { this.destroy(new Error('hunter2')) } }))
    })
  })
  const got = await ask('/')
  t.match([got.status, got.body], [500, { error: { code: 'internal_error' } }])
  t.same(['etag', 'content-disposition'].filter(name => name in got.headers), [])
  t.equal(got.headers['content-type'], 'application/json; charset=utf-8')
})

t.test('a setErrorHandler that shadows the catalog is logged at start-up; one of a child scope is not', async t => {
  const shadow = /setErrorHandler was called in the scope "(.*)" after/
  const scopes: Record<string, Parameters<typeof serve>[1]> = {
    '/': async app => {
      await app.register(errorCatalog)
      app.setErrorHandler(async () => 'mine')
    },
    '/v1': async app => {
      await app.register(errorCatalog)
      app.register(async scope => {
        await scope.register(errorCatalog)
        scope.setErrorHandler(async () => 'mine')
      }, { prefix: '/v1' })
    }
  }
  for (const [prefix, build] of Object.entries(scopes)) {
    const { logs } = await serve(t, build)
    t.same(logs.flatMap(({ level, msg }) => level === 40 ? shadow.exec(String(msg))?.[1] ?? [] : []), [prefix])
  }
  const { logs, ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.register(async scope => {
      scope.setErrorHandler((error, _request, reply) => {
        if ((error as Error).message === 'known') reply.code(418).send('mine')
        else throw error
      })
      scope.get('/known', async () => { throw new Error('known') })
      scope.get('/other', async () => { throw new Error('other') })
    })
  })
  t.same(logs.filter(({ level }) => level === 40), [])
  t.equal((await ask('/known')).text, 'mine')
  t.match((await ask('/other')).body, { error: { code: 'internal_error' } })
})
