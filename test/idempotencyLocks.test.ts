import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { createMemoryStore, type IdempotencyStore } from '../src/idempotency.ts'
import { codeOf, counting, keyed, slow, told } from './keyed.ts'

t.test('a lock is renewed while its request runs, and ends by itself when nobody does', async t => {
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  let state = {} as ReturnType<typeof slow>
  const { post, logs } = await keyed(t, app => { state = slow(app) }, { options: { lockTtl: '9 seconds' } })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  for (let seconds = 0; seconds < 60; seconds += 2) {
    mock.timers.tick(2000)
    await turn()
  }
  t.equal((await post('/slow', 'k')).status, 409)
  const firstGo = state.go
  mock.timers.setTime(Date.now() + 10_000)
  const next = state.begun
  const second = post('/slow', 'k')
  await next
  mock.timers.tick(3000)
  await turn()
  firstGo()
  t.equal((await first).text, '{"id":1}')
  t.ok(logs.some(({ level, msg }) => level === 50 && /was lost/.test(String(msg))))
  t.equal((await post('/slow', 'k')).status, 409, 'who comes too late frees nothing')
  state.go()
  t.equal((await second).text, '{"id":2}')
  t.same(told(await post('/slow', 'k')), [201, '{"id":2}', 'true'], 'and its reply is not kept')
})

t.test('after its time limit a handler that still runs keeps its key', async t => {
  let go = () => {}
  let runs = 0
  const handler = () => {
    runs++
    return new Promise<string>((resolve, reject) => { go = () => runs === 1 ? reject(new Error('late')) : resolve('late') })
  }
  const { ask } = await keyed(t, app => {
    app.post('/promise', { handlerTimeout: 50 }, handler)
    app.post('/callback', { handlerTimeout: 50 }, () => {})
  }, { options: { lockTtl: 400 } })
  // Fastify's limit does not hold for requests with a body: their `close` ends it (lib/route.js, onAbort).
  const post = (path: string, key: string) => ask(path, { method: 'POST', headers: { 'idempotency-key': key } })
  t.equal(codeOf(await post('/promise', 'k')), 'handler_timeout')
  t.equal(codeOf(await post('/promise', 'k')), 'idempotency_key_in_flight')
  go()
  await turn()
  t.equal(codeOf(await post('/promise', 'k')), 'handler_timeout', 'when it has ended, the key is free')
  go()
  t.equal(runs, 2)
  t.equal(codeOf(await post('/callback', 'k2')), 'handler_timeout')
  let got = await post('/callback', 'k2')
  t.equal(codeOf(got), 'idempotency_key_in_flight', 'nobody knows whether it runs')
  while (codeOf(got) === 'idempotency_key_in_flight') got = await post('/callback', 'k2')
  t.equal(codeOf(got), 'handler_timeout', 'so the lock ends by itself')
})

t.test('a store that fails: nothing runs, and what has run is answered', async t => {
  const broken = (...names: Array<keyof IdempotencyStore>): IdempotencyStore => ({
    ...createMemoryStore(),
    ...Object.fromEntries(names.map(name => [name, () => { throw new Error(`no ${name} at redis.internal`) }]))
  })
  for (const [names, status, again, logged] of [
    [['lock'], 503, 503, undefined],
    [['finish'], 201, 409, /did not learn/],
    [['release'], 500, 409, /did not learn/],
    [['renew'], 201, 201, undefined]
  ] as const) {
    const path = names[0] === 'release' ? '/bug' : '/payments'
    const { post, logs } = await keyed(t, app => {
      counting(app)
      app.post('/bug', async () => { throw new Error('bug') })
    }, { options: { store: broken(...names) } })
    const first = await post(path, 'k')
    t.equal(first.status, status, `${names}`)
    t.notMatch(first.text, /redis/)
    t.equal((await post(path, 'k')).status, again, `${names}`)
    if (logged !== undefined) t.ok(logs.some(({ msg, level }) => level === 50 && logged.test(String(msg))), `${names}`)
  }
})

t.test('a lock that cannot be renewed is tried again', async t => {
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  let state = {} as ReturnType<typeof slow>
  let failures = 0
  const memory = createMemoryStore()
  const { post, logs } = await keyed(t, app => { state = slow(app) }, {
    options: {
      lockTtl: 9000,
      store: { ...memory, renew: (...args) => { if (failures++ === 0) throw new Error('down'); return memory.renew(...args) } }
    }
  })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  for (let n = 0; n < 4; n++) {
    mock.timers.tick(3000)
    await turn()
  }
  t.ok(logs.some(({ msg }) => /tried again/.test(String(msg))))
  t.equal((await post('/slow', 'k')).status, 409)
  state.go()
  t.equal((await first).status, 201)
})

t.test('the memory is bounded: what goes first are replies, then the keys used longest ago', async t => {
  const { post } = await keyed(t, app => counting(app), { options: { store: createMemoryStore({ maxKeys: 3, maxBytes: 250 }) } })
  await post('/payments', 'a')
  await post('/payments', 'b')
  t.same(told(await post('/payments', 'a')), [410, 'idempotency_key_expired', undefined])
  t.same(told(await post('/payments', 'b')), [201, '{"id":2}', 'true'])
  await post('/payments', 'c')
  await post('/payments', 'd')
  t.equal((await post('/payments', 'a')).text, '{"id":5}')
})

t.test('a store that has lost a lock changes nothing', async t => {
  const store = createMemoryStore()
  const [mine, other] = [{ token: '1', fingerprint: 'f' }, { token: '2', fingerprint: 'f' }]
  await store.lock('id', mine, 1000)
  t.same([await store.renew('id', other, 1000), await store.finish('id', other, { replyTtl: 1, keyTtl: 1 }), await store.release('id', other)], [false, false, false])
  t.same(await store.lock('id', other, 1000), { fingerprint: 'f', isLocked: true })
})
