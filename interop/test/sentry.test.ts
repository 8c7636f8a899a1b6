// Events of Sentry for failures, with the real SDK and a transport in memory.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import * as Sentry from '@sentry/node'
import t, { type Test } from 'tap'
import { sentryOptions } from 'fastify-error-catalog/telemetry'

interface Event {
  readonly fingerprint?: string[]
  readonly tags?: Record<string, string>
  readonly exception: { readonly values: ReadonlyArray<{ readonly type: string, readonly value: string }> }
}

const sent: Event[] = []
const transport = () => ({
  send: async (envelope: unknown) => {
    const [, items] = envelope as [unknown, Array<[{ type: string }, Event]>]
    sent.push(...items.filter(([{ type }]) => type === 'event').map(([, event]) => event))
    return {}
  },
  flush: async () => true
})

Sentry.init({ dsn: 'http://public@127.0.0.1/1', transport, ...sentryOptions(Sentry) })
t.teardown(async () => { await Sentry.close() })

const { default: Fastify } = await import('fastify')
const { default: errorCatalog, CatalogError } = await import('fastify-error-catalog')
// Imported by their URLs: the types come from the sources and differ from the types of the package.
const acceptance = async (file: string): Promise<unknown> => await import(new URL(`../../acceptance/${file}`, import.meta.url).href)
const { buildDemo } = await acceptance('buildDemo.ts') as { buildDemo: () => Promise<import('fastify').FastifyInstance> }
const { tour } = await acceptance('tour/tour.ts') as { tour: (base: string) => Promise<unknown[]> }

const secret = 'hunter2'

async function eventsOf (call: () => Promise<unknown>): Promise<Event[]> {
  sent.length = 0
  await call()
  await new Promise(resolve => setTimeout(resolve, 50))
  await Sentry.flush()
  return [...sent]
}

const shown = ({ fingerprint, tags, exception: { values } }: Event) => ({ code: tags?.['error_catalog.code'], fingerprint, exceptions: values.map(({ type, value }) => `${type}: ${value}`) })

async function serve (t: Test) {
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  Sentry.setupFastifyErrorHandler(app as never)
  app.get('/outside/bug', async () => { throw new TypeError('outside') })
  app.get('/outside/404', async (_request, reply) => { reply.code(404); throw new Error('outside') })
  await app.register(async scope => {
    await scope.register(errorCatalog, {
      catalog: {
        extends: 'http',
        codes: {
          invoice_locked: { status: 409, message: 'Invoice {invoiceId} is locked.', details: { invoiceId: 'string' } },
          ledger_down: { status: 503, message: 'The ledger of {tenant} is down.', details: { tenant: 'string', 'host?': 'string' }, private: ['host'] }
        },
        map: { errors: { OrderGone: 'not_found' } }
      } as never
    })
    const create = (code: string, details: object, options?: object) => new (CatalogError as unknown as new (...args: unknown[]) => Error)(code, details, options)
    const down = { tenant: 'acme', host: secret }
    scope.get('/throw', async () => { throw create('invoice_locked', { invoiceId: 'in_1' }) })
    scope.get('/fail', async (_request, reply) => reply.fail('invoice_locked', { invoiceId: 'in_1' }))
    scope.get('/mapped', async () => { throw new (class OrderGone extends Error {})(secret) })
    scope.get('/invalid', { schema: { querystring: { type: 'object', required: ['n'] } } }, async () => 'done')
    scope.get('/bug', async () => { throw new TypeError('the disk is full') })
    scope.get('/down', async (_request, reply) => reply.fail('ledger_down', down))
    scope.get('/cause', async () => { throw create('ledger_down', down, { cause: new RangeError('the socket hung up') }) })
    scope.get('/own', { errorHandler: async (_error, _request, reply) => await reply.code(500).send('own') }, async () => { throw new TypeError('own handler') })
    scope.get('/own404', { errorHandler: async (_error, _request, reply) => await reply.code(404).send('own') }, async () => { throw new TypeError('own handler') })
  })
  return await app.listen({ host: '127.0.0.1', port: 0 })
}

t.test('failures below 500 send no event; others send their cause as the exception, and are grouped by code', async t => {
  const url = await serve(t)
  const rows: Readonly<Record<string, ReadonlyArray<ReturnType<typeof shown>>>> = {
    '/throw': [],
    '/fail': [],
    '/mapped': [],
    '/invalid': [],
    '/nowhere': [],
    '/bug': [{ code: 'internal_error', fingerprint: undefined, exceptions: ['TypeError: the disk is full'] }],
    '/down': [{ code: 'ledger_down', fingerprint: ['ledger_down'], exceptions: ['ledger_down: The ledger of {tenant} is down.'] }],
    '/cause': [{ code: 'ledger_down', fingerprint: ['ledger_down'], exceptions: ['RangeError: the socket hung up'] }],
    '/own': [{ code: undefined, fingerprint: undefined, exceptions: ['TypeError: own handler'] }],
    '/own404': [],
    '/outside/bug': [{ code: undefined, fingerprint: undefined, exceptions: ['TypeError: outside'] }],
    '/outside/404': []
  }
  for (const [path, want] of Object.entries(rows)) {
    const events = await eventsOf(async () => { await (await fetch(url + path)).text() })
    t.same(events.map(shown), want, path)
    t.notMatch(JSON.stringify(events), /hunter2/, path)
  }
})

t.test('of the 112 outcomes of the documented APIs, only outcomes with a status of 500 or above send events', async t => {
  const published: Array<{ readonly code: string, readonly status: number }> = []
  const listener = (message: unknown) => published.push((message as { failure: { code: string, status: number } }).failure)
  subscribe('fastify-error-catalog.failure', listener)
  t.teardown(() => { unsubscribe('fastify-error-catalog.failure', listener) })
  const app = await buildDemo()
  t.teardown(async () => { await app.close() })
  const events = await eventsOf(async () => t.equal((await tour(await app.listen({ port: 0, host: '127.0.0.1' }))).length, 112))
  const servers = published.filter(({ status }) => status >= 500).map(({ code }) => code)
  t.ok(published.length >= 112 && servers.length > 5, `${published.length} failures, ${servers.length} from 500 on`)
  t.same(events.map(({ tags }) => tags?.['error_catalog.code']).sort(), servers.sort())
})
