import { request as httpRequest } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import compress from '@fastify/compress'
import t from 'tap'
import { clock, codeOf, counting, keyed, slow, told } from './keyed.ts'

t.test('two requests with a key at once: one runs, the other gets a 409', async t => {
  let state = {} as ReturnType<typeof slow>
  const { post } = await keyed(t, app => { state = slow(app) })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  t.same(told(await post('/slow', 'k')), [409, 'idempotency_key_in_flight', undefined])
  t.same(told(await post('/slow', 'k', { other: 1 })), [422, 'idempotency_key_mismatch', undefined], 'what will never be right is told first')
  state.go()
  t.same(told(await first), [201, '{"id":1}', undefined])
  t.same(told(await post('/slow', 'k')), [201, '{"id":1}', 'true'])
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => {
    const { begun } = state
    begun.then(() => setTimeout(() => state.go(), 50))
    return (await post('/slow', 'k2')).status
  }))
  t.equal(statuses.filter(status => status === 201).length + statuses.filter(status => status === 409).length, 20)
  t.equal(state.runs, 2)
})

t.test('a client that leaves gets the reply when it asks again', async t => {
  let state = {} as ReturnType<typeof slow>
  const { post, url } = await keyed(t, app => { state = slow(app) })
  const { begun } = state
  const leaving = httpRequest(`${url}/slow`, { method: 'POST', headers: { 'idempotency-key': 'k', 'content-type': 'application/json' } }).on('error', () => {})
  leaving.end('{"amount":1}')
  await begun
  leaving.destroy()
  t.same(told(await post('/slow', 'k')), [409, 'idempotency_key_in_flight', undefined], 'it runs on')
  state.go()
  await turn()
  t.same(told(await post('/slow', 'k')), [201, '{"id":1}', 'true'])
})

t.test('a replay goes through the hooks that the first reply went through: it is wrapped, changed and compressed for its own client', async t => {
  const { post } = await keyed(t, async app => {
    await app.register(compress, { threshold: 0 })
    app.addHook('onSend', async (_request, _reply, payload) => typeof payload === 'string' ? `${payload} ` : payload)
    app.post('/json', async () => ({ text: 'é'.repeat(100) }))
    app.post('/bytes', async (_request, reply) => reply.type('application/json').send(Buffer.from([0, 255, 128])))
    app.post('/nothing', async (_request, reply) => reply.code(204).send())
    app.post('/custom', { onSend: [async (_request, _reply, payload) => payload] }, async (_request, reply) => reply.headers({ 'x-balance': 3, 'x-other': 'a', link: ['<a>', '<b>'] }).send('text'))
  }, { catalog: { catalog: { extends: 'merchant' }, replaceErrorBodies: true }, options: { headers: ['X-Balance'] } })
  for (const [path, key, encoding] of [['/json', 'a', 'gzip'], ['/json', 'a', 'identity'], ['/bytes', 'b', 'identity'], ['/nothing', 'c', 'identity'], ['/custom', 'd', 'identity']] as const) {
    const first = await post(path, key, {}, { 'accept-encoding': encoding })
    const again = await post(path, key, {}, { 'accept-encoding': encoding })
    t.same([again.status, again.text, again.headers['content-type'], again.headers['content-encoding']], [first.status, first.text, first.headers['content-type'], first.headers['content-encoding']], `${path} ${encoding}`)
    t.equal(again.headers['idempotent-replayed'], 'true')
    if (path === '/json') t.match(again.text, /^{"ok":true,"data":{"text":"é+"}} $/)
    if (path === '/custom') t.match(again.headers, { 'x-balance': '3', 'x-other': undefined, link: '<a>, <b>' })
  }
})

t.test('a hook that changes the status changes that of the replay as well', async t => {
  let runs: unknown[] = []
  const { post } = await keyed(t, app => {
    app.addHook('onSend', async (_request, reply, payload) => { if (reply.statusCode === 201) reply.code(202).header('etag', '"1"'); return payload })
    runs = counting(app)
  })
  for (const replayed of [undefined, 'true']) {
    const got = await post('/payments', 'k')
    t.same([...told(got), got.headers['etag']], [202, '{"id":1}', replayed, '"1"'])
  }
  t.equal(runs.length, 1)
})

t.test('trailers of the first reply are not stored, and the replay is complete without them', async t => {
  const { raw, url } = await keyed(t, app => app.post('/payments', async (_request, reply) => reply.trailer('digest', async () => 'abc').send({ id: 1 })))
  const post = () => raw(`POST /payments HTTP/1.1\r\nhost: ${new URL(url).host}\r\nidempotency-key: k\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  t.match(await post(), /\r\ntransfer-encoding: chunked\r\n[^]*{"id":1}\r\n0\r\ndigest: abc\r\n/)
  const again = await post()
  t.match(again, /idempotent-replayed: true\r\n[^]*\r\ncontent-length: 8\r\n[^]*\r\n\r\n{"id":1}$/)
  t.notMatch(again, /trailer|chunked/)
})

t.test('a reply is kept for replyTtl, its key for keyTtl; then the key is new', async t => {
  const { pass } = clock(t)
  const { post } = await keyed(t, app => counting(app), { options: { replyTtl: '1 hour', keyTtl: 7_200_000 } })
  for (const [minutes, body, want] of [
    [0, 1, [201, '{"id":1}', undefined]], [59, 1, [201, '{"id":1}', 'true']], [2, 1, [410, 'idempotency_key_expired', undefined]],
    [0, 2, [422, 'idempotency_key_mismatch', undefined]], [58, 1, [410, 'idempotency_key_expired', undefined]], [2, 1, [201, '{"id":2}', undefined]]
  ] as const) {
    pass(minutes * 60_000)
    t.same(told(await post('/payments', 'k', { body })), want)
  }
})

t.test('a handler that ends with nothing after its client has left does not keep its key locked', async t => {
  let go = () => {}
  let begin = () => {}
  let leave = () => {}
  const begun = new Promise<void>(resolve => { begin = resolve })
  const left = new Promise<void>(resolve => { leave = resolve })
  const { post, url } = await keyed(t, app => {
    app.post('/nothing', async request => {
      request.socket.once('close', leave)
      await new Promise<void>(resolve => {
        go = resolve
        begin()
      })
    })
  })
  const leaving = httpRequest(`${url}/nothing`, { method: 'POST', headers: { 'idempotency-key': 'k', 'content-type': 'application/json' } }).on('error', () => {})
  leaving.end('{"amount":1}')
  await begun
  leaving.destroy()
  await left
  t.equal(codeOf(await post('/nothing', 'k')), 'idempotency_key_in_flight')
  go()
  await turn()
  t.equal(codeOf(await post('/nothing', 'k')), 'idempotency_key_expired')
})

t.test('a hook that fails after the reply was kept does not free the key', async t => {
  let runs: unknown[] = []
  let isBroken = true
  const { post } = await keyed(t, app => {
    app.addHook('onRoute', route => { route.onSend = [...[route.onSend ?? []].flat(), async () => { if (isBroken) throw new Error('broken') }] })
    runs = counting(app)
  })
  t.equal((await post('/payments', 'k')).status, 500)
  isBroken = false
  t.equal((await post('/payments', 'k')).status, 201)
  t.equal(runs.length, 1)
})
