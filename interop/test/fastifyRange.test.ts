import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import Fastify50 from 'fastify-5.0'
import Fastify52 from 'fastify-5.2'
import Fastify54 from 'fastify-5.4'
import Fastify55 from 'fastify-5.5'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import t from 'tap'
import { dial } from '../../test/matrix/dial.ts'

const require = createRequire(import.meta.url)

/** The oldest version of the peer range, versions before and at the change of Fastify's JSON parser, and the newest. */
const versions = { 'fastify-5.0': Fastify50, 'fastify-5.2': Fastify52, 'fastify-5.4': Fastify54, 'fastify-5.5': Fastify55, fastify: Fastify }

interface Row {
  readonly body: string
  readonly type?: string
  /** Further header lines, instead of the content length. */
  readonly framing?: string
  /** Status and code, if the route exists. */
  readonly want: string
}

const badJson = [
  '{', '{"a":', '{"a":1', 'nul', '{\'a\':1}', '{"a":1}}', '[1,]', '"', 'NaN', '\ufeff{}x', '{"a":1}{"b":2}', '',
  '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}', '\u0000', '<a/>', 'a=1'
]
const badTypes = ['application/xml', 'text/html', 'application/json-seq', 'application/vnd.api+json', 'json', ';', 'multipart/form-data; boundary=a']

const rows: readonly Row[] = [
  ...badJson.map(body => ({ body, want: '400 malformed_body' })),
  ...badTypes.map(type => ({ body: 'a=1', type, want: '415 unsupported_media_type' })),
  { body: JSON.stringify('a'.repeat(300)), want: '413 payload_too_large' },
  { body: `12c\r\n"${'a'.repeat(299)}\r\n0\r\n\r\n`, framing: 'transfer-encoding: chunked', want: '413 payload_too_large' },
  { body: '2\r\n{"\r\n0\r\n\r\n', framing: 'transfer-encoding: chunked', want: '400 malformed_body' },
  { body: 'a', type: 'custom/rejects', want: '400 malformed_body' },
  { body: 'a', type: 'custom/calls', want: '400 malformed_body' },
  { body: 'a', type: 'custom/bug', want: '500 internal_error' }
]

/** Requests with a body: to a route, to a URL without a route, and to a URL whose route has another method. */
const targets: ReadonlyArray<[request: string, want?: string, allow?: string]> = [
  ['POST /orders'], ['PUT /orders'], ['DELETE /orders'],
  ['POST /nowhere', '404 not_found'],
  ['PUT /only-post', '405 method_not_allowed', 'POST'],
  ['DELETE /only-post', '405 method_not_allowed', 'POST']
]

function routes (app: FastifyInstance) {
  const syntax = () => Object.assign(new SyntaxError('secret'), { statusCode: 400 })
  app.addContentTypeParser('custom/rejects', { parseAs: 'string' }, async () => { throw syntax() })
  app.addContentTypeParser('custom/calls', { parseAs: 'buffer' }, (_request, _body, done) => { done(syntax()) })
  app.addContentTypeParser('custom/bug', { parseAs: 'string' }, async () => { throw new TypeError('secret') })
  for (const method of ['POST', 'PUT', 'DELETE'] as const) app.route({ method, url: '/orders', handler: async () => 'fine' })
  app.post('/only-post', async () => 'fine')
  app.post('/throws', async () => { throw new SyntaxError('secret') })
  app.post('/refuses', { onRequest: async () => { throw Object.assign(new SyntaxError('secret'), { statusCode: 400 }) } }, async () => 'fine')
  app.get('/next', async () => 'next')
}

/** Send a request over a new connection: the status, code, id and `Allow` of its response. */
async function ask (port: number, request: string, { body, type = 'application/json', framing = `content-length: ${Buffer.byteLength(body)}` }: Omit<Row, 'want'>) {
  const line = dial(port)
  line.write(`${request} HTTP/1.1\r\nhost: a\r\nx-request-id: id-1\r\ncontent-type: ${type}\r\n${framing}\r\n\r\n`)
  line.write(Buffer.from(body))
  const { status, headers, text } = await line.next()
  line.hangUp()
  const { error } = JSON.parse(text) as { error: { code: string, request_id: string } }
  return [`${status} ${error.code}`, error.request_id, headers['allow'], text.includes('secret')]
}

for (const [name, create] of Object.entries(versions)) {
  const { version } = require(`${name}/package.json`) as { version: string }
  t.test(`Fastify ${version}: a malformed body has one code, and an unknown URL or method has another`, async t => {
    const app = (create as typeof Fastify)(serverOptions({ bodyLimit: 200 }))
    t.teardown(async () => await app.close())
    await app.register(errorCatalog)
    routes(app)
    await app.listen({ port: 0, host: '127.0.0.1' })
    t.equal(app.version, version)
    const { port } = app.server.address() as AddressInfo
    for (const [request, unmatched, allow] of targets) {
      for (const row of rows) {
        const wanted = row.want.startsWith('4') ? [unmatched ?? row.want, 'id-1', allow, false] : [row.want, 'id-1', undefined, false]
        t.strictSame(await ask(port, request, row), wanted, `${request} ${row.type ?? ''} ${row.body}`)
      }
    }
    for (const [request, body, want] of [
      ['POST /throws', '{}', '500 internal_error'],
      ['POST /throws', '', '400 malformed_body'],
      ['POST /refuses', '{}', '400 bad_request'],
      ['GET /%zz', '', '400 uri_invalid'],
      ['GET /nowhere', '', '404 not_found']
    ] as const) t.strictSame(await ask(port, request, { body }), [want, 'id-1', undefined, false], `${request} ${body}`)
  })
}

t.test('the oldest tested version is the first of the peer range', async t => {
  const { peerDependencies } = require('fastify-error-catalog/package.json') as { peerDependencies: { fastify: string } }
  const { version } = require('fastify-5.0/package.json') as { version: string }
  t.equal(peerDependencies.fastify, `^${version}`)
})
