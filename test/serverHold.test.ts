import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError } from '../src/index.ts'
import { serve } from './serve.ts'

const conflict = { error: { code: 'conflict', message: 'The request conflicts with the current state of the resource.', request_id: 'id-1' } }
const type = 'application/json; charset=utf-8'

/** What hooks make of a reply and its body, and whether the log tells of it. */
const hooks: Readonly<Record<string, (reply: FastifyReply, payload: unknown) => unknown>> = {
  'sets another status': (reply, payload) => {
    reply.code(200)
    return payload
  },
  'sets another status where only Node knows it': (reply, payload) => {
    reply.raw.statusCode = 204
    return payload
  },
  'sends another body': () => '{"other":1}',
  'sends another body of the same length': (_reply, payload) => String(payload).replace('conflict', 'CONFLICT'),
  'wraps the body': (_reply, payload) => JSON.stringify({ data: JSON.parse(String(payload)) }),
  'drops the body': () => null,
  'sends a stream': () => new Blob(['other']).stream(),
  'sends a Response': () => new Response('other', { status: 200, headers: { 'x-request-id': 'other' } }),
  'says that it is HTML': (reply, payload) => {
    reply.type('text/html')
    return payload
  },
  'takes the request id away': (reply, payload) => {
    reply.removeHeader('x-request-id')
    return payload
  },
  'tells another length': (reply, payload) => {
    reply.header('content-length', '3')
    return payload
  }
}

const ways: Readonly<Record<string, (app: FastifyInstance) => unknown>> = {
  'reply.fail': app => app.get('/', async (_request, reply) => reply.fail('conflict')),
  'a thrown error': app => app.get('/', async () => { throw new CatalogError('conflict') })
}

t.test('whatever a hook of onSend makes of a failure, it leaves as it was', async t => {
  for (const [name, hook] of Object.entries(hooks)) {
    for (const [way, add] of Object.entries(ways)) {
      const { ask, logs } = await serve(t, async app => {
        await app.register(errorCatalog)
        app.addHook('onSend', async (_request, reply, payload) => hook(reply, payload))
        add(app)
      })
      const got = await ask('/')
      t.same([got.status, got.body, got.headers['content-type'], got.headers['x-request-id']], [409, conflict, type, 'id-1'], `${way}: a hook that ${name}`)
      t.equal(got.headers['content-length'], name === 'sends a stream' ? undefined : String(Buffer.byteLength(got.text)), `${way}: a hook that ${name}: length`)
      const isTold = logs.some(({ msg, level }) => /was changed while it was sent/.test(String(msg)) && level === 50)
      t.equal(isTold, name !== 'tells another length', `${way}: a hook that ${name}: log`)
    }
  }
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
  t.notOk(logs.some(({ msg }) => /was changed/.test(String(msg))))
})

t.test('what is being sent when a failure comes is not sent with its status', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async () => { await turn() })
    app.get('/thrown', async (_request, reply) => {
      reply.send({ token: 'hunter2' })
      throw new CatalogError('conflict')
    })
    app.get('/failed', (_request, reply) => {
      reply.send({ token: 'hunter2' })
      reply.fail('conflict')
    })
    app.get('/stream', (_request, reply) => {
      reply.send(new Blob(['hunter2']).stream())
      reply.fail('conflict')
    })
  })
  for (const path of ['/thrown', '/failed', '/stream']) {
    const { status, body } = await ask(path)
    t.same([status, body], [409, conflict], path)
  }
  t.equal(logs.filter(({ msg }) => /was changed while it was sent/.test(String(msg))).length, 3)
})

t.test('a large failure over HTTP/2 is whole, whatever a hook makes of it', async t => {
  const { connect } = await import('node:http2')
  const { text } = await import('node:stream/consumers')
  const issues = Array.from({ length: 3000 }, (_, index) => ({ path: `lines.${index}`, message: 'No.' }))
  const { url } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async (_request, reply) => reply.fail('validation_failed', {}, { issues }))
    app.get('/changed', { onSend: async (_request, _reply, payload) => `${String(payload)} ` }, async (_request, reply) => reply.fail('validation_failed', {}, { issues }))
  }, { http2: true } as never)
  const session = connect(url)
  t.teardown(() => session.close())
  for (const path of ['/', '/changed']) {
    const { error } = JSON.parse(await text(session.request({ ':path': path }))) as { error: { issues: unknown[] } }
    t.equal(error.issues.length, 3000, path)
  }
})

t.test('who writes to the response itself writes the failure, and is called back', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onSend', async ({ url }, { raw }) => {
      for (const chunk of url === '/' ? ['a', 'b'] : []) await new Promise<unknown>(resolve => raw.write(chunk, resolve))
      raw.end('c')
      raw.write('d')
    })
    app.get('/', async (_request, reply) => reply.fail('conflict'))
    app.get('/end', async (_request, reply) => reply.fail('conflict'))
  })
  for (const path of ['/', '/end']) t.match(await ask(path), { status: 409, body: conflict, headers: { 'content-type': type, 'x-request-id': 'id-1' } }, path)
})
