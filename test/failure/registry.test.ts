import { tracingChannel } from 'node:diagnostics_channel'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { registry } from '../../src/failure/registry.ts'
import errorCatalog, { CatalogError, type ErrorCatalogOptions } from '../../src/index.ts'
import { serve } from '../serve.ts'

const catalogOf = (status: number) => ({ extends: 'http', codes: { locked: { status, message: 'Locked.', aliases: ['closed'] } } })

async function open (...statuses: number[]): Promise<FastifyInstance> {
  const app = Fastify()
  for (const status of statuses) {
    await app.register(async scope => { await scope.register(errorCatalog, { catalog: catalogOf(status) } as ErrorCatalogOptions) }, { prefix: `/${status}` })
  }
  await app.ready()
  return app
}

t.test('statusCode is the status of the code in the servers of this process that have it', async t => {
  const error = new CatalogError('locked')
  const alias = new CatalogError('closed')
  const statuses = () => [error.statusCode, alias.statusCode]
  t.same(statuses(), [undefined, undefined], 'before any is registered')
  const first = await open(409)
  t.same(statuses(), [409, 409])
  const second = await open(409)
  const third = await open(423)
  t.same(statuses(), [undefined, undefined], 'servers that do not agree')
  await third.close()
  t.same(statuses(), [409, 409])
  await first.close()
  t.same(statuses(), [409, 409])
  await second.close()
  t.same(statuses(), [undefined, undefined], 'after the last one has closed')
  const two = await open(409, 423)
  t.same(statuses(), [undefined, undefined], 'scopes of one server that do not agree')
  await two.close()
  t.equal(registry.statuses.size, 0)
})

t.test('1,000 servers that were opened and closed leave no status', async t => {
  for (let i = 0; i < 100; i++) {
    const apps = await Promise.all(Array.from({ length: 10 }, (_, index) => open(index % 2 === 0 ? 409 : 423)))
    t.not(registry.statuses.size, 0)
    await Promise.all(apps.map(app => app.close()))
  }
  t.equal(registry.statuses.size, 0)
})

t.test('a registration that fails leaves no status once its server has closed', async t => {
  const app = Fastify()
  app.register(errorCatalog, { catalog: catalogOf(409) } as ErrorCatalogOptions)
  app.register(errorCatalog, { catalog: catalogOf(409) } as ErrorCatalogOptions)
  await t.rejects(Promise.resolve(app.ready()), { message: /registered twice/ })
  await app.close()
  t.equal(registry.statuses.size, 0)
})

t.test('Fastify answers a CatalogError with the status of its code where no catalog covers the route', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog: catalogOf(409) } as ErrorCatalogOptions)
    }, { prefix: '/covered' })
    app.get('/default', async () => { throw new CatalogError('locked', { secret: 'hunter2' }) })
    app.get('/unknown', async () => { throw new CatalogError('unheard_of') })
    app.get('/preset', async (_request, reply) => {
      reply.code(418)
      throw new CatalogError('locked')
    })
    await app.register(async scope => {
      scope.setErrorHandler(async (error, _request, reply) => {
        const { statusCode = 500, message } = error as CatalogError
        return reply.code(statusCode).send({ message })
      })
      scope.get('/own', async () => { throw new CatalogError('closed') })
    })
  })
  for (const [path, status, body] of [
    ['/default', 409, { statusCode: 409, code: 'locked', error: 'Conflict', message: 'locked' }],
    ['/unknown', 500, { statusCode: 500, code: 'unheard_of', error: 'Internal Server Error', message: 'unheard_of' }],
    ['/preset', 409, { statusCode: 409, code: 'locked', error: 'Conflict', message: 'locked' }],
    ['/own', 409, { message: 'closed' }]
  ] as const) {
    const got = await ask(path)
    t.equal(got.status, status, path)
    t.same(got.body, body, path)
  }
})

t.test('a code that has another status in other servers is sent with the status of its scope', async t => {
  const other = await open(423)
  t.teardown(() => other.close())
  // With a subscriber Fastify sets the status of the error before it calls the error handler (lib/wrap-thenable.js).
  const preset: unknown[] = []
  const handlers = tracingChannel('fastify.request.handler')
  const watch = { error: (message: object) => { preset.push((message as { reply: { statusCode: number } }).reply.statusCode) } }
  for (const [name, statuses, expected] of [['servers that agree', [], 409], ['servers that do not', [423], 500]] as ReadonlyArray<[string, number[], number]>) {
    t.test(name, async t => {
      const apps = statuses.length === 0 ? [] : [await open(...statuses)]
      t.teardown(async () => await Promise.all(apps.map(app => app.close())))
      if (statuses.length === 0) await other.close()
      const { ask } = await serve(t, async app => {
        await app.register(errorCatalog, { catalog: catalogOf(409) } as ErrorCatalogOptions)
        app.get('/throw', async () => { throw new CatalogError('locked') })
        app.get('/return', async () => new CatalogError('locked'))
        app.get('/sync', () => { throw new CatalogError('closed') })
      })
      handlers.subscribe(watch as never)
      try {
        for (const path of ['/throw', '/return', '/sync']) {
          const got = await ask(path)
          t.equal(got.status, 409, path)
          t.match(got.body, { error: { code: 'locked', message: 'Locked.' } })
        }
      } finally {
        handlers.unsubscribe(watch as never)
      }
      t.ok(preset.length > 0)
      t.ok(preset.splice(0).every(status => status === expected || status === 200), 'the status that Fastify set before the handler')
    })
  }
})
