import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import replyFrom from '@fastify/reply-from'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { covered, docOf, namesIn, request, rowsOf, wire } from './serve.ts'
import { serve } from '../serve.ts'

const [, ...rows] = rowsOf(docOf('reference/failures.md')).filter(cells => cells.length === 6 && !cells[0]?.startsWith('-'))

t.test('every row that names an error gets the response of the row', async t => {
  let thrown: object
  const { ask } = await covered(t, app => { app.get('/', async () => { throw thrown }) })
  const told = rows.flatMap(([what = '', by = '', , code, status]) => errorsOf(what, by).map(error => [error, Number(status), namesIn(code)[0]] as const))
  for (const [error, status, code] of told) {
    thrown = Object.assign(new Error(), error)
    const got = await ask('/')
    t.match([got.status, got.body], [status, { error: { code } }], JSON.stringify(error))
  }
})

/** The value to throw for a row. */
function errorsOf (what: string, by: string): object[] {
  const status = /status (\d+)/.exec(what + by)?.[1] ?? /any other status from (\d)00/.exec(what)?.[1]?.concat('18')
  const [names, says] = by.split('message ')
  if (says !== undefined) {
    const codes = namesIn(names)
    const texts = namesIn(says).map(text => text.replace('…', 'x'))
    return texts.flatMap((message): object[] => codes.length === 0 ? [{ message, statusCode: Number(status ?? 500) }] : codes.flatMap(name => [{ message, code: name }, { message, name }]))
  }
  if (by === 'status') return status === undefined ? [] : [{ statusCode: Number(status) }, { status }]
  return by.startsWith('`clientError`') ? [] : namesIn(by).flatMap(name => [{ code: name, statusCode: 418 }, { name }, { cause: { code: name } }])
}

const close = 'connection: close\r\n'
const chunked = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n'

/** The request to send for a row, by the start of its text. */
const sent: Readonly<Record<string, string>> = {
  'No route matches the URL': request('/nowhere', close),
  'No route matches the method': request('/', close).replace('GET', 'PUT'),
  'A part of the request that is invalid': request('/?n=x', close),
  'A request of HTTP/1.1 without `Host`': 'GET / HTTP/1.1\r\n\r\n',
  'An `Expect` other': request('/', 'expect: tea\r\n'),
  'Bytes that Node cannot parse': 'hunter2\r\n\r\n',
  'A code that the catalog does not have': request('/code', close),
  'Any other thrown value': request('/throw', close),
  'Headers and URL longer': request('/', `x: ${'x'.repeat(20_000)}\r\n`),
  'Chunk extensions': `${chunked}1;${'x'.repeat(20_000)}\r\n`,
  'A request slower than `requestTimeout`': 'GET / HTTP/1.1\r\nhost: a\r\n',
  'A URL that cannot be decoded': request('/%', close),
  'A parameter longer': request(`/p/${'x'.repeat(200)}`, close),
  'A text body that another plugin': request('/text', close),
  'A request during shutdown': ''
}

t.test('every row without an error gets the response of the row, and rows with a precondition do not without it', async t => {
  const late = new Map<FastifyInstance, string>()
  const build = (app: FastifyInstance) => {
    app.get('/', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async () => 'ok')
    app.get('/code', async (_request, reply) => reply.fail('no_such_code'))
    app.get('/throw', async () => { throw 'hunter2' }) // eslint-disable-line no-throw-literal -- it is what is tested
    app.get('/text', async (_request, reply) => reply.code(409).send('hunter2'))
    app.get('/p/:id', async () => 'ok')
    app.post('/', async () => 'ok')
    app.addHook('preClose', async () => { late.set(app, await wire(app.listeningOrigin, request('/', close))) })
  }
  const options = { requestTimeout: 200, http: { connectionsCheckingInterval: 20 } }
  const full = await covered(t, build, options)
  const bare = await serve(t, async app => {
    await app.register(errorCatalog)
    build(app)
  }, options)
  const whileClosing = async ({ app }: typeof full) => {
    await app.close()
    return late.get(app) ?? ''
  }
  for (const [what, text] of Object.entries(sent)) {
    const [, , , code, status, needs] = rows.find(([cell]) => cell?.startsWith(what)) as string[]
    const want = status === '' ? [409, 'conflict'] : [Number(status), namesIn(code)[0]]
    const answer = async (served: typeof full) => text === '' ? whileClosing(served) : wire(served.url, text)
    const got = [await answer(full), await answer(bare)].map(text => [Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]), /"error":\{"code":"(\w+)"/.exec(text)?.[1]])
    t.same(got[0], want, what)
    t.equal(JSON.stringify(got[1]) === JSON.stringify(want), needs === '', `${what}, without "${needs}"`)
  }
})

t.test('every row has a request', async t => {
  for (const [what = '', by = ''] of rows) t.ok(errorsOf(what, by).length > 0 || Object.keys(sent).some(start => what.startsWith(start)), what)
})

t.test('an upstream that resets the connection is a bad gateway', async t => {
  const upstream = createServer(socket => { socket.on('data', () => socket.resetAndDestroy()) }).listen(0, '127.0.0.1')
  t.teardown(() => upstream.close())
  await once(upstream, 'listening')
  const { ask } = await covered(t, async app => {
    await app.register(replyFrom, { base: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` })
    app.post('/', (_request, reply) => { reply.from('/') })
  })
  t.match(await ask('/', { method: 'POST' }), { status: 502, body: { error: { code: 'bad_gateway' } } })
})
