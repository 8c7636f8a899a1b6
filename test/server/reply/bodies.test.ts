import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import compress from '@fastify/compress'
import type { FastifyInstance, FastifyReply, FastifyServerOptions, RouteShorthandOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError, serverOptions, type ErrorCatalogOptions } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const json = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const conflict = { error: { code: 'conflict', message: 'The request conflicts with the current state of the resource.', request_id: 'id-1' } }

t.test('serializers of a route or a scope do not change a failure', async t => {
  const schema = { type: 'object', properties: { only: { type: 'string' } }, required: ['only'] }
  const secret = () => { throw new Error('hunter2') }
  const scopes: Record<string, (scope: FastifyInstance) => unknown> = {
    plain: () => {},
    setReplySerializer: scope => scope.setReplySerializer(() => '{"changed":true}'),
    'setReplySerializer that throws': scope => scope.setReplySerializer(secret),
    setSerializerCompiler: scope => scope.setSerializerCompiler(() => () => '{"changed":true}'),
    preSerialization: scope => scope.addHook('preSerialization', async () => ({ changed: true })),
    'preSerialization that throws': scope => scope.addHook('preSerialization', async () => secret()),
    'preSerialization that wraps': scope => scope.addHook('preSerialization', async (_request, _reply, payload) => ({ data: payload })),
    'preSerialization that sets a status': scope => scope.addHook('preSerialization', async (_request, reply, payload) => { reply.code(200); return payload }),
    onError: scope => scope.addHook('onError', async (_request, reply) => { reply.code(200) })
  }
  const responses = [undefined, { 409: schema }, { '4xx': schema }, { '5xx': schema }, { default: schema }, { 409: { content: { 'application/json': { schema } } } }]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [name, build] of Object.entries(scopes)) {
      app.register(async scope => {
        await build(scope)
        for (const [at, response] of responses.entries()) {
          const options: RouteShorthandOptions = response === undefined ? {} : { schema: { response } }
          scope.get(`/fail/${at}`, options, async (_request, reply) => reply.fail('conflict'))
          scope.get(`/unknown/${at}`, options, async () => { throw new Error('hunter2') })
          scope.get(`/serializer/${at}`, options, async (_request, reply) => reply.serializer(() => '{"changed":true}').type('text/html').fail('conflict'))
        }
      }, { prefix: `/${name}` })
    }
  })
  for (const name of Object.keys(scopes)) {
    for (const at of responses.keys()) {
      for (const way of ['fail', 'serializer', 'unknown']) {
        const { status, body, headers } = await ask(`/${name}/${way}/${at}`)
        const want = way === 'unknown' ? [500, { error: { code: 'internal_error' } }] : [409, conflict]
        t.match([status, body, headers['content-type']], [...want, 'application/json; charset=utf-8'], `${name}/${way}, response schema ${at}`)
      }
    }
  }
  for (const [name, build] of Object.entries(scopes)) {
    const { ask } = await serve(t, async app => {
      if (name === 'preSerialization that wraps') await build(app)
      await app.register(errorCatalog)
      if (!name.startsWith('preSerialization')) await build(app)
    })
    t.match((await ask('/nowhere')).body, { error: { code: 'not_found' } }, `404 with ${name}`)
  }
})

t.test('a success that cannot be serialized is a failure', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/schema', { schema: { response: { 200: { type: 'object', required: ['hunter2'], properties: { hunter2: { type: 'string' } } } } } }, async () => ({}))
    app.get('/cycle', async () => { const cycle: Record<string, unknown> = {}; cycle['cycle'] = cycle; return cycle })
    app.get('/bigint', async () => ({ a: 5n }))
    app.get('/symbol', async (_request, reply) => reply.type('text/plain').send(Symbol('hunter2') as never))
    app.get('/stream', async () => new Readable({ read () { this.destroy(new Error('hunter2')) } }))
    app.get('/image', async (_request, reply) => reply.type('image/png').send(new Readable({ read () { this.destroy(new Error('hunter2')) } })))
  })
  for (const path of ['/schema', '/cycle', '/bigint', '/symbol', '/stream', '/image']) {
    const { status, body, text, headers } = await ask(path)
    t.match([status, body, headers['content-type']], [500, { error: { code: 'internal_error', request_id: 'id-1' } }, 'application/json; charset=utf-8'], path)
    t.notMatch(text, /hunter2/)
  }
})

t.test('onSend hooks see a failure: they compress it, tag it and add headers', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(compress, { threshold: 0 })
    app.addHook('onSend', async (_request, reply, payload) => {
      reply.headers({ etag: `"${String(payload).length}"`, 'x-hook': 'yes' })
    })
    app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    app.get('/throw', async () => { throw new CatalogError('conflict') })
    app.get('/large', async (_request, reply) => reply.fail('conflict', {}, { message: 'x'.repeat(100_000) }))
    app.get('/stream', { compress: { threshold: 0, syncThreshold: 0 } as never }, async (_request, reply) => reply.fail('conflict'))
  })
  for (const [path, encoding] of [['/fail', 'gzip'], ['/throw', 'br'], ['/fail', 'deflate'], ['/large', 'gzip'], ['/stream', 'br'], ['/fail', 'identity']] as const) {
    const { status, body, headers } = await ask(path, { headers: { 'accept-encoding': encoding } })
    const want = path === '/large' ? { error: { ...conflict.error, message: 'x'.repeat(100_000) } } : conflict
    t.same([status, body], [409, want], `${path} ${encoding}`)
    t.equal(headers['content-encoding'], encoding === 'identity' ? undefined : encoding)
    t.match([headers['etag'], headers['x-hook']], [/^"\d+"$/, 'yes'])
  }
})

t.test('a connection can be used again after every failure', async t => {
  const { url, ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { café: { status: 409, message: 'Ça, c\'est "déjà" fait 🙂.' } } } })
    app.get('/fail', async (_request, reply) => reply.fail('café'))
    app.get('/throw', async () => { throw new Error('hunter2') })
    app.post('/read', { schema: { body: { type: 'object', required: ['a'] } } }, async () => 'done')
    app.get('/done', async () => 'done')
  })
  t.match((await ask('/fail')).body, { error: { code: 'café', message: 'Ça, c\'est "déjà" fait 🙂.' } })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const send = async (method: string, path: string, body = '') => {
    const client = httpRequest(url + path, { agent, method, headers: body === '' ? {} : { 'content-type': 'application/json', 'content-length': body.length } })
    client.end(body)
    const [response] = await once(client, 'response') as [IncomingMessage]
    const bytes = Buffer.concat(await response.toArray() as Buffer[])
    return { status: response.statusCode, length: response.headers['content-length'], bytes, reused: client.reusedSocket }
  }
  await send('GET', '/done')
  for (const [method, path, status, body] of [
    ['GET', '/fail', 409], ['HEAD', '/fail', 409], ['GET', '/throw', 500], ['GET', '/nowhere', 404], ['HEAD', '/nowhere', 404], ['PUT', '/done', 405], ['POST', '/read', 400, '{}'], ['GET', '/done', 200]
  ] as const) {
    const got = await send(method, path, body)
    t.same([got.status, got.reused], [status, true], `${method} ${path}`)
    t.equal(got.bytes.length, method === 'HEAD' ? 0 : Number(got.length), `content-length of ${method} ${path}`)
    if (method === 'HEAD') t.ok(Number(got.length) > 0)
  }
  // What could not be read may still be coming in: Fastify closes (lib/content-type-parser.js, onDone).
  t.equal((await send('POST', '/read', '{')).status, 400)
  t.equal((await send('GET', '/done')).status, 200)
})

t.test('successes are wrapped if the envelope wraps them and the data became JSON', async t => {
  const styles: Record<string, { options: ErrorCatalogOptions, wrap: (data: unknown) => unknown }> = {
    merchant: { options: { catalog: { extends: 'merchant' } }, wrap: data => ({ ok: true, data }) },
    jsend: { options: { catalog: { extends: 'http', envelope: 'jsend' } }, wrap: data => ({ status: 'success', data }) },
    cards: {
      options: { catalog: { extends: 'cards' } },
      wrap: data => typeof data === 'object' && data !== null && !Array.isArray(data) && !('status' in data) ? { status: 'success', ...data } : { status: 'success', data }
    }
  }
  const routes: Record<string, { given: (reply: FastifyReply) => unknown, data?: unknown, bare?: unknown, status?: number, options?: RouteShorthandOptions }> = {
    object: { given: () => ({ a: 1, b: { c: [] } }), data: { a: 1, b: { c: [] } } },
    'empty object': { given: () => ({}), data: {} },
    array: { given: () => [1, { a: 2 }], data: [1, { a: 2 }] },
    'empty array': { given: () => [], data: [] },
    number: { given: () => 5, data: 5 },
    boolean: { given: () => false, data: false },
    null: { given: () => null, data: null },
    'a member called status': { given: () => ({ id: 'card_1', status: 'frozen' }), data: { id: 'card_1', status: 'frozen' } },
    'a member escaped': { given: reply => reply.serializer(() => '{"\\u0073tatus":"frozen"}').type('application/json').send({}), data: { status: 'frozen' } },
    'members called ok and data': { given: () => ({ ok: false, data: 'x', __proto__: null }), data: { ok: false, data: 'x' } },
    created: { given: reply => reply.code(201).send({ a: 1 }), data: { a: 1 }, status: 201 },
    'own length': { given: reply => reply.header('content-length', 7).send({ a: 1 }), data: { a: 1 } },
    'response schema': { given: () => ({ a: 1, secret: 2 }), data: { a: 1 }, options: { schema: { response: { 200: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } } } },
    'typed JSON': { given: reply => reply.type('application/json').send({ a: 1 }), data: { a: 1 } },
    'changed by a hook': { given: () => ({ a: 1 }), data: { b: 2 }, options: { preSerialization: async () => ({ b: 2 }) } },
    text: { given: () => 'text', bare: 'text' },
    'JSON text': { given: reply => reply.type('application/json').send('{"a":1}'), bare: { a: 1 } },
    buffer: { given: () => Buffer.from('bytes'), bare: 'bytes' },
    stream: { given: reply => reply.type('application/json').send(Readable.from(['{"a":1}'])), bare: { a: 1 } },
    response: { given: () => new Response('{"a":1}', { headers: { 'content-type': 'application/json' } }), bare: { a: 1 } },
    undefined: { given: reply => { reply.send() }, bare: '' },
    'no content': { given: reply => reply.code(204).send({ a: 1 }), bare: '', status: 204 },
    redirect: { given: reply => reply.redirect('/object'), bare: '', status: 302 },
    'a failure by hand': { given: reply => reply.code(418).send({ a: 1 }), bare: { a: 1 }, status: 418 },
    'another type of JSON': { given: reply => reply.type('application/hal+json').send({ a: 1 }), bare: { a: 1 } },
    'another serializer': { given: reply => reply.type('text/csv').serializer(() => 'a,b').send({ a: 1 }), bare: 'a,b' }
  }
  for (const [style, { options, wrap }] of Object.entries(styles)) {
    for (const compressed of style === 'merchant' ? ['', 'before', 'after'] : ['']) {
      const { ask } = await serve(t, async app => {
        if (compressed === 'before') await app.register(compress, { threshold: 0 })
        await app.register(errorCatalog, options)
        if (compressed === 'after') await app.register(compress, { threshold: 0 })
        for (const [name, { given, options = {} }] of Object.entries(routes)) app.get(`/${name}`, options, async (_request, reply) => given(reply) ?? (name === 'null' ? null : reply))
        app.get('/throw', async () => { throw new Error('hunter2') })
      })
      for (const [name, { data, bare, status = 200 }] of Object.entries(routes)) {
        const got = await ask(`/${name}`)
        t.same([got.status, got.body], [status, bare ?? wrap(data)], `${style}: ${name}${compressed === '' ? '' : `, compressed ${compressed}`}`)
        if (compressed === '' && got.headers['content-length'] !== undefined) t.equal(Number(got.headers['content-length']), Buffer.byteLength(got.text), `length of ${style}: ${name}`)
        if (compressed !== '' && data !== undefined) t.ok(got.headers['content-encoding'], `${style}: ${name} is compressed`)
        // Fastify 5.12 cannot answer HEAD with a Response (lib/head-route.js, Buffer.byteLength).
        if (compressed !== '' || name === 'response') continue
        const head = await ask(`/${name}`, { method: 'HEAD' })
        t.same([head.status, head.text], [status, ''], `HEAD ${style}: ${name}`)
        if (data !== undefined) t.equal(head.headers['content-length'], got.headers['content-length'], `length of HEAD ${style}: ${name}`)
      }
      t.equal((await ask('/throw')).status, 500)
    }
  }
})

t.test('a body that a hook has emptied is not wrapped into broken JSON', async t => {
  const { ask } = await serve(t, async app => {
    app.addHook('onSend', async () => '')
    await app.register(errorCatalog, { catalog: { extends: 'merchant' } })
    app.get('/', async () => ({ id: 1 }))
  })
  const { status, text } = await ask('/')
  t.same([status, text], [200, ''])
})

t.test('a failure of status 200 is no success, and scopes wrap each their own', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'merchant', codes: { pending: { status: 200, message: 'Pending.' } } } })
    app.get('/pending', async (_request, reply) => reply.fail('pending'))
    app.get('/thrown', async () => { throw new CatalogError('pending') })
    app.get('/late', async (_request, reply) => { reply.send({ a: 1 }) })
    app.addHook('preSerialization', async (request, reply, payload) => request.url === '/late' ? reply.fail('pending') : payload)
    app.register(async scope => { await scope.register(errorCatalog, { catalog: { extends: 'cards' } }); scope.get('/', async () => ({ a: 1 })) }, { prefix: '/cards' })
    app.register(async scope => { await scope.register(errorCatalog, { catalog: { extends: 'kyc' } }); scope.get('/', async () => ({ a: 1 })) }, { prefix: '/kyc' })
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: { extends: 'billing' } })
      scope.get('/', async (_request, reply) => reply.fail('payment.requires_action', { next_action: { type: 'redirect', url: '/3ds', secret: 'hunter2' } }))
    }, { prefix: '/billing' })
    app.register(async scope => { scope.get('/', async () => ({ a: 1 })) }, { prefix: '/inherits' })
  })
  for (const [path, body] of [
    ['/pending', { ok: false, error: { code: 'pending', message: 'Pending.' } }],
    ['/thrown', { ok: false, error: { code: 'pending', message: 'Pending.' } }],
    ['/late', { ok: false, error: { code: 'pending', message: 'Pending.' } }],
    ['/cards', { status: 'success', a: 1 }],
    ['/kyc', { a: 1 }],
    ['/inherits', { ok: true, data: { a: 1 } }]
  ] as const) {
    const got = await ask(path)
    t.same([got.status, got.body], [200, body], path)
  }
  const billing = await ask('/billing')
  t.match([billing.status, billing.body], [200, { problem: 'payment.requires_action', trace_id: 'id-1', next_action: { type: 'redirect', url: '/3ds' } }])
  t.notMatch(billing.text, /hunter2/)
})

const amount = { type: 'object', additionalProperties: false, required: ['amount'], properties: { amount: { type: 'integer' }, note: { type: 'string', default: 'none' } } }

t.test('in the mode strict bodies are not converted, and text parameters are', async t => {
  const form = 'application/x-www-form-urlencoded'
  for (const [name, options] of [['the plugin alone', {}], ['serverOptions', serverOptions()]] as const) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { validation: { mode: 'strict' } })
      app.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))))
      app.addSchema({ $id: 'amount', ...amount })
      app.addSchema({ $id: 'tenant', type: 'object', required: ['X-Tenant'], properties: { 'X-Tenant': { type: 'integer' } } })
      app.post('/body', { schema: { body: amount } }, async ({ body }) => body)
      app.post('/form', { schema: { body: { content: { [form]: { schema: amount }, 'application/json': { schema: amount } } } } }, async ({ body }) => body)
      app.get('/:amount', { schema: { params: amount, querystring: { type: 'object', additionalProperties: false, properties: { tags: { type: 'array', items: { type: 'integer' } }, on: { type: 'boolean' } } } } }, async ({ params, query }) => ({ params, query }))
      app.get('/headers', {
        schema: {
          headers: {
            type: 'object',
            required: ['X-Count'],
            properties: { 'X-Count': { type: 'integer', enum: [1, 2] }, 'x-mode': { enum: ['Fast'] }, 'X-Default': { type: 'string', default: 'D' } },
            dependencies: { 'X-Mode': ['X-Extra'], 'X-Extra': { required: ['X-Count'] } },
            allOf: [{ if: { required: ['X-Mode'] }, then: { properties: { 'X-Extra': { const: 'Yes' } } } }]
          }
        }
      }, async ({ headers }) => headers)
      app.post('/shared', { schema: { body: { $ref: 'amount#' }, headers: { $ref: 'tenant#' } } }, async ({ body, headers }) => ({ body, tenant: headers['x-tenant'] }))
      app.register(async scope => {
        scope.addSchema({ $id: 'inner', type: 'object', required: ['inner'], properties: { inner: { $ref: 'amount#' } } })
        scope.post('/inner', { schema: { body: { $ref: 'inner#' } } }, async ({ body }) => body)
      })
      app.get('/boolean', { schema: { querystring: true, headers: false } }, async () => 'done')
    }, options)
    const post = (path: string, body: unknown, headers = {}) => ask(path, { ...json(body), headers: { 'content-type': 'application/json', ...headers } })
    const formed = (body: string) => ask('/form', { method: 'POST', body, headers: { 'content-type': form } })
    const path = (got: { status: number, body: unknown }) => [got.status, (got.body as { error?: { issues?: Array<{ path: string }> } }).error?.issues?.map(issue => issue.path)]

    t.same((await post('/body', { amount: 12 })).body, { amount: 12, note: 'none' }, `${name}: a default is filled in`)
    t.same(path(await post('/body', { amount: '12' })), [400, ['amount']], `${name}: a text is no number`)
    t.same(path(await post('/body', { amount: 12, extra: 1 })), [400, ['extra']], `${name}: an unknown field is not dropped`)
    t.same(path(await post('/body', { amount: null, note: 5 })), [400, ['amount', 'note']], `${name}: all issues are told`)
    t.same(path(await post('/form', { amount: '12' })), [400, ['amount']], `${name}: JSON of a route with forms`)
    t.same((await formed('amount=12')).body, { amount: 12, note: 'none' }, `${name}: a form is text`)
    t.same(path(await formed('amount=x&b=1')), [400, ['b', 'amount']], `${name}: a wrong form`)
    t.same((await ask('/12?tags=1&on=true')).body, { params: { amount: 12, note: 'none' }, query: { tags: [1], on: true } }, `${name}: params and query are converted`)
    t.same(path(await ask('/12?b=1')), [400, ['b']], `${name}: an unknown query is not dropped`)
    t.match((await ask('/headers', { headers: { 'X-COUNT': '2', 'x-mode': 'Fast', 'X-Extra': 'Yes' } })).body, { 'x-count': 2, 'x-default': 'D' }, `${name}: names of headers in any case`)
    t.same(path(await ask('/headers')), [400, ['x-count']], `${name}: a missing header`)
    t.same(path(await ask('/headers', { headers: { 'x-count': '1', 'x-mode': 'Fast' } })), [400, ['x-extra']], `${name}: dependencies of headers`)
    t.same(path(await ask('/headers', { headers: { 'x-count': '3', 'x-mode': 'fast', 'x-extra': 'Yes' } })), [400, ['x-count', 'x-mode']], `${name}: values of headers keep their case`)
    t.same((await post('/shared', { amount: 1 }, { 'X-Tenant': '7' })).body, { body: { amount: 1, note: 'none' }, tenant: 7 }, `${name}: shared schemas`)
    t.same(path(await post('/shared', { amount: 1 })), [400, ['x-tenant']], `${name}: a shared schema of headers`)
    t.same(path(await post('/inner', { inner: { amount: '1' } })), [400, ['inner.amount']], `${name}: shared schemas of a scope`)
    t.same(path(await ask('/boolean')), [400, ['header']], `${name}: a schema that is false`)
  }
})

t.test('a validator of the user stays in use', async t => {
  const mine = (() => () => true) as never
  const even = { keyword: 'even', validate: (_schema: unknown, value: number) => value % 2 === 0 }
  const plugin = (ajv: { addKeyword: (keyword: object) => void }) => { ajv.addKeyword(even) }
  let created = 0
  const route = (app: FastifyInstance, path = '/', options: RouteShorthandOptions = {}) => app.post(path, { schema: { body: amount }, ...options }, async ({ body }) => body)
  const ajv = (customOptions: object, more = {}) => ({ ajv: { customOptions, plugins: [], ...more } }) as FastifyServerOptions
  const factory = { compilersFactory: { buildValidator: () => mine } }
  const cases: ReadonlyArray<[name: string, options: FastifyServerOptions, build: (app: FastifyInstance, register: () => PromiseLike<unknown>) => unknown, given: unknown, want: unknown]> = [
    ['ajv.customOptions.coerceTypes', ajv({ coerceTypes: true }), async (app, register) => { await register(); route(app) }, { amount: '12' }, { amount: 12, note: 'none' }],
    ['ajv.customOptions.removeAdditional', ajv({ removeAdditional: true }), async (app, register) => { await register(); route(app) }, { amount: 12, b: 1 }, { amount: 12, note: 'none' }],
    ['ajv.customOptions.useDefaults', ajv({ useDefaults: false }), async (app, register) => { await register(); route(app) }, { amount: 12 }, { amount: 12 }],
    ['ajv.plugins', ajv({}, { plugins: [plugin] }), async (app, register) => { await register(); route(app, '/', { schema: { body: { type: 'object', properties: { amount: { even: true } } } } }) }, { amount: 1 }, 'Is not valid.'],
    ['ajv.onCreate', ajv({}, { onCreate: () => { created++ } }), async (app, register) => { await register(); route(app) }, { amount: 1 }, { amount: 1, note: 'none' }],
    ['setValidatorCompiler before', {}, async (app, register) => { app.setValidatorCompiler(mine); await register(); route(app) }, { amount: 'x' }, { amount: 'x' }],
    ['setValidatorCompiler after', {}, async (app, register) => { await register(); route(app); app.setValidatorCompiler(mine) }, { amount: 'x' }, { amount: 'x' }],
    ['setValidatorCompiler in a child', {}, async (app, register) => { await register(); app.register(async scope => { scope.setValidatorCompiler(mine); route(scope) }) }, { amount: 'x' }, { amount: 'x' }],
    ['setValidatorCompiler in another child', {}, async (app, register) => { await register(); app.register(async scope => { scope.setValidatorCompiler(mine) }); route(app) }, { amount: 'x' }, 'Must be an integer.'],
    ['validatorCompiler of a route', {}, async (app, register) => { await register(); route(app, '/', { validatorCompiler: mine }) }, { amount: 'x' }, { amount: 'x' }],
    ['schemaController', { schemaController: factory }, async (app, register) => { await register(); route(app) }, { amount: 'x' }, { amount: 'x' }],
    ['setSchemaController', {}, async (app, register) => { app.setSchemaController(factory); await register(); route(app) }, { amount: 'x' }, { amount: 'x' }],
    ['setSchemaController of another sort', {}, async (app, register) => { app.setSchemaController({ compilersFactory: {} } as never); await register(); route(app) }, { amount: 'x' }, 'Must be an integer.'],
    ['a child of a scope', {}, async (app, register) => { await register(); app.register(async scope => { await scope.register(errorCatalog); route(scope) }) }, { amount: 'x' }, 'Must be an integer.'],
    ['a route without a schema', {}, async (app, register) => { await register(); app.post('/', async ({ body }) => body) }, { amount: 'x' }, { amount: 'x' }]
  ]
  for (const [name, options, build, given, want] of cases) {
    for (const withOptions of [false, true]) {
      const { ask } = await serve(t, app => build(app, () => app.register(errorCatalog)), withOptions ? serverOptions(options) : options)
      const { status, body } = await ask('/', json(given))
      t.match([status, body], typeof want === 'string' ? [400, { error: { issues: [{ message: want }] } }] : [200, want], `${name}${withOptions ? ', with serverOptions' : ''}`)
      if (typeof want !== 'string') t.same(body, want, name)
    }
  }
  t.ok(created > 0)
  t.same(Object.keys(serverOptions({ bodyLimit: 5, schemaController: { bucket: (() => {}) as never } })).sort(), ['bodyLimit', 'frameworkErrors', 'http', 'return503OnClosing', 'schemaController'])
})
