import { setTimeout as wait } from 'node:timers/promises'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = {
  extends: 'http',
  codes: {
    locked: { status: 409, message: 'Invoice {id} is locked.', details: { id: 'string', state: "'paid' | 'sent'", 'lines?': 'integer[]' } },
    later: { status: 503, message: 'Come back.', details: { seconds: 'integer' }, retryAfter: '{seconds}', headers: { 'X-Id': 'a' } }
  }
} as const

const details = { id: 'a"b\u2028', state: 'paid', lines: [1, 2] } as const

const routes: Readonly<Record<string, (request: FastifyRequest, reply: FastifyReply) => unknown>> = {
  '/fail': (_request, reply) => reply.fail('locked', details),
  '/options': (_request, reply) => reply.header('x-before', '1').header('etag', 'x')
    .fail('later', { seconds: 5 }, { message: 'Own.', headers: { 'set-cookie': ['a=1', 'b=2'] } } as never),
  '/throw': () => { throw new CatalogError('locked', details) },
  '/bug': () => { throw new TypeError('hunter2') },
  '/return': async () => new CatalogError('locked', details)
}

/** `isWaiting` adds a hook of onSend that changes nothing. */
const serving = (isWaiting: boolean) => async (app: FastifyInstance) => {
  if (isWaiting) app.addHook('onSend', async () => {})
  await app.register(errorCatalog, { catalog })
  for (const [path, handler] of Object.entries(routes)) app.get(path, handler)
}

t.test('a failure has the same bytes with and without another hook of onSend', async t => {
  const [now, later] = [await serve(t, serving(false)), await serve(t, serving(true))]
  for (const path of [...Object.keys(routes), '/nowhere']) {
    const [one, other] = [await now.ask(path), await later.ask(path)]
    const same = ({ status, text, headers: { date, ...headers } }: typeof one) => ({ status, text, headers })
    t.same(same(one), same(other), path)
    t.ok(one.status >= 400, path)
  }
})

t.test('a success that a slow preSerialization hook passes on after a failure is dropped and logged', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('preSerialization', async () => { await wait(20) })
    app.get('/', (_request, reply) => {
      reply.send({ done: true })
      reply.fail('conflict')
    })
  })
  t.equal((await ask('/')).status, 409)
  await wait(60)
  t.match(logs.find(({ msg }) => /^dropped a payload or an error/.test(String(msg))), { level: 40 })
  t.equal((await ask('/')).status, 409, 'and the connection goes on')
})

t.test('code that replaces reply.send, as tracing does, sees the failure', async t => {
  const sent: unknown[] = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async (_request, reply) => {
      const { send } = reply
      reply.send = function (payload) {
        sent.push(payload)
        return send.call(this, payload)
      }
    })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
  })
  t.equal((await ask('/')).text, sent[0])
})

t.test('a failure is sent even if a replaced reply.send throws', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async (_request, reply) => {
      reply.send = () => { throw new Error('hunter2') }
    })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
  })
  const { status, text } = await ask('/')
  t.equal(status, 409)
  t.notMatch(text, 'hunter2')
  t.match(logs.find(({ level }) => level === 50), { err: { message: 'hunter2' } })
})

t.test('headers that Node refuses are dropped, and the failure is sent', async t => {
  const set: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
    '/trailer': reply => reply.header('trailer', 'x-sum'),
    '/rawTrailer': reply => reply.raw.setHeader('Trailer', 'x-sum'),
    '/list': reply => reply.header('set-cookie', ['a', undefined]),
    '/phrase': ({ raw }) => { raw.statusMessage = 'a\nb' }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [path, prepare] of Object.entries(set)) {
      app.get(path, async (_request, reply) => {
        prepare(reply)
        return reply.fail('conflict')
      })
    }
  })
  for (const path of Object.keys(set)) t.match(await ask(path), { status: 409, headers: { 'x-request-id': 'id-1' }, body: { error: { code: 'conflict' } } }, path)
})

t.test('an error after a sent failure is logged', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/thrown', (_request, reply) => {
      reply.fail('conflict')
      throw new Error('a bug')
    })
    app.get('/sent', (_request, reply) => {
      reply.fail('conflict')
      reply.send(new Error('a bug'))
    })
  })
  for (const path of ['/thrown', '/sent']) {
    logs.length = 0
    t.equal((await ask(path)).status, 409)
    t.match(logs.find(({ err }) => err !== undefined), { level: 40, err: { message: 'a bug' } }, path)
  }
})

t.test('a request id that a hook took from the client is checked like any other', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async request => { request.id = String(request.headers['x-request-id']) })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
  })
  const { headers } = await ask('/', { headers: { 'x-request-id': 'a "b" <script>' } })
  t.match(headers['x-request-id'], /^[\w-]{36}$/)
})

t.test('a limit that another scope created is sent', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    let onRequest: preHandlerAsyncHookHandler | undefined
    await app.register(async child => {
      await child.register(rateLimit, { global: false })
      onRequest = child.rateLimit({ max: 1, timeWindow: 60_000 })
    })
    app.get('/', { onRequest: onRequest as preHandlerAsyncHookHandler }, async () => 'done')
  })
  for (const status of [200, 429]) t.match(await ask('/'), { status, headers: { 'ratelimit-policy': '"default";q=1', ratelimit: /^"default";r=0;t=\d+$/ } })
})

t.test('hooks of onResponse see a failure that left at once: its status, its headers, and that it was sent', async t => {
  const seen: unknown[] = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onResponse', async (_request, reply) => { seen.push([reply.statusCode, reply.getHeader('cache-control'), reply.sent]) })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
  })
  await ask('/')
  await wait(10)
  t.same(seen, [[409, 'no-store', true]])
})
