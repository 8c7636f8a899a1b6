import { once } from 'node:events'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t from 'tap'
import { dial } from './dial.ts'
import { compare, kyc, listen, messageOf, secret, type Row } from './rows.ts'

const own = { ownId: true, closes: true } as const
const host = 'host: a\r\n'
const post = `POST /body HTTP/1.1\r\n${host}content-type: text/plain\r\n`
const chunked = `${post}transfer-encoding: chunked\r\n\r\n`

/** Bytes that no HTTP/1.1 parser may accept as a request. */
const unreadable: Readonly<Record<string, string>> = {
  'no request': `${secret}\r\n\r\n`,
  'one word': 'GET\r\n\r\n',
  'unknown method': `FOO /next HTTP/1.1\r\n${host}\r\n`,
  'method in small letters': `get /next HTTP/1.1\r\n${host}\r\n`,
  'method with a sign': `GE(T /next HTTP/1.1\r\n${host}\r\n`,
  'space before the method': ` GET /next HTTP/1.1\r\n${host}\r\n`,
  'version 9': `GET /next HTTP/9.9\r\n${host}\r\n`,
  'version 1.2': `GET /next HTTP/1.2\r\n${host}\r\n`,
  'version without digits': `GET /next HTTP/x\r\n${host}\r\n`,
  'preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'client hello of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'space in the URL': `GET /ne xt HTTP/1.1\r\n${host}\r\n`,
  'control character in the URL': `GET /ne\x01xt HTTP/1.1\r\n${host}\r\n`,
  'NUL in the URL': `GET /ne\x00xt HTTP/1.1\r\n${host}\r\n`,
  'URL without a slash': `GET next HTTP/1.1\r\n${host}\r\n`,
  'no URL': `GET  HTTP/1.1\r\n${host}\r\n`,
  'header without a colon': `GET /next HTTP/1.1\r\n${host}${secret}\r\n\r\n`,
  'header without a name': `GET /next HTTP/1.1\r\n${host}: a\r\n\r\n`,
  'space before the colon': `GET /next HTTP/1.1\r\n${host}a : b\r\n\r\n`,
  'space in a name': `GET /next HTTP/1.1\r\n${host}a b: c\r\n\r\n`,
  'sign in a name': `GET /next HTTP/1.1\r\n${host}a(b: c\r\n\r\n`,
  'name that is not ASCII': `GET /next HTTP/1.1\r\n${host}\xe4: c\r\n\r\n`,
  'NUL in a value': `GET /next HTTP/1.1\r\n${host}a: b\x00c\r\n\r\n`,
  'control character in a value': `GET /next HTTP/1.1\r\n${host}a: b\x01c\r\n\r\n`,
  'carriage return in a value': `GET /next HTTP/1.1\r\n${host}a: b\rc: d\r\n\r\n`,
  'line feed without a return': `GET /next HTTP/1.1\r\n${host}a: b\nc: d\r\n\r\n`,
  'both lengths': `${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /${secret}`,
  'both lengths, the other way': `${post}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`,
  'two lengths': `${post}content-length: 1\r\ncontent-length: 2\r\n\r\nab`,
  'the same length twice': `${post}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
  'list of lengths': `${post}content-length: 1, 1\r\n\r\na`,
  'length that is a word': `${post}content-length: ${secret}\r\n\r\n`,
  'negative length': `${post}content-length: -1\r\n\r\n`,
  'length with a sign': `${post}content-length: +1\r\n\r\na`,
  'length with a fraction': `${post}content-length: 1.5\r\n\r\na`,
  'hexadecimal length': `${post}content-length: 0x1\r\n\r\na`,
  'length beyond all numbers': `${post}content-length: 99999999999999999999999\r\n\r\n`,
  'no length': `${post}content-length:\r\n\r\n`,
  'encoding that does not end in chunks': `${post}transfer-encoding: gzip\r\n\r\n`,
  'chunks before another encoding': `${post}transfer-encoding: chunked, gzip\r\n\r\n`,
  'chunks twice': `${post}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n`,
  'chunk size that is a word': `${chunked}zz\r\n`,
  'no chunk size': `${chunked}\r\n\r\n`,
  'negative chunk size': `${chunked}-1\r\n`,
  'chunk size beyond all numbers': `${chunked}ffffffffffffffffffff\r\n`,
  'chunk size with a space': `${chunked}1 1\r\n`,
  'chunk longer than its size': `${chunked}1\r\nabc\r\n0\r\n\r\n`,
  'chunk without its end': `${chunked}1\r\na0\r\n\r\n`,
  'bad trailer': `${chunked}0\r\na b\r\n\r\n`
}

const large = 'a'.repeat(20_000)

/** Heads and chunks that are larger than a server reads. */
const oversized: ReadonlyArray<[about: string, bytes: string, want: string]> = [
  ['value', `GET /next HTTP/1.1\r\n${host}a: ${large}\r\n\r\n`, '431 headers_too_large'],
  ['name', `GET /next HTTP/1.1\r\n${host}${large}: a\r\n\r\n`, '431 headers_too_large'],
  ['many', `GET /next HTTP/1.1\r\n${host}${'a: bcdefghijk\r\n'.repeat(2000)}\r\n`, '431 headers_too_large'],
  ['cookie', `POST /body HTTP/1.1\r\n${host}cookie: a=${large}\r\n\r\n`, '431 headers_too_large'],
  ['URL', `GET /${large} HTTP/1.1\r\n${host}\r\n`, '431 headers_too_large'],
  ['query', `GET /next?${large} HTTP/1.1\r\n${host}\r\n`, '431 headers_too_large'],
  ['trailer', `${chunked}0\r\na: ${large}\r\n\r\n`, '431 headers_too_large'],
  ['chunk extension', `${chunked}1;${large}\r\na\r\n0\r\n\r\n`, '413 payload_too_large'],
  ['chunk extension with a value', `${chunked}1;a=${large}\r\na\r\n0\r\n\r\n`, '413 payload_too_large'],
  ['chunk extension that is quoted', `${chunked}1;a="${large}"\r\na\r\n0\r\n\r\n`, '413 payload_too_large']
]

const routes = (app: FastifyInstance) => {
  app.post('/body', async () => 'fine')
  app.get('/fails', async () => { throw new Error(secret) })
}

/** Requests that end before they are whole. */
const cutOff: Readonly<Record<string, string>> = {
  'half a method': 'GE',
  'half a line': 'GET /next HT',
  'half a header': `GET /next HTTP/1.1\r\n${host}a`,
  'no empty line': `GET /next HTTP/1.1\r\n${host}`,
  'no body': `${post}content-length: 5\r\n\r\n`,
  'half a body': `${post}content-length: 5\r\n\r\nab`,
  'no chunk': chunked,
  'half a chunk': `${chunked}5\r\nab`,
  'no last chunk': `${chunked}1\r\na\r\n`,
  'no trailer': `${chunked}0\r\n`
}

const malformed: readonly Row[] = [
  ...Object.entries(unreadable).map(([about, bytes]) => ({ ask: '', bytes, about, want: '400 bad_request', ...own })),
  ...Object.entries(cutOff).map(([about, bytes]) => ({ ask: '', bytes, ends: true, about: `${about}, ended`, want: '400 bad_request', ...own })),
  ...oversized.map(([about, bytes, want]) => ({ ask: '', bytes, about: `large ${about}`, want, ...own }))
]

t.test('bytes that are not a request, or too many bytes', async t => {
  await compare(t, await listen(t, routes), malformed)
})

t.test('the same bytes in the style of a KYC platform', async t => {
  const port = await listen(t, routes, {}, { catalog: { extends: 'kyc' } })
  const is = (id: string) => ({ code: 'validation_error', message: messageOf('validation_error', 'kyc'), request_id: id })
  await compare(t, port, malformed.map(row => ({ ...row, want: '422 validation_error', is })), kyc)
})

const known = 'x-request-id: id-1\r\n'

t.test('requests without a host, with two of them, or with an unknown expectation', async t => {
  const port = await listen(t, routes)
  const closes = true
  const methods = ['GET', 'HEAD', 'POST', 'OPTIONS']
  await compare(t, port, [
    ...methods.flatMap((method): Row[] => [
      { ask: `${method} /next`, bytes: `${method} /next HTTP/1.1\r\n${known}\r\n`, about: 'no host', want: '400 bad_request', closes },
      { ask: `${method} /next`, bytes: `${method} /next HTTP/1.1\r\n${known}host: a\r\nhost: b\r\n\r\n`, about: 'two hosts', want: '400 bad_request', closes },
      { ask: `${method} /next`, bytes: `${method} /next HTTP/1.1\r\n${known}host: a\r\nHOST: a\r\n\r\n`, about: 'one host twice', want: '400 bad_request', closes }
    ]),
    { ask: 'GET /nowhere', bytes: `GET /nowhere HTTP/1.1\r\n${known}\r\n`, about: 'no host', want: '400 bad_request', closes },
    { ask: 'GET /nowhere', bytes: `GET /nowhere HTTP/1.0\r\n${known}\r\n`, about: 'of HTTP/1.0, which needs no host', want: '404 not_found', closes },
    { ask: 'GET /fails', bytes: `GET /fails HTTP/1.0\r\n${known}\r\n`, about: 'of HTTP/1.0', want: '500 internal_error', closes },
    { ask: 'GET /%zz', bytes: `GET /%zz HTTP/1.0\r\n${known}\r\n`, about: 'of HTTP/1.0', want: '400 uri_invalid', closes },
    ...['200-ok', 'nothing', '101-continue', '100-continues', secret].flatMap(expect => ['GET', 'HEAD'].flatMap(method => ['/next', '/nowhere'].map((path): Row => (
      { ask: `${method} ${path}`, headers: { expect }, about: expect, want: '417 expectation_failed', closes }
    )))),
    { ask: 'GET /nowhere', headers: { expect: '100-continue' }, about: 'goes on', want: '404 not_found' },
    { ask: 'POST /nowhere', headers: { expect: '100-continue', 'content-type': 'text/plain' }, body: 'a', about: 'goes on', want: '404 not_found' },
    { ask: 'GET /fails', headers: { connection: 'close' }, want: '500 internal_error', closes },
    { ask: 'GET /nowhere', headers: { connection: 'close' }, want: '404 not_found', closes }
  ])
})

t.test('requests that do not arrive in time', async t => {
  // Node swaps the two limits where that of the head is longer, and a body may then take a minute.
  const port = await listen(t, routes, { requestTimeout: 40, http: { connectionsCheckingInterval: 20, requestTimeout: 40, headersTimeout: 40 } })
  await compare(t, port, Object.entries(cutOff).map(([about, bytes]) => ({ ask: '', bytes, about, want: '408 request_timeout', ...own })))
})

t.test('requests that come while the server closes', async t => {
  let release = () => {}
  let begin = () => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const begun = new Promise<void>(resolve => { begin = resolve })
  let app: FastifyInstance | undefined
  const port = await listen(t, server => {
    app = server
    routes(server)
    server.addHook('preClose', async () => { begin(); await held })
  })
  const closed = app?.close()
  await begun
  await compare(t, port, [
    ...['GET', 'HEAD', 'POST', 'OPTIONS'].flatMap(method => ['/next', '/nowhere', '/fails'].map((path): Row => (
      { ask: `${method} ${path}`, want: '503 unavailable', closes: true, sends: { 'retry-after': '5' } }
    ))),
    { ask: 'POST /body', headers: { 'content-type': 'text/plain' }, body: 'a', want: '503 unavailable', closes: true }
  ])
  release()
  await closed
})

t.test('garbage after a request is answered after its response', async t => {
  const port = await listen(t, routes)
  for (const [about, bytes] of Object.entries(unreadable)) {
    const line = dial(port)
    line.write(`GET /next HTTP/1.1\r\n${host}\r\n`)
    const first = await line.next()
    line.write(bytes)
    const { status, headers, text } = await line.next()
    const body = { error: { code: 'bad_request', message: messageOf('bad_request'), request_id: headers['x-request-id'] } }
    t.strictSame([first.status, first.text, status, text, headers['connection'], await line.rest()], [200, 'next', 400, JSON.stringify(body), 'close', ''], about)
  }
})

t.test('garbage after a request whose response has begun lets it end, and adds nothing', async t => {
  let end = () => {}
  let server: FastifyInstance['server'] | undefined
  const port = await listen(t, app => {
    server = app.server
    app.get('/begun', (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-length': 10 }).write('begun')
      end = () => { reply.raw.end('ended') }
    })
  })
  for (const [about, bytes] of Object.entries(unreadable).filter(([, bytes]) => !bytes.startsWith(chunked))) {
    const line = dial(port)
    line.write(`GET /begun HTTP/1.1\r\n${host}\r\n`)
    await line.until('begun')
    const met = once(server as NonNullable<typeof server>, 'clientError')
    line.write(bytes)
    await met
    end()
    t.match(await line.rest().catch(String), /^[^{}]*\r\n\r\nbegunended$/, about)
  }
})

t.test('a body that breaks after its response has begun ends the connection amid it', async t => {
  const port = await listen(t, app => {
    const onRequest = (_request: unknown, reply: FastifyReply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-length': 10 }).write('begun')
    }
    app.post('/body', { onRequest }, async () => 'never')
  })
  for (const [about, bytes] of Object.entries(unreadable).filter(([, bytes]) => bytes.startsWith(chunked))) {
    const line = dial(port)
    line.write(chunked)
    await line.until('begun')
    line.write(bytes.slice(chunked.length))
    t.match(await line.rest().catch(String), /^[^{}]*\r\n\r\nbegun$/, about)
  }
})
