import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { createBudget, createReader, withRetry, type Decision } from '../../src/client.ts'
import type { ErrorData, Failure } from '../../src/client/types.ts'
import { loadContract } from '../../src/envelope/load.ts'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'
import { shippedNames } from '../../src/catalog/shipped.ts'

async function dataOf (catalog: string): Promise<ErrorData> {
  return toErrorData((await loadContract({ extends: catalog })).catalog)
}

type Handler = (request: IncomingMessage & { attempt: number }, response: ServerResponse) => void

/** A server that counts the requests it received, with their keys. */
async function serve (t: Test, handle: Handler) {
  const keys: Array<string | undefined> = []
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'] as string | undefined)
    request.resume().on('end', () => handle(Object.assign(request, { attempt: keys.length }), response))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, keys }
}

const fail = (response: ServerResponse, code: string, status: number, headers = {}) => response
  .writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error: { code, message: 'M.', request_id: 'r' } }))

const fast = { maxWait: 0.01 }

t.test('a POST without a key is sent exactly once for each 5xx code of the shipped catalogs', async t => {
  let requests = 0
  for (const name of shippedNames) {
    const { catalog } = await loadContract({ extends: name })
    const errors = { ...await dataOf(name), idempotency: false } as unknown as ErrorData
    const app = Fastify()
    await app.register(errorCatalog, { catalog: { extends: name } })
    app.post('/:code', async request => {
      requests++
      throw new CatalogError((request.params as { code: string }).code)
    })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    for (const { code, status, retry } of catalog.entries.values()) {
      if (status < 500 || retry === 'after') continue
      requests = 0
      const response = await withRetry(fetch, errors, fast)(`${url}/${code}`, { method: 'POST', body: '{}' })
      t.same([response.status, requests], [status, 1], `${name} ${code}`)
    }
    await app.close()
  }
})

t.test('a POST without a key is sent exactly once for any 5xx, HTML of a proxy, resets and truncated bodies', async t => {
  const errors = await dataOf('http')
  for (const [what, handle] of Object.entries({
    ...Object.fromEntries([500, 501, 502, 503, 504, 507, 520, 599].map(status => [`status ${status}`, (_, response) => { response.writeHead(status).end('<html>') }] satisfies [string, Handler])),
    'an unknown code': (_, response) => { fail(response, 'new_one', 500) },
    'a reset before the response': (_, response) => { response.socket?.resetAndDestroy() },
    'a closed connection': (_, response) => { response.socket?.destroy() },
    'a truncated failure': (_, response) => { response.writeHead(500, { 'content-length': 99, 'content-type': 'application/json' }).write('{', () => response.destroy()) },
    'a truncated success': (_, response) => { response.writeHead(200, { 'content-length': 99, 'content-type': 'application/json' }).write('{', () => response.destroy()) }
  } satisfies Record<string, Handler>)) {
    const { url, keys } = await serve(t, handle)
    await withRetry(fetch, errors, fast)(url, { method: 'POST', body: 'x' }).catch(() => {})
    await setTimeout(20)
    t.same(keys, [undefined], what)
  }
})

t.test('with a key of the caller, all attempts send that key', async t => {
  const { url, keys } = await serve(t, ({ attempt }, response) => {
    if (attempt === 1) response.socket?.resetAndDestroy()
    else if (attempt === 2) fail(response, 'internal', 500)
    else response.writeHead(201, { 'content-type': 'application/json' }).end('{"done":true}')
  })
  const decisions: Array<[Failure['kind'], boolean]> = []
  const call = withRetry(fetch, await dataOf('http'), { ...fast, onFailure: ({ kind }, { retry }) => decisions.push([kind, retry]) })
  const response = await call(url, { method: 'POST', headers: { 'Idempotency-Key': 'k' }, body: '{}' })
  t.same([response.status, await response.json(), keys, decisions], [201, { done: true }, ['k', 'k', 'k'], [['unanswered', true], ['api', true]]])
})

t.test('the client creates a key on request, or if the catalog has codes for keys, for POST and PATCH only', async t => {
  for (const [catalog, options, method, isMade] of [
    ['http', {}, 'POST', false],
    ['http', { idempotencyKey: true }, 'POST', true],
    ['http', { idempotencyKey: true }, 'PATCH', true],
    ['http', { idempotencyKey: true }, 'PUT', false],
    ['billing', {}, 'POST', true],
    ['billing', { idempotencyKey: false }, 'POST', false],
    ['settlement', {}, 'POST', false]
  ] as const) {
    const { url, keys } = await serve(t, (_, response) => { response.writeHead(502).end() })
    await withRetry(fetch, await dataOf(catalog), { ...fast, ...options })(url, { method })
    t.equal(keys[0] !== undefined, isMade, `${catalog} ${method} ${JSON.stringify(options)}`)
    t.equal(keys.length, isMade || method === 'PUT' ? 3 : 1)
    t.equal(new Set(keys).size, 1)
  }
})

t.test('a Request is sent again with its body, headers and key', async t => {
  const bodies: string[] = []
  const { url, keys } = await serve(t, (_, response) => { response.writeHead(503).end() })
  const counting: typeof fetch = async (input, init) => {
    bodies.push(await (input as Request).clone().text())
    return await fetch(input, init)
  }
  const request = new Request(url, { method: 'POST', headers: { 'idempotency-key': 'k' }, body: '{"a":1}' })
  t.equal((await withRetry(counting, await dataOf('http'), fast)(request)).status, 503)
  t.same([bodies, keys], [['{"a":1}', '{"a":1}', '{"a":1}'], ['k', 'k', 'k']])
})

t.test('a stream is sent once', async t => {
  const { url, keys } = await serve(t, (_, response) => { response.writeHead(503).end() })
  const decisions: Decision[] = []
  const body = new Blob(['x']).stream()
  await withRetry(fetch, await dataOf('http'), { onFailure: (_, decision) => decisions.push(decision) })(url, { method: 'PUT', body, duplex: 'half' } as RequestInit)
  t.same([keys.length, decisions], [1, [{ retry: false, reason: 'body is a stream' }]])
})

t.test('the client never retries earlier than the server asks, and gives up if that is too long', async t => {
  const { url, keys } = await serve(t, ({ attempt }, response) => { fail(response, 'rate_limited', 429, { 'retry-after': attempt === 1 ? 1 : 61 }) })
  const decisions: Decision[] = []
  const started = Date.now()
  const response = await withRetry(fetch, await dataOf('http'), { onFailure: (_, decision) => decisions.push(decision) })(url, { method: 'POST' })
  t.same([response.status, keys.length], [429, 2])
  t.ok(Date.now() - started >= 1000)
  t.same(decisions, [{ retry: true, after: 1 }, { retry: false, reason: 'wait too long', after: 61 }])
})

t.test('a signal ends the wait and the request', async t => {
  const { url, keys } = await serve(t, (_, response) => { fail(response, 'rate_limited', 429, { 'retry-after': 30 }) })
  const stop = new AbortController()
  const call = withRetry(fetch, await dataOf('http'), { onFailure: () => { stop.abort(new Error('enough')) } })
  await t.rejects(call(url, { signal: stop.signal }), { message: 'enough' })
  await t.rejects(call(url, { signal: stop.signal }), { message: 'enough' }, 'and no later request is sent')
  t.equal(keys.length, 1)
  const later = new AbortController()
  const waiting = withRetry(fetch, await dataOf('http'))(url, { signal: later.signal })
  while (keys.length < 2) await setTimeout(5)
  await setTimeout(50)
  later.abort(new Error('later'))
  await t.rejects(waiting, { message: 'later' })
})

t.test('each attempt may have a timeout', async t => {
  const { url, keys } = await serve(t, ({ attempt }, response) => { if (attempt > 1) response.writeHead(204).end() })
  const seen: unknown[] = []
  const call = withRetry(fetch, await dataOf('http'), { ...fast, timeout: 0.2, onFailure: failure => seen.push(failure.kind === 'unanswered' && [failure.sent, failure.reason]) })
  t.equal((await call(url)).status, 204)
  t.same([keys.length, seen], [2, [['maybe', 'timeout']]])
})

t.test('the client tries an unreachable server three times, then throws the error of fetch', async t => {
  let attempts = 0
  const counting: typeof fetch = async (...args) => {
    attempts++
    return await fetch(...args)
  }
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  await t.rejects(withRetry(counting, await dataOf('http'), fast)(`http://127.0.0.1:${port}/`, { method: 'POST' }), { message: 'fetch failed' })
  t.equal(attempts, 3)
})

t.test('a retry takes 5 tokens, after a timeout 10, and successes give them back', async t => {
  const answers: Array<number | Error> = []
  const fake = (async () => {
    const next = answers.shift() ?? 200
    if (next instanceof Error) throw next
    return new Response(null, { status: next })
  }) as typeof fetch
  const budget = createBudget(20)
  const reasons: string[] = []
  const call = withRetry(fake, await dataOf('http'), { ...fast, budget, onFailure: (_, decision) => { reasons.push(decision.retry ? 'retry' : decision.reason) } })
  const run = async (...given: Array<number | Error>) => {
    answers.splice(0, Infinity, ...given)
    reasons.length = 0
    const response = await call('http://api.test/').catch((error: unknown) => error)
    return [response instanceof Response ? response.status : 'error', ...reasons]
  }
  const timeout = Object.assign(new Error('slow'), { code: 'ETIMEDOUT' })
  t.same(await run(500, 500, 500), [500, 'retry', 'retry', 'no attempts left'], '10 left')
  t.same(await run(timeout), [200, 'retry'], '0 left, then 10')
  t.same(await run(timeout, timeout, timeout), ['error', 'retry', 'retry budget empty'], '0 left')
  t.same(await run(500), [500, 'retry budget empty'])
  for (let count = 0; count < 5; count++) t.same(await run(), [200], 'one token more')
  t.same(await run(500, 500), [500, 'retry', 'retry budget empty'])
  for (let count = 0; count < 50; count++) await run()
  t.ok(budget.take(20), 'it is full again')
  t.notOk(budget.take(1), 'and not fuller')
})

t.test('a failing server gets a tenth of the requests that attempts alone would send', async t => {
  const { url, keys } = await serve(t, (_, response) => { response.writeHead(503).end() })
  const call = withRetry(fetch, await dataOf('http'), fast)
  for (let count = 0; count < 500; count++) await (await call(url)).text()
  t.equal(keys.length, 600)
})

t.test('a response of the last attempt can be read by the caller', async t => {
  const { url } = await serve(t, (_, response) => { fail(response, 'not_found', 404) })
  const errors = await dataOf('http')
  const response = await withRetry(fetch, errors, fast)(url)
  t.match(await createReader(errors)(response), { code: 'not_found', status: 404 })
  t.match(await response.json(), { error: { code: 'not_found' } })
})
