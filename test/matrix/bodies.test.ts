import { gzipSync } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { compare, kyc, listen, messageOf, nested, secret, type Row } from './rows.ts'

const json = { 'content-type': 'application/json' }
const text = { type: 'string' }
const order = {
  type: 'object',
  required: ['amount'],
  additionalProperties: false,
  properties: { amount: text, email: { ...text, format: 'email' }, lines: { type: 'array', maxItems: 2, items: { type: 'object', required: ['sku'], properties: { sku: text } } } }
}

async function routes (app: FastifyInstance) {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) app.route({ method, url: '/orders', schema: { body: order }, handler: async () => ({ fine: true }) })
  app.post('/free', async request => request.body ?? 'none')
  app.post('/small', { bodyLimit: 10 }, async () => 'fine')
  app.get('/orders/:id', {
    schema: {
      params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
      querystring: { type: 'object', required: ['page'], properties: { page: { type: 'integer' }, sort: { enum: ['up', 'down'] } }, additionalProperties: false },
      headers: { type: 'object', required: ['X-Tenant'], properties: { 'X-Tenant': { ...text, maxLength: 3 } } }
    }
  }, async () => 'fine')
}

/** The mode `fastify` would convert some of the bodies below, and remove fields that the schema forbids. */
const strict = { validation: { mode: 'strict' } } as const

/** Bodies that a schema refuses, and the issue that is reported. */
const invalid: ReadonlyArray<[given: unknown, path: string, keyword: string, message: string]> = [
  [{}, 'amount', 'required', 'This field is required.'],
  [{ amount: 5 }, 'amount', 'type', 'Must be a string.'],
  [{ amount: null }, 'amount', 'type', 'Must be a string.'],
  [{ amount: [secret] }, 'amount', 'type', 'Must be a string.'],
  [{ amount: '1', email: secret }, 'email', 'format', 'Must be in the format email.'],
  [{ amount: '1', extra: secret }, 'extra', 'additionalProperties', 'This field is not known here.'],
  [{ amount: '1', lines: {} }, 'lines', 'type', 'Must be an array.'],
  [{ amount: '1', lines: [{}] }, 'lines.0.sku', 'required', 'This field is required.'],
  [{ amount: '1', lines: [{ sku: 'a' }, { sku: 5 }] }, 'lines.1.sku', 'type', 'Must be a string.'],
  [{ amount: '1', lines: [1, 2].map(() => ({ sku: 'a' })).concat({ sku: 'b' }) }, 'lines', 'maxItems', 'Must have at most 2 items.'],
  [[], 'body', 'type', 'Must be an object.'],
  ['text', 'body', 'type', 'Must be an object.'],
  [null, 'body', 'type', 'Must be an object.'],
  [5, 'body', 'type', 'Must be an object.']
]

t.test('values that do not fit their schema, in every part of a request', async t => {
  const port = await listen(t, routes, {}, strict)
  const issue = (path: string, keyword: string, message: string, where = 'body') => ({ param: path, issues: [{ path, message, in: where, keyword }] })
  const tenant = { 'x-tenant': 'abc' }
  await compare(t, port, [
    ...['POST', 'PUT', 'PATCH', 'DELETE'].flatMap(method => invalid.map(([given, ...what]): Row => (
      { ask: `${method} /orders`, headers: json, body: JSON.stringify(given), about: JSON.stringify(given), want: '400 validation_failed', more: issue(...what) }
    ))),
    ...([
      ['/orders/x?page=1', tenant, 'id', 'type', 'Must be an integer.', 'path'],
      ['/orders/0?page=1', tenant, 'id', 'minimum', 'Must be at least 1.', 'path'],
      ['/orders/1', tenant, 'page', 'required', 'This field is required.', 'query'],
      [`/orders/1?page=${secret}`, tenant, 'page', 'type', 'Must be an integer.', 'query'],
      ['/orders/1?page=1&sort=left', tenant, 'sort', 'enum', 'Must be one of "up", "down".', 'query'],
      ['/orders/1?page=1&other=1', tenant, 'other', 'additionalProperties', 'This field is not known here.', 'query'],
      ['/orders/1?page=1', {}, 'x-tenant', 'required', 'This field is required.', 'header'],
      ['/orders/1?page=1', { 'X-TENANT': 'abcd' }, 'x-tenant', 'maxLength', 'Must have at most 3 characters.', 'header']
    ] as const).flatMap(([path, headers, field, keyword, message, where]): Row[] => ['GET', 'HEAD'].map(method => (
      { ask: `${method} ${path}`, headers, want: '400 validation_failed', more: issue(field, keyword, message, where) }
    )))
  ])
})

const badJson = ['{', '{"a":', '{"a":1', 'nul', '{\'a\':1}', '{"a":1}}', '[1,]', '"', 'NaN', '\ufeff{}x', '{"a":1}{"b":2}', '', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}', '\u0000', `{"${secret}":}`]
const badTypes = ['application/xml', 'text/html', 'image/png', 'application/json-seq', 'application/vnd.api+json', 'json', 'application', ';', 'application/octet-stream', 'multipart/form-data; boundary=a', 'application/x-www-form-urlencoded', `text/${secret}`]

t.test('bodies that cannot be read: invalid content, invalid lengths and unknown types', async t => {
  const port = await listen(t, routes, { bodyLimit: 200 })
  const closes = true
  const large = JSON.stringify({ amount: secret.repeat(30) })
  const chunked = { ...json, 'transfer-encoding': 'chunked' }
  const accept = { accept: 'application/json, text/plain' }
  await compare(t, port, [
    ...['POST', 'PUT', 'PATCH', 'DELETE'].flatMap(method => badJson.map((body): Row => ({ ask: `${method} /orders`, headers: json, body, about: JSON.stringify(body), want: '400 malformed_body', closes }))),
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Row => ({ ask: `${method} /orders`, headers: json, body: large, about: 'too long', want: '413 payload_too_large', closes })),
    ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Row => ({ ask: `${method} /orders`, headers: chunked, body: `c8\r\n${'a'.repeat(200)}\r\n1\r\nb\r\n0\r\n\r\n`, about: 'too long, in chunks', want: '413 payload_too_large', closes })),
    { ask: 'POST /free', headers: { 'content-type': 'text/plain' }, body: 'a'.repeat(201), want: '413 payload_too_large', closes },
    { ask: 'POST /small', headers: json, body: '{"a":"bcdef"}', want: '413 payload_too_large', closes },
    { ask: 'POST /small', headers: { 'content-type': 'text/plain' }, body: 'a'.repeat(11), want: '413 payload_too_large', closes },
    ...badTypes.flatMap((type): Row[] => ['POST', 'PUT', 'DELETE'].map(method => (
      { ask: `${method} /orders`, headers: { 'content-type': type }, body: 'a=1', about: type, want: '415 unsupported_media_type', sends: accept }
    ))),
    { ask: 'POST /orders', body: 'a=1', about: 'no type', want: '415 unsupported_media_type', sends: accept }
  ])
})

/** A multipart body of parts; one that is given as text stands as it is. */
const parts = (...given: string[]) => `${given.map(part => `--b\r\n${part}\r\n`).join('')}--b--\r\n`
const field = (name: string, value: string, type?: string) => `content-disposition: form-data; name="${name}"${type === undefined ? '' : `\r\ncontent-type: ${type}`}\r\n\r\n${value}`
const file = (value: string) => `content-disposition: form-data; name="f"; filename="${secret}.txt"\r\ncontent-type: text/plain\r\n\r\n${value}`
const form = { 'content-type': 'multipart/form-data; boundary=b' }

t.test('forms, files and compressed bodies that are broken or too large', async t => {
  const port = await listen(t, async app => {
    await app.register(formbody, { bodyLimit: 50 })
    await app.register(cookie)
    app.post('/form', { schema: { body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } }, async () => 'fine')
    await app.register(async scope => {
      await scope.register(multipart, { limits: { fileSize: 20, files: 1, fields: 1, parts: 3, fieldSize: 40 } })
      scope.post('/file', async request => { await (await request.file())?.toBuffer(); return 'fine' })
      scope.post('/saved', async request => { await request.saveRequestFiles(); return 'fine' })
      scope.post('/parts', async request => {
        for await (const part of request.parts()) if (part.type === 'file') await part.toBuffer()
        return 'fine'
      })
      scope.post('/data', async request => await request.formData())
    })
    await app.register(async scope => {
      await scope.register(multipart, { attachFieldsToBody: 'keyValues', limits: { fileSize: 20, files: 1, fields: 2 } })
      scope.post('/attached', { schema: { body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } }, async () => 'fine')
    })
    await app.register(async scope => {
      await scope.register(compress, { global: false })
      scope.post('/gzip', { decompress: { requestEncodings: ['gzip'] } }, async () => 'fine')
    })
  })
  const gzip = { ...json, 'content-encoding': 'gzip' }
  const readers = ['/file', '/saved', '/parts', '/attached']
  const issue = (keyword: string, message: string) => ({ param: 'a', issues: [{ path: 'a', message, in: 'body', keyword }] })
  await compare(t, port, [
    ...['a=x', 'a=', 'a=1.5', 'a=%zz'].map((body): Row => ({ ask: 'POST /form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body, about: body, want: '400 validation_failed', more: issue('type', 'Must be an integer.') })),
    ...['', 'b=1', '=', '&&'].map((body): Row => ({ ask: 'POST /form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body, about: body, want: '400 validation_failed', more: issue('required', 'This field is required.') })),
    { ask: 'POST /form', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a'.repeat(51), want: '413 payload_too_large', closes: true },
    ...readers.flatMap((path): Row[] => [
      { ask: `POST ${path}`, headers: form, body: parts(file('x'.repeat(21))), about: 'file too large', want: '413 payload_too_large' },
      { ask: `POST ${path}`, headers: { 'content-type': 'multipart/form-data' }, body: parts(field('a', '1')), about: 'no boundary', want: '400 malformed_body' },
      { ask: `POST ${path}`, headers: form, body: `--b\r\n${file('x')}`, about: 'no end', want: '400 malformed_body' },
      { ask: `POST ${path}`, headers: form, body: '--b\r\ncontent-disp', about: 'no headers', want: '400 malformed_body' },
      { ask: `POST ${path}`, headers: form, body: 'no parts at all', about: 'no parts', want: '400 malformed_body' },
      { ask: `POST ${path}`, headers: form, body: parts(field('__proto__', 'a')), about: 'prototype', want: '400 malformed_body' },
      { ask: `POST ${path}`, headers: form, body: parts(field('a', `{"b":${secret}`, 'application/json')), about: 'JSON field', want: '400 malformed_body' }
    ]),
    ...['/parts', '/saved', '/attached'].flatMap((path): Row[] => [
      { ask: `POST ${path}`, headers: form, body: parts(file('x'), file('y')), about: 'files', want: '413 payload_too_large' },
      { ask: `POST ${path}`, headers: form, body: parts(field('a', '1'), field('b', '2'), field('c', '3')), about: 'fields', want: '413 payload_too_large' }
    ]),
    { ask: 'POST /parts', headers: form, body: parts(field('a', '1'), file('x'), field('c', '3'), field('d', '4')), about: 'parts', want: '413 payload_too_large' },
    { ask: 'POST /attached', headers: form, body: parts(field('a', secret)), about: 'invalid', want: '400 validation_failed', more: issue('type', 'Must be an integer.') },
    { ask: 'POST /attached', headers: form, body: parts(field('b', '1')), about: 'missing', want: '400 validation_failed', more: issue('required', 'This field is required.') },
    { ask: 'POST /attached', headers: json, body: '{}', about: 'JSON', want: '400 validation_failed', more: issue('required', 'This field is required.') },
    ...['/file', '/saved', '/parts'].map((path): Row => ({ ask: `POST ${path}`, headers: json, body: '{}', about: 'no form', want: '415 unsupported_media_type', sends: { accept: 'application/json, text/plain, application/x-www-form-urlencoded, multipart/form-data' } })),
    { ask: 'POST /data', headers: form, body: parts(field('a', '1')), want: '500 internal_error' },
    ...['br', 'deflate', 'zstd', 'nonsense', 'gzip, gzip'].map((encoding): Row => ({ ask: 'POST /gzip', headers: { ...json, 'content-encoding': encoding }, body: '{}', about: encoding, want: '415 unsupported_media_type' })),
    { ask: 'POST /gzip', headers: gzip, body: '{}', about: 'not compressed', want: '400 malformed_body', closes: true },
    { ask: 'POST /gzip', headers: gzip, body: gzipSync('{"a":1}').subarray(0, 15), about: 'cut off', want: '400 malformed_body', closes: true },
    { ask: 'POST /gzip', headers: gzip, body: gzipSync('{"a":'), about: 'bad JSON inside', want: '400 malformed_body', closes: true },
    { ask: 'POST /gzip', headers: gzip, body: gzipSync('a'.repeat(2 ** 21)), about: 'a bomb', want: '413 payload_too_large', closes: true }
  ])
})

t.test('custom parsers that throw what JSON.parse throws, or other errors', async t => {
  const throwing: Readonly<Record<string, [make: () => unknown, want: string]>> = {
    syntax: [() => JSON.parse(`{${secret}`), '400 malformed_body'],
    coded: [() => { try { return JSON.parse(`{${secret}`) } catch (error) { throw Object.assign(error as Error, { statusCode: 400 }) } }, '400 malformed_body'],
    bug: [() => { throw new TypeError(secret) }, '500 internal_error'],
    large: [() => { throw Object.assign(new Error(secret), { statusCode: 413 }) }, '413 payload_too_large'],
    unprocessable: [() => { throw Object.assign(new Error(secret), { statusCode: 422 }) }, '400 bad_request'],
    database: [() => { throw Object.assign(new Error(secret), { code: 'ECONNREFUSED' }) }, '503 unavailable'],
    string: [() => { throw secret }, '500 internal_error']
  }
  const port = await listen(t, app => {
    for (const [name, [make]] of Object.entries(throwing)) {
      app.addContentTypeParser(`app/${name}`, { parseAs: 'string' }, async () => make())
      app.addContentTypeParser(`call/${name}`, { parseAs: 'buffer' }, (_request, _body, done) => { try { done(null, make()) } catch (error) { done(error as Error) } })
      app.addContentTypeParser(`raw/${name}`, async () => make())
      app.addContentTypeParser(`once/${name}`, { parseAs: 'string' }, () => make())
    }
    app.post('/', async () => 'fine')
  })
  await compare(t, port, Object.entries(throwing).flatMap(([name, [, want]]) => ['app', 'call', 'raw', 'once'].map((kind): Row => (
    { ask: 'POST /', headers: { 'content-type': `${kind}/${name}` }, body: 'a', about: `${kind}/${name}`, want, closes: true }
  ))))
})

t.test('the same bodies in the styles of other platforms', async t => {
  const is: Readonly<Record<string, (field: string, message: string, keyword: string) => object>> = {
    kyc: (path, message) => ({ code: 'validation_error', message: messageOf('validation_error', 'kyc'), request_id: 'id-1', fields: { [path]: [message] } }),
    merchant: (path, message, code) => ({ ok: false, error: { code: 'validation_failed', message: messageOf('validation_failed', 'merchant'), details: [{ path, message, code }] } }),
    settlement: path => ({ error: { code: 'invalid_request', message: messageOf('invalid_request', 'settlement'), param: path, request_id: 'id-1' } })
  }
  const wants: Readonly<Record<string, string>> = { kyc: '422 validation_error', merchant: '400 validation_failed', settlement: '400 invalid_request' }
  for (const [catalog, want] of Object.entries(wants)) {
    const port = await listen(t, routes, {}, { ...strict, catalog: { extends: catalog } })
    await compare(t, port, invalid.map(([given, path, keyword, message]): Row => (
      { ask: 'POST /orders', headers: json, body: JSON.stringify(given), about: `${catalog} ${JSON.stringify(given)}`, want, is: is[catalog]?.(path, message, keyword) ?? {} }
    )), catalog === 'kyc' ? kyc : nested)
  }
})
