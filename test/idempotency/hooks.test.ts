import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import idempotency from '../../src/idempotency.ts'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { codeOf, counting, keyed, told } from './keyed.ts'

const owner = () => 'acme'

t.test('routes that were added before the plugin are an error at ready that names them', async t => {
  const cases: Array<[string, (app: FastifyInstance) => unknown, RegExp | undefined]> = [
    ['without await', app => { app.register(idempotency, { owner }); app.post('/payments', async () => 1) }, /registered after POST \/payments, which would run again/],
    ['after the routes', async app => { app.post('/a', async () => 1); app.patch('/b', async () => 1); app.get('/c', async () => 1); await app.register(idempotency, { owner }) }, /registered after POST \/a; PATCH \/b, .* scope "\/"/],
    ['a PUT that asks for keys', app => { app.register(idempotency, { owner }); app.put('/p', { config: { idempotency: {} } }, async () => 1); app.delete('/d', async () => 1) }, /registered after PUT \/p, /],
    ['a route that takes no keys', app => { app.register(idempotency, { owner }); app.post('/a', { config: { idempotency: false } }, async () => 1) }, undefined],
    ['routes in a plugin that is loaded later', app => { app.register(idempotency, { owner }); app.register(async scope => { scope.post('/a', async () => 1) }) }, undefined],
    ['routes of another scope', async app => { app.post('/a', async () => 1); await app.register(async scope => { await scope.register(idempotency, { owner }); scope.post('/b', async () => 1) }) }, undefined]
  ]
  for (const [title, build, message] of cases) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(errorCatalog)
    await build(app)
    if (message === undefined) await t.resolves(async () => { await app.ready() }, title)
    else await t.rejects(async () => { await app.ready() }, { message }, title)
  }
})

t.test('a replay comes after all preHandlers, also those that a later onRoute hook adds', async t => {
  let runs: unknown[] = []
  let isAllowed = true
  const { post } = await keyed(t, app => {
    app.addHook('onRoute', route => { route.preHandler = [...[route.preHandler ?? []].flat(), async () => { if (!isAllowed) throw new CatalogError('forbidden') }] })
    runs = counting(app)
  })
  t.equal((await post('/payments', 'k')).status, 201)
  isAllowed = false
  t.equal((await post('/payments', 'k')).status, 403)
  t.equal((await post('/payments', 'k2')).status, 403, 'nor is a key used up')
  isAllowed = true
  t.same(told(await post('/payments', 'k')), [201, '{"id":1}', 'true'])
  t.equal((await post('/payments', 'k2')).text, '{"id":2}')
  t.equal(runs.length, 2)
})

t.test('all onSend hooks see the body of a replay, and cookies and encodings are not stored', async t => {
  const seen: string[] = []
  const { post } = await keyed(t, app => {
    app.addHook('onSend', async (_request, reply, payload) => {
      seen.push(String(payload))
      reply.header('set-cookie', `seen=${seen.length}`).header('content-encoding', 'identity')
      return `${String(payload)}!`
    })
    app.post('/payments', async (_request, reply) => reply.header('set-cookie', 'own=1').send({ id: 1 }))
  })
  const [first, again] = [await post('/payments', 'k'), await post('/payments', 'k')]
  t.same(seen, ['{"id":1}', '{"id":1}'])
  t.same([first.text, again.text, again.headers['idempotent-replayed']], ['{"id":1}!', '{"id":1}!', 'true'])
  t.same([first.headers['set-cookie'], again.headers['set-cookie']], ['own=1, seen=1', 'seen=2'])
})

t.test('a stored failure is replayed as it is where error bodies are replaced', async t => {
  const { post } = await keyed(t, app => {
    app.post('/fail', async () => { throw new CatalogError('conflict') })
    app.post('/send', async (_request, reply) => reply.code(409).send('mine'))
  }, { catalog: { replaceErrorBodies: true } })
  for (const path of ['/fail', '/send']) {
    const [first, again] = [await post(path, path), await post(path, path)]
    t.same([again.status, codeOf(again), again.headers['idempotent-replayed']], [409, codeOf(first), 'true'], path)
  }
})

t.test('keys have a minimum length and a format where the options say so, and refusals point to the documentation', async t => {
  const docs = 'https://example.com/keys'
  const { post } = await keyed(t, app => counting(app), { options: { required: true, minKeyLength: 3, keyFormat: /^[a-z]+$/g, docs } })
  const link = `<${docs}>; rel="describedby"; type="text/html"`
  for (const [key, status] of [['abcd', 201], ['abcd', 201], ['ab', 400], ['ABC', 400], [undefined, 400]] as const) {
    const got = await post('/payments', key)
    t.same([got.status, got.headers['link']], [status, status === 400 ? link : undefined], `${key}`)
  }
  t.match((await post('/payments', 'ab')).text, /Must be one key of 3 to 255 printable ASCII characters that match \^\[a-z\]\+\$, bare or in double quotes\./)
  const mismatch = await post('/payments', 'abcd', { amount: 2 })
  t.same([mismatch.status, mismatch.headers['link']], [422, link])
})
