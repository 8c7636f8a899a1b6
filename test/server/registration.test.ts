import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import errorCatalog, { serverOptions } from '../../src/index.ts'
import { serve } from '../serve.ts'

const boom = async () => { throw new Error('hunter2') }
const schema = { body: { type: 'object', required: ['a'] } }
const kyc = { catalog: { extends: 'kyc' } } as const

const unseen = 'its errors do not reach the catalog'
const unvalidated = 'its errors are answered from the catalog, but its requests are not validated in the mode "strict"'
const strict = { validation: { mode: 'strict' } } as const

t.test('routes that were added before the plugin cause a warning that says what to change', async t => {
  const cases: ReadonlyArray<[title: string, build: (app: FastifyInstance) => unknown, want: string[]]> = [
    ['before, at the root', async app => { app.get('/x', boom); await app.register(errorCatalog) },
      [`the route GET /x was added before fastify-error-catalog was registered: ${unseen}, as for 1 more. Write "await app.register(errorCatalog, …)" before the routes of the scope "/"`]],
    ['before, below a prefix', app => app.register(async scope => { scope.post('/x', boom); await scope.register(errorCatalog) }, { prefix: '/v2' }),
      [`the route POST /v2/x was added before fastify-error-catalog was registered: ${unseen}. Write "await app.register(errorCatalog, …)" before the routes of the scope "/v2"`]],
    ['before, in a separate scope', async app => { app.register(async scope => { scope.post('/x', boom) }); await app.register(errorCatalog) }, [unseen]],
    ['not awaited, at the root', app => { app.register(errorCatalog, strict); app.post('/x', { schema }, boom) }, [unvalidated]],
    ['not awaited, in the mode fastify', app => { app.register(errorCatalog); app.post('/x', { schema }, boom) }, []],
    ['not awaited, below a prefix', app => app.register(async scope => { scope.register(errorCatalog, strict); scope.post('/x', { schema }, boom) }, { prefix: '/v2' }), [unvalidated]],
    ['not awaited, and nothing to validate', app => { app.register(errorCatalog, strict); app.post('/x', boom); app.post('/y', { schema: { response: {} } }, boom) }, []],
    ['not awaited, below a scope that is there', async app => {
      await app.register(errorCatalog)
      app.register(async scope => { scope.register(errorCatalog, kyc); scope.post('/x', { schema }, boom) })
    }, []],
    ['some before, some not awaited', async app => {
      app.post('/before', boom)
      await app.after()
      app.register(errorCatalog, strict)
      app.route({ method: ['PUT', 'POST'], url: '/x', schema, handler: boom })
    }, [unseen, `the route PUT,POST /x was added before fastify-error-catalog was registered: ${unvalidated}.`]],
    ['routes that @fastify/cors adds for itself', async app => {
      await app.register(cors)
      await app.register(errorCatalog)
    }, []],
    ['in time', async app => {
      app.register(async scope => { scope.post('/other', boom) })
      await app.after()
      await app.register(async scope => {
        await scope.register(errorCatalog)
        scope.post('/x', { schema }, boom)
        scope.register(async inner => { await inner.register(errorCatalog, kyc); inner.post('/y', { schema }, boom) }, { prefix: '/v1' })
      })
    }, []]
  ]
  for (const [title, build, want] of cases) {
    const { logs } = await serve(t, build)
    const got = logs.filter(({ level, msg }) => level === 40 && String(msg).includes('fastify-error-catalog')).map(({ msg }) => String(msg))
    t.equal(got.length, want.length, `${title}: ${got.join('; ')}`)
    for (const [index, text] of want.entries()) t.ok(got[index]?.includes(text), `${title}: ${String(got[index])}`)
  }
})

t.test('the warnings are correct', async t => {
  const post = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
  const { ask } = await serve(t, async app => {
    app.post('/before', boom)
    await app.after()
    app.register(errorCatalog)
    app.post('/unawaited', boom)
    app.post('/validated', { schema: { body: { type: 'object', required: ['a', 'b'] } } }, boom)
  })
  t.match(await ask('/before', post), { status: 500, body: { message: 'hunter2' } })
  t.match(await ask('/unawaited', post), { status: 500, body: { error: { code: 'internal_error' } } })
  t.match(await ask('/validated', post), { status: 400, body: { error: { code: /valid/ } } })
})

t.test('decorators of others with the same names are rejected, whichever instance has them', async t => {
  const mine = (app: FastifyInstance) => app.decorateReply('fail', function (this: { send: (text: string) => unknown }) { return this.send('mine') } as never)
  const rows: ReadonlyArray<readonly [name: string, call: string, decorate: (app: FastifyInstance) => unknown]> = [
    ['reply.fail', "decorateReply('fail', …)", mine],
    ['reply.failWith', "decorateReply('failWith', …)", app => app.decorateReply('failWith', (() => {}) as never)],
    ['app.describeFailure', "decorate('describeFailure', …)", app => app.decorate('describeFailure', (() => {}) as never)]
  ]
  for (const [name, call, decorate] of rows) {
    const message = (scope: string) => `${name} is taken in the scope "${scope}" by a ${call} that is not fastify-error-catalog's: rename that decorator`
    for (const [scope, build] of [
      ['/', async (app: FastifyInstance) => { decorate(app); await app.register(errorCatalog) }],
      ['/v2', async (app: FastifyInstance) => { decorate(app); await app.register(async scope => { await scope.register(errorCatalog) }, { prefix: '/v2' }) }]
    ] as const) {
      const app = Fastify(serverOptions())
      t.teardown(() => app.close())
      await t.rejects(build(app), { message: message(scope) }, `${name} in ${scope}`)
    }
  }
  const { ask } = await serve(t, async app => {
    app.register(async scope => { await scope.register(errorCatalog, kyc); scope.get('/', (_request, reply) => reply.fail('not_found')) }, { prefix: '/v1' })
    app.register(async scope => { mine(scope); scope.get('/', (_request, reply) => reply.fail('not_found')) }, { prefix: '/v2' })
    await app.after()
    await app.register(async scope => { await scope.register(errorCatalog); scope.get('/', (_request, reply) => reply.fail('not_found')) }, { prefix: '/v3' })
  })
  for (const [path, want] of [['/v1', { code: 'not_found' }], ['/v2', 'mine'], ['/v3', { error: { code: 'not_found' } }]] as const) t.match((await ask(path)).body, want, path)
})

t.test('a generator of ids that throws when it is asked at registration stays the one of the user', async t => {
  let isReady = false
  const app = Fastify()
  t.teardown(() => app.close())
  app.setGenReqId(() => {
    if (!isReady) throw new Error('not yet')
    return 'own-1'
  })
  await app.register(errorCatalog)
  isReady = true
  t.equal((await app.inject('/nowhere')).headers['x-request-id'], 'own-1')
})
