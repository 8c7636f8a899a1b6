import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createRedisStore, type IdempotencyOptions } from '../../src/idempotency.ts'
import { CatalogError } from '../../src/index.ts'
import { shippedCatalog } from '../../src/catalog/shipped.ts'
import { endingCodes, endings, otherEndings } from './endings.ts'
import { codeOf, keyed } from './keyed.ts'
import { freePort } from '../freePort.ts'
import { startRedis } from '../redis.ts'

const catalog = { catalog: { extends: 'http', codes: endingCodes } } as const

/** Without a body: Fastify's limit does not hold for requests with one, since their `close` ends it (lib/route.js, onAbort). */
const toPost = ({ ask }: Awaited<ReturnType<typeof keyed>>) => (path: string, key: string) => ask(path, { method: 'POST', headers: { 'idempotency-key': key } })

const port = await freePort()
const { client } = await startRedis(t, port)

for (const [name, options] of [['memory', {}], ['Redis', { store: createRedisStore(client, { prefix: 'endings:' }) }]] as Array<[string, Partial<IdempotencyOptions>]>) {
  t.test(`each ending changes the key as the table says: ${name}`, async t => {
    const runs: number[] = endings.map(() => 0)
    const served = await keyed(t, app => {
      endings.forEach(({ handler, options = {} }, index) => app.post(`/${index}`, options, (_request, reply) => {
        runs[index] = runs[index] as number + 1
        return handler(reply) as never
      }))
    }, { catalog, options: { lockTtl: 2000, storeTimeout: 600, maxBytes: 1000, ...options } })
    const post = toPost(served)
    await Promise.all(endings.map(async ({ ending, title, status, next }, index) => {
      const what = `${ending}: ${title}`
      const first = await post(`/${index}`, `k${index}`)
      t.equal(first.status, status, what)
      let second = await post(`/${index}`, `k${index}`)
      const isWaiting = () => codeOf(second) === 'idempotency_key_in_flight' || (codeOf(second) === 'handler_timeout' && second.headers['idempotent-replayed'] === undefined)
      // The limit of the handler also holds for the request that waits for the store on a busy machine.
      while (isWaiting()) {
        if (second.status === 409) t.equal(second.headers['retry-after'], '1')
        await wait(50)
        second = await post(`/${index}`, `k${index}`)
      }
      t.equal(runs[index], next === 'runs' ? 2 : 1, `${what}: runs`)
      t.equal(second.headers['idempotent-replayed'], next === 'replay' ? 'true' : undefined, what)
      if (title === 'a late result') t.same([second.status, second.body], [200, { done: 'late' }])
      else if (next === 'replay') t.same([second.status, second.text, second.headers['content-type']], [first.status, first.text, first.headers['content-type']], what)
      else t.equal(codeOf(second), next === 'runs' ? codeOf(first) : next, what)
    }))
  })
}

t.test('each ending of the table that needs more than a handler has its tests', async t => {
  for (const { ending, tests } of otherEndings) {
    t.ok(tests.length > 0, ending)
    for (const [file, name] of tests) t.ok((await readFile(new URL(`${file}.test.ts`, import.meta.url), 'utf8')).includes(`t.test('${name}', `), `${ending}: ${name}`)
  }
})

t.test('every 5xx of the five platforms: the second request runs where its code promises that a retry may help', async t => {
  for (const platform of ['kyc', 'billing', 'settlement', 'merchant', 'cards']) {
    const codes = Object.entries(shippedCatalog(platform)?.codes ?? {}).filter(([, { status }]) => status >= 500)
    t.ok(codes.length > 0, platform)
    const runs = new Map<string, number>()
    const served = await keyed(t, app => {
      app.post<{ Params: { code: string } }>('/:code', async ({ params: { code } }) => {
        runs.set(code, (runs.get(code) ?? 0) + 1)
        throw new CatalogError(code)
      })
    }, { catalog: { catalog: { extends: platform } } })
    const post = toPost(served)
    for (const [code, { status, retry = 'idempotent' }] of codes) {
      const isFreed = ['after', 'idempotent', 'same-key'].includes(retry)
      const [first, second] = [await post(`/${code}`, code), await post(`/${code}`, code)]
      t.same([first.status, second.status, runs.get(code), second.headers['idempotent-replayed']], [status, status, isFreed ? 2 : 1, isFreed ? undefined : 'true'], `${platform} ${code} ${retry}`)
    }
  }
})

t.test('keep overrides what is kept: for replies, failures and handlers that end too late', async t => {
  let runs = 0
  const seen: unknown[] = []
  const served = await keyed(t, app => {
    app.post('/reply', async (_request, reply) => reply.code(503).send({ run: ++runs }))
    app.post('/fail', async () => { runs++; throw new CatalogError('later') })
    app.post('/late', { handlerTimeout: 30 }, async () => { runs++; await wait(60); throw new Error('late') })
    app.post('/default', async () => ({ run: ++runs }))
    app.post('/broken', { config: { idempotency: { keep: () => { throw new Error('broken') } } } }, async () => ({ run: ++runs }))
  }, {
    catalog,
    options: {
      keep: ({ error, ...ending }, { url }) => {
        seen.push([url, ending, (error as Error | undefined)?.message])
        return { '/reply': false, '/fail': true, '/late': false }[url]
      }
    }
  })
  const post = toPost(served)
  for (const [path, count] of [['/reply', 2], ['/fail', 1], ['/late', 2], ['/default', 1], ['/broken', 1]] as const) {
    runs = 0
    for (let n = 0; n < 2; n++) {
      await post(path, path)
      await wait(path === '/late' ? 100 : 0)
    }
    t.equal(runs, count, path)
  }
  t.same(seen, [
    ['/reply', { status: 503, by: 'handler' }, undefined], ['/reply', { status: 503, by: 'handler' }, undefined],
    ['/fail', { status: 503, code: 'later', retry: 'after', by: 'handler' }, 'later'],
    ['/late', { status: 503, by: 'timeout' }, 'late'], ['/late', { status: 503, by: 'timeout' }, 'late'],
    ['/default', { status: 200, by: 'handler' }, undefined]
  ])
  t.ok(served.logs.some(({ msg }) => /option keep .* threw/.test(String(msg))))
})

t.test('a handler that outlives its limit: what it sends, and sets, late is what the next request gets', async t => {
  const late = (handler: (reply: Parameters<(typeof endings)[number]['handler']>[0]) => unknown) => handler
  const handlers = {
    text: [late(async reply => { reply.code(201).header('location', '/x'); await wait(120); return 'text' }), [201, 'text', 'text/plain; charset=utf-8', '/x']],
    bytes: [late(async reply => { await wait(120); reply.code(202).header('location', '/y'); return Buffer.from('b') }), [202, 'b', 'application/octet-stream', '/y']],
    sent: [late(reply => { setTimeout(() => reply.type('text/csv').code(201).send('a;b'), 120) }), [201, 'a;b', 'text/csv', undefined]],
    returned: [late(async reply => { setTimeout(() => reply.code(201).send({ a: 1 }), 120); return reply }), [201, '{"a":1}', 'application/json; charset=utf-8', undefined]],
    stream: [late(async () => { await wait(120); return (await import('node:stream')).Readable.from(['a']) }), [410]],
    cycle: [late(async () => { await wait(120); const a = {} as Record<string, unknown>; a['a'] = a; return a }), [410]],
    nothing: [late(async () => { await wait(120); return null }), [200, 'null', 'application/json; charset=utf-8', undefined]]
  } as const
  const runs: string[] = []
  const served = await keyed(t, app => {
    for (const [name, [handler]] of Object.entries(handlers)) {
      app.post(`/${name}`, { handlerTimeout: 40 }, (_request, reply) => {
        runs.push(name)
        return handler(reply) as never
      })
    }
  }, { catalog, options: { lockTtl: 5000 } })
  const post = toPost(served)
  await Promise.all(Object.entries(handlers).map(async ([name, [, want]]) => {
    t.equal((await post(`/${name}`, name)).status, 503, name)
    let got = await post(`/${name}`, name)
    for (; got.status === 409; got = await post(`/${name}`, name)) await wait(30)
    t.same([got.status, got.text, got.headers['content-type'], got.headers['location']].slice(0, want.length), want, name)
  }))
  t.equal(runs.length, Object.keys(handlers).length)
})
