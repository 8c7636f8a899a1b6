import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createMemoryStore, type IdempotencyStore, type Lock } from '../../src/idempotency.ts'
import { clock, codeOf, counting, keyed, slow, told } from './keyed.ts'

/** A store whose methods can be made to fail, to hang or to take their time. */
function faulty () {
  const memory = createMemoryStore()
  const calls: string[] = []
  const faults: { [K in keyof IdempotencyStore]?: (call: number) => unknown } = {}
  const run = async <T>(name: keyof IdempotencyStore, act: () => T): Promise<T> => {
    const call = calls.push(name) && calls.filter(other => other === name).length
    await faults[name]?.(call)
    return act()
  }
  const store: Required<IdempotencyStore> = {
    lock: (...args) => run('lock', () => memory.lock(...args)) as never,
    renew: () => run('renew', () => true),
    finish: (...args) => run('finish', () => memory.finish(...args)) as never,
    release: (...args) => run('release', () => memory.release(...args)) as never
  }
  return { store, calls, faults, count: (name: keyof IdempotencyStore) => calls.filter(call => call === name).length }
}

const hang = () => new Promise(() => {})

t.test('a lock is renewed while its request runs, no longer, and not for a store whose locks have no end', async t => {
  const { store, count } = faulty()
  let state = {} as ReturnType<typeof slow>
  const { post } = await keyed(t, app => { state = slow(app) }, { options: { store, storeTimeout: 50, lockTtl: 150 } })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  while (count('renew') < 3) await wait(10)
  t.equal((await post('/slow', 'k')).status, 409)
  state.go()
  t.equal((await first).text, '{"id":1}')
  const renewed = count('renew')
  await wait(200)
  t.equal(count('renew'), renewed)
})

t.test('renewal stops when the lock is lost and when the server closes', async t => {
  for (const how of ['lost', 'closed'] as const) {
    const { store, count } = faulty()
    let isLost = false
    let state = {} as ReturnType<typeof slow>
    const { post, app, logs } = await keyed(t, app => { state = slow(app) }, {
      options: { store: { ...store, renew: async (...args) => await store.renew(...args) && !isLost, finish: async (...args) => isLost ? 'lost' : store.finish(...args) }, storeTimeout: 50, lockTtl: 150 },
      server: { forceCloseConnections: true }
    })
    const { begun } = state
    const first = post('/slow', 'k').catch(() => undefined)
    await begun
    while (count('renew') < 1) await wait(10)
    isLost = how === 'lost'
    if (how === 'closed') await app.close()
    const renewed = count('renew')
    await wait(300)
    t.ok(count('renew') <= renewed + 1, how)
    state.go()
    await first
    t.equal(logs.some(({ msg }) => /was lost while its request ran/.test(String(msg))), how === 'lost')
  }
})

t.test('a server that closes waits for a request with a key, renews its lock until then, and stores its reply', async t => {
  const { store, count } = faulty()
  let state = {} as ReturnType<typeof slow>
  const { post, app } = await keyed(t, app => { state = slow(app) }, { options: { store, storeTimeout: 50, lockTtl: 150 } })
  const { begun } = state
  const first = post('/slow', 'k', undefined, { connection: 'close' })
  await begun
  const closed = app.close()
  const renewed = count('renew')
  while (count('renew') < renewed + 2) await wait(10)
  state.go()
  t.equal((await first).text, '{"id":1}')
  await closed
  t.same(await store.lock('none', { token: 'x', fingerprint: 'x', owner: 'x' }, 1), undefined, 'the store is open')
  t.equal(count('finish'), 1)
})

t.test('a renewal that fails or hangs is tried again', async t => {
  const { store, faults, count } = faulty()
  faults.renew = call => call === 1 ? Promise.reject(new Error('down')) : call === 2 ? hang() : undefined
  let state = {} as ReturnType<typeof slow>
  const { post, logs } = await keyed(t, app => { state = slow(app) }, { options: { store, storeTimeout: 50, lockTtl: 150 } })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  while (count('renew') < 4) await wait(10)
  t.equal(logs.filter(({ msg }) => /could not be renewed/.test(String(msg))).length, 2)
  state.go()
  t.equal((await first).status, 201)
})

t.test('a store that does not respond in time: nothing runs, and a lock that it gives later is released', async t => {
  const { store, faults, count } = faulty()
  let isFrozen = true
  let thaw = () => {}
  const thawed = new Promise<void>(resolve => { thaw = resolve })
  faults.lock = () => isFrozen ? thawed : undefined
  let runs: unknown[] = []
  const { post, logs } = await keyed(t, app => { runs = counting(app) }, { options: { store, storeTimeout: 50 } })
  const refused = await post('/payments', 'k')
  t.same([refused.status, codeOf(refused), runs.length], [503, 'unavailable', 0])
  t.ok(logs.some(({ err }) => /did not respond within 50 ms/.test(String((err as Error | undefined)?.message))))
  isFrozen = false
  thaw()
  while (count('release') < 2) await wait(5)
  t.equal((await post('/payments', 'k')).status, 201)
  t.equal(runs.length, 1)
})

t.test('a lock that comes after the request has run out of time is released, and nothing runs', async t => {
  const { store, faults, count } = faulty()
  faults.lock = call => call === 1 ? wait(150) : undefined
  let runs = 0
  const { ask } = await keyed(t, app => app.post('/payments', { handlerTimeout: 50 }, async () => ({ id: ++runs })), { options: { store } })
  const post = () => ask('/payments', { method: 'POST', headers: { 'idempotency-key': 'k' } })
  t.equal(codeOf(await post()), 'handler_timeout')
  while (count('release') < 1) await wait(5)
  t.equal(runs, 0)
  t.equal((await post()).text, '{"id":1}')
  faults.lock = () => wait(150)
  t.equal(codeOf(await post()), 'handler_timeout', 'nor is a reply replayed that comes too late')
  await wait(150)
  t.equal(runs, 1)
})

t.test('a failed call that ends a request is repeated until it succeeds; meanwhile the key is locked', async t => {
  for (const fault of [() => Promise.reject(new Error('no finish at redis.internal')), hang]) {
    const { store, faults, count } = faulty()
    let isDown = true
    faults.finish = () => isDown ? fault() : undefined
    let runs: unknown[] = []
    const { post, logs } = await keyed(t, app => { runs = counting(app) }, { options: { store, storeTimeout: 30, lockTtl: 90 } })
    const first = await post('/payments', 'k')
    t.equal(first.status, 201)
    t.notMatch(first.text, /redis/)
    const before = count('renew')
    while (count('finish') < 3 || count('renew') === before) await wait(10)
    t.equal(codeOf(await post('/payments', 'k')), 'idempotency_key_in_flight')
    isDown = false
    let got = await post('/payments', 'k')
    for (; got.status === 409; got = await post('/payments', 'k')) await wait(10)
    t.same(told(got), [201, '{"id":1}', 'true'])
    t.equal(runs.length, 1)
    t.equal(logs.filter(({ msg }) => /did not save the outcome/.test(String(msg))).length, 1)
  }
})

t.test('a call that keeps failing ends with the server', async t => {
  const { store, faults, count } = faulty()
  faults.finish = () => { throw new Error('down') }
  const { post, app } = await keyed(t, app => counting(app), { options: { store } })
  await post('/payments', 'k')
  while (count('finish') < 3) await wait(10)
  await app.close()
  await wait(500)
  const tried = count('finish')
  await wait(1000)
  t.equal(count('finish'), tried)
})

t.test('a store without room for a reply keeps the key', async t => {
  const memory = createMemoryStore()
  const { post, logs } = await keyed(t, app => counting(app), {
    options: { store: { ...memory, finish: async (id, lock, { reply, ...outcome }) => { await memory.finish(id, lock, outcome); return 'without-reply' as const } } }
  })
  t.equal((await post('/payments', 'k')).status, 201)
  t.equal(codeOf(await post('/payments', 'k')), 'idempotency_key_expired')
  t.ok(logs.some(({ msg }) => /no room for the response/.test(String(msg))))
})

t.test('lockTtl is at least three calls of the store, and at most a day', async t => {
  for (const [lockTtl, storeTimeout, want] of [[1, 100, 300], ['10 years', 100, 86_400_000], [Number.MAX_SAFE_INTEGER, '1 second', 86_400_000], [5000, undefined, 5000], [1, '30 days', 86_400_000]] as const) {
    const asked: number[] = []
    const memory = createMemoryStore()
    const { post } = await keyed(t, app => counting(app), {
      options: { lockTtl, ...storeTimeout === undefined ? {} : { storeTimeout }, store: { ...memory, lock: async (id, lock, ttl) => { asked.push(ttl); await wait(10); return memory.lock(id, lock, ttl) } } }
    })
    t.equal((await post('/payments', 'k')).status, 201, 'a timer of more than 24 days would end at once')
    t.same(asked, [want])
  }
})

t.test('the memory is bounded: old replies go first, and new keys are refused, never known ones forgotten', async t => {
  const { pass } = clock(t)
  const { post } = await keyed(t, app => counting(app), { options: { keyTtl: '2 hours', replyTtl: '1 hour', store: createMemoryStore({ maxKeys: 4, maxKeysPerOwner: 3, maxBytes: 400 }) } })
  for (const key of ['a', 'b', 'c']) await post('/payments', key)
  const refused = await post('/payments', 'd')
  t.same(told(refused), [503, 'unavailable', undefined], 'three keys of one owner')
  t.equal((await post('/payments', 'a', undefined, { 'x-owner': 'globex' })).status, 201, 'another owner has room')
  t.equal((await post('/payments', 'a', undefined, { 'x-owner': 'initech' })).status, 503, 'four keys in all')
  t.same(told(await post('/payments', 'a')), [410, 'idempotency_key_expired', undefined])
  t.same(told(await post('/payments', 'c')), [201, '{"id":3}', 'true'])
  pass(2 * 60 * 60 * 1000)
  t.same(told(await post('/payments', 'd')), [201, '{"id":5}', undefined], 'expired keys make room')
})

t.test('a lock in memory ends neither by the clock nor by other keys', async t => {
  const { pass } = clock(t)
  const now = Date.now
  t.teardown(() => { Date.now = now })
  let state = {} as ReturnType<typeof slow>
  const { post } = await keyed(t, app => { state = slow(app); counting(app) }, { options: { store: createMemoryStore({ maxKeys: 3, maxKeysPerOwner: 3 }) } })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  Date.now = () => now() + 10 ** 12
  pass(10 ** 12)
  for (const key of ['a', 'b', 'c', 'd']) await post('/payments', key)
  t.equal((await post('/slow', 'k')).status, 409)
  state.go()
  t.equal((await first).text, '{"id":1}')
  t.equal(state.runs, 1)
})

t.test('a reply larger than the whole memory leaves its key', async t => {
  const { post, logs } = await keyed(t, app => counting(app), { options: { store: createMemoryStore({ maxBytes: 50 }) } })
  await post('/payments', 'k')
  t.equal(codeOf(await post('/payments', 'k')), 'idempotency_key_expired')
  t.ok(logs.some(({ msg }) => /no room for the response/.test(String(msg))))
})

t.test('a store that has lost a lock changes nothing, and the same end twice is one', async t => {
  const store = createMemoryStore()
  const [mine, other] = ['1', '2'].map(token => ({ token, fingerprint: 'f', owner: 'acme' })) as [Lock, Lock]
  await store.lock('id', mine, 1000)
  t.same([await store.finish('id', other, { replyTtl: 1, keyTtl: 1 }), await store.release('id', other), await store.release('none', other)], ['lost', false, false])
  t.same(await store.lock('id', other, 1000), { fingerprint: 'f', isLocked: true })
  for (let n = 0; n < 2; n++) t.equal(await store.finish('id', mine, { reply: 'r', replyTtl: 1000, keyTtl: 1000 }), 'kept')
  t.same(await store.lock('id', other, 1000), { fingerprint: 'f', isLocked: false, reply: 'r' })
  t.equal(await store.release('id', mine), false)
})

t.test('stores that throw synchronously are handled like stores that reject', async t => {
  const memory = createMemoryStore()
  const broken = (name: keyof IdempotencyStore) => ({ ...memory, [name]: () => { throw new Error(`no ${name}`) } })
  for (const [name, status, again] of [['lock', 503, 503], ['finish', 201, 409], ['renew', 201, 201]] as const) {
    const { post } = await keyed(t, app => counting(app), { options: { store: broken(name), owner: () => name } })
    t.equal((await post('/payments', 'k')).status, status, name)
    t.equal((await post('/payments', 'k')).status, again, name)
  }
})
