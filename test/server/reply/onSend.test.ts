import { Readable } from 'node:stream'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const conflict = { error: { code: 'conflict', message: 'The request conflicts with the current state of the resource.', request_id: 'id-1' } }
const type = 'application/json; charset=utf-8'

/** What a hook of onSend makes of a failure, what the client gets, and whether the log says that the failure was changed. */
const hooks: Readonly<Record<string, { hook: (reply: FastifyReply, payload: unknown) => unknown, want: readonly [status: number, type: string | undefined, text: string | RegExp], isLogged: boolean }>> = {
  'sets another status': {
    hook: (reply, payload) => { reply.code(418); return payload },
    want: [418, type, /"conflict"/],
    isLogged: true
  },
  'sets another media type': {
    hook: (reply, payload) => { reply.type('text/html'); return payload },
    want: [409, 'text/html', /"conflict"/],
    isLogged: true
  },
  'sets another charset': {
    hook: (reply, payload) => { reply.type('application/json'); return payload },
    want: [409, 'application/json', /"conflict"/],
    isLogged: false
  },
  'sends a Response': {
    hook: () => new Response('other', { status: 200, headers: { 'content-type': 'text/plain' } }),
    want: [200, 'text/plain', 'other'],
    isLogged: true
  },
  'wraps the body': {
    hook: (_reply, payload) => JSON.stringify({ data: JSON.parse(String(payload)) }),
    want: [409, type, /^\{"data":\{"error":\{"code":"conflict"/],
    isLogged: false
  },
  'sends a stream': {
    hook: () => new Blob(['other']).stream(),
    want: [409, type, 'other'],
    isLogged: false
  },
  'adds a header': {
    hook: (reply, payload) => { reply.header('x-own', 'a'); return payload },
    want: [409, type, JSON.stringify(conflict)],
    isLogged: false
  }
}

const ways: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  'reply.fail': app => app.get('/', async (_request, reply) => reply.fail('conflict')),
  'a thrown error': app => app.get('/', async () => { throw new CatalogError('conflict') })
}

const changed = /was sent as .* a hook of onSend has changed it/

t.test('what a hook of onSend makes of a failure is sent; a changed status or media type is logged outside of production', async t => {
  for (const [name, { hook, want: [status, contentType, text], isLogged }] of Object.entries(hooks)) {
    for (const [way, add] of Object.entries(ways)) {
      const { ask, logs } = await serve(t, async app => {
        await app.register(errorCatalog)
        app.addHook('onSend', async (_request, reply, payload) => hook(reply, payload))
        add(app)
      })
      const got = await ask('/')
      t.match([got.status, got.headers['content-type'], got.text], [status, contentType, text], `${way}: a hook that ${name}`)
      t.equal(logs.filter(({ msg, level }) => changed.test(String(msg)) && level === 40).length, isLogged ? 1 : 0, `${way}: a hook that ${name}: log`)
    }
  }
})

t.test('in production nobody looks whether a failure was changed', async t => {
  const { NODE_ENV: env } = process.env
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    if (env === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = env
  })
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async (_request, reply) => { reply.code(418) })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
  })
  t.equal((await ask('/')).status, 418)
  t.notOk(logs.some(({ msg }) => changed.test(String(msg))))
})

t.test('hooks may add headers to a failure and encode it', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async (_request, reply, payload) => {
      reply.header('x-own', 'a').header('content-encoding', 'identity').removeHeader('content-length')
      return new Blob([payload as string]).stream()
    })
    app.get('/', async () => { throw new CatalogError('conflict') })
    app.get('/stream', {
      onSend: async (_request, reply, payload) => {
        reply.removeHeader('content-encoding')
        return payload
      }
    }, async () => { throw new CatalogError('conflict') })
    app.get('/buffer', { onSend: async (_request, reply, payload) => Buffer.from(payload as string) }, async () => { throw new CatalogError('conflict') })
  })
  t.match(await ask('/'), { status: 409, body: conflict, headers: { 'x-own': 'a', 'content-encoding': 'identity' } })
  t.match(await ask('/stream'), { status: 409, body: conflict, headers: { 'x-own': 'a', 'content-encoding': undefined } })
  t.notOk(logs.some(({ msg }) => changed.test(String(msg))))
})

/** Routes whose success is on its way when the failure comes. */
const underWay: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  thrown: async reply => {
    reply.send({ token: 'hunter2' })
    throw new CatalogError('conflict')
  },
  'thrown by a synchronous handler': reply => {
    reply.send({ token: 'hunter2' })
    throw new CatalogError('conflict')
  },
  failed: reply => {
    reply.send({ token: 'hunter2' })
    reply.fail('conflict')
  },
  'failed during a stream': reply => {
    reply.send(Readable.from(['hunter2', 'hunter2']))
    reply.fail('conflict')
  },
  'failed during a stream of the web': reply => {
    reply.send(new Blob(['hunter2']).stream())
    reply.fail('conflict')
  }
}

/** What keeps the success on its way. */
const waiting: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  'an async hook': app => app.addHook('onSend', async () => { await turn() }),
  'a hook with a callback': app => app.addHook('onSend', (_request, _reply, payload, done) => { setTimeout(done, 20, null, payload) }),
  'no hook': () => {}
}

t.test('a failure that comes while a success is being sent is sent whole, and what comes after it is dropped', async t => {
  for (const [hook, add] of Object.entries(waiting)) {
    const { ask, logs, app } = await serve(t, async app => {
      await app.register(errorCatalog)
      add(app)
      for (const [name, handler] of Object.entries(underWay)) app.get(`/${name}`, (_request, reply) => handler(reply))
      app.get('/alive', async () => 'alive')
    })
    const isSent = (path: string) => hook === 'no hook' && !path.includes('stream')
    for (const path of Object.keys(underWay)) {
      const { status, text, body } = await ask(`/${path}`)
      if (isSent(path)) {
        t.same([status, body], [200, { token: 'hunter2' }], `${path}: what has left stays`)
      } else {
        t.same([status, body], [409, conflict], `${path}, ${hook}`)
        t.notMatch(text, /hunter2/)
      }
    }
    await wait(40)
    t.equal((await ask('/alive')).text, 'alive', `the process goes on: ${hook}`)
    t.equal(logs.filter(({ code, level }) => code === 'conflict' && level === 30).length, Object.keys(underWay).filter(path => !isSent(path)).length, 'each failure is logged once')
    await app.close()
  }
})

t.test('what passes the hooks after a failure had passed them is dropped', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('preSerialization', async () => { await wait(10) })
    app.addHook('onSend', async () => { await wait(30) })
    app.get('/', (_request, reply) => {
      reply.send({ token: 'hunter2' })
      reply.fail('conflict')
    })
  })
  t.same((await ask('/')).body, conflict)
  t.match(logs.find(({ msg }) => /^dropped a payload or an error/.test(String(msg))), { level: 40 })
})

t.test('a failure in a hook that never ends leaves when the handler runs out of time', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async ({ url }) => { if (url !== '/alive') await new Promise(() => {}) })
    app.get('/fail', async (_request, reply) => reply.fail('conflict'))
    app.get('/success', async () => 'done')
    app.get('/alive', async () => 'alive')
  }, { handlerTimeout: 100 } as never)
  t.match(await ask('/fail'), { status: 409, body: conflict })
  t.match(await ask('/success'), { status: 503, body: { error: { code: 'handler_timeout', request_id: 'id-1' } }, headers: { 'x-request-id': 'id-1' } })
  t.equal((await ask('/alive')).text, 'alive')
})

t.test('headers of an error that a hook threw do not leave where its status throws another error', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async (_request, reply) => {
      reply.headers({ 'x-own': 'a' })
      throw Object.assign(new Error('hunter2'), { headers: { 'set-cookie': 'hunter2' }, status: { [Symbol.toPrimitive] () { return JSON.parse('hunter2') as number } } })
    })
    app.get('/fail', async () => { throw new Error('hunter2') })
  })
  const { status, headers, text } = await ask('/fail')
  t.equal(status, 500)
  t.notMatch(JSON.stringify(headers) + text, /hunter2/)
  t.equal(headers['x-own'], 'a')
})

t.test('a failure that is written past the hooks has its headers once, and none of the error that a hook threw', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { wait: { status: 503, message: 'Wait.', retryAfter: 5 } } } })
    app.addHook('onRequest', async (_request, reply) => { reply.header('set-cookie', 'own=1').header('x-own', 'a') })
    app.addHook('onSend', async (_request, reply) => {
      reply.header('content-encoding', 'gzip').header('content-length', '3')
      throw Object.assign(new Error('hunter2'), { statusCode: 418, headers: { 'x-secret': 'hunter2', 'retry-after': '99' } })
    })
    app.get('/fail', async (_request, reply) => reply.fail('wait' as never, {} as never, { headers: { 'set-cookie': ['a=1', 'b=2'], 'x-more': 'b' } } as never))
    app.get('/throw', async () => { throw new CatalogError('wait' as never, {} as never, { headers: { 'set-cookie': ['a=1', 'b=2'], 'x-more': 'b' } } as never) })
  })
  for (const path of ['/fail', '/throw']) {
    const { status, headers, text } = await ask(path)
    t.match([status, headers], [503, {
      'set-cookie': 'own=1, a=1, b=2',
      'x-own': 'a',
      'x-more': 'b',
      'retry-after': '5',
      'x-secret': undefined,
      'content-encoding': undefined,
      'content-length': String(Buffer.byteLength(text)),
      'x-request-id': 'id-1',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': type
    }], path)
  }
})

t.test('a large failure over HTTP/2 is whole, also where a hook changes it or fails', async t => {
  const { connect } = await import('node:http2')
  const { text } = await import('node:stream/consumers')
  const issues = Array.from({ length: 3000 }, (_, index) => ({ path: `lines.${index}`, message: 'No.' }))
  const { url } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => reply.fail('validation_failed', {}, { issues }))
    app.get('/past', { onSend: async () => { throw new Error('hunter2') } }, async (_request, reply) => reply.header('connection', 'close').fail('validation_failed', {}, { issues }))
    app.get('/changed', { onSend: async (_request, _reply, payload) => `${String(payload)} ` }, async (_request, reply) => reply.fail('validation_failed', {}, { issues }))
  }, { http2: true } as never)
  const session = connect(url)
  t.teardown(() => session.close())
  for (const path of ['/', '/changed', '/past']) {
    const { error } = JSON.parse(await text(session.request({ ':path': path }))) as { error: { issues: unknown[] } }
    t.equal(error.issues.length, 3000, path)
  }
})
