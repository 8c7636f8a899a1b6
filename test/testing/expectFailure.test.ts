import { AssertionError } from 'node:assert'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import errorCatalog, { type Code } from '../../src/index.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'
import { createExpectFailure, type TestResponse } from '../../src/testing.ts'
import { serve } from '../serve.ts'

const codes = {
  invoice_locked: { status: 409, message: 'Invoice {invoiceId} is {state}.', details: { invoiceId: 'string', state: 'string', 'lines?': '{ sku: string }[]' }, aliases: ['invoice_closed'] },
  invoice_void: { status: 410, message: 'Void.' },
  invoice_gone: { status: 410, message: 'Gone since {year}.', details: { year: 'integer' } }
} as const

/** A server that fails as its paths say. */
function failing (t: Parameters<typeof serve>[0], catalog: object) {
  return serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/locked', async (_request, reply) => reply.fail('invoice_locked', { invoiceId: 'inv_2', state: 'paid', lines: [{ sku: 'a' }, { sku: 'b' }] }))
    app.get('/void', async (_request, reply) => reply.fail('invoice_void', {}, { message: String((_request.query as { message?: string }).message ?? 'Void.') }))
    app.get('/gone', async (_request, reply) => reply.fail('invoice_gone', { year: 1999 }))
    app.get('/list', { schema: { querystring: Type.Object({ page: Type.Integer() }) } }, async () => 1)
    app.get('/ok', async () => ({ code: 'ok' }))
  })
}

/** The styles that write details where a decoder finds them. */
const withDetails = Object.keys(shippedEnvelopes).filter(style => style !== 'kyc')

t.test('a failure is recognized in every envelope, for every client', async t => {
  for (const envelope of Object.keys(shippedEnvelopes)) {
    const catalog = { extends: 'http', envelope, codes }
    const { app, url } = await failing(t, catalog)
    const expectFailure = createExpectFailure(catalog)
    const details = withDetails.includes(envelope) ? { state: 'paid', lines: [{ sku: 'a' }, { sku: 'b' }] } : {}
    const fetched = await fetch(`${url}/locked`)
    const injected = await app.inject('/locked')
    const ways: Readonly<Record<string, TestResponse | PromiseLike<TestResponse>>> = {
      inject: injected,
      'a promise of inject': app.inject('/locked'),
      fetch: fetched,
      undici: { statusCode: 409, headers: injected.headers, body: { text: async () => injected.body } },
      supertest: { status: 409, headers: injected.headers, text: injected.body, body: {} },
      'what was taken apart': { status: 409, headers: injected.headers, body: injected.json() }
    }
    for (const [way, response] of Object.entries(ways)) {
      const got = await expectFailure(response, 'invoice_locked', details)
      t.match(got, { code: 'invoice_locked', status: 409, message: 'Invoice inv_2 is paid.', details }, `${envelope} ${way}`)
    }
    t.ok(await fetched.text(), `${envelope}: a body can still be read`)
    await expectFailure(app.inject('/locked'), 'invoice_closed')
    await t.rejects(expectFailure(app.inject('/locked'), 'invoice_void'), AssertionError, `${envelope} another code`)
    await t.rejects(expectFailure(app.inject('/ok'), 'invoice_void'), AssertionError, `${envelope} a success`)
  }
})

t.test('an assertion that fails shows what was expected, what came and the body', async t => {
  const catalog = { extends: 'http', codes }
  const { app } = await failing(t, catalog)
  const expectFailure = createExpectFailure(catalog)
  const ask = (path: string) => app.inject({ url: path, headers: { 'x-request-id': 'r1' } })
  const cases: ReadonlyArray<[path: string, code: Code, details: object, want: string]> = [
    ['/locked', 'invoice_void', {}, 'expected 410 invoice_void\ngot      409 invoice_locked { invoiceId: \'inv_2\', state: \'paid\', lines: [ { sku: \'a\' }, { sku: \'b\' } ] }\nbody     {"error":{"code":"invoice_locked",'],
    ['/gone', 'invoice_gone', { year: 2000 }, 'expected 410 invoice_gone { year: 2000 }\ngot      410 invoice_gone { year: 1999 }\nbody     {"error":{'],
    ['/gone', 'invoice_gone', { month: 1 }, 'expected 410 invoice_gone { month: 1 }\ngot      410 invoice_gone { year: 1999 }\nbody     {"error":{'],
    ['/ok', 'invoice_gone', {}, 'expected 410 invoice_gone\ngot      200, which is not a failure in the envelope nested\nbody     {"code":"ok"}'],
    ['/list', 'not_found', {}, 'expected 404 not_found\ngot      400 validation_failed\nbody     {"error":{']
  ]
  for (const [path, code, details, want] of cases) {
    const error = await expectFailure(ask(path), code, details).catch((error: unknown) => error) as AssertionError
    t.ok(error instanceof AssertionError && error.message.startsWith(want), `${path} ${error.message}`)
    t.notSame(error.actual, error.expected, path)
  }
  const html = { status: 502, headers: {}, body: '<html>' }
  await t.rejects(expectFailure(html, 'bad_gateway'), { message: 'expected 502 bad_gateway\ngot      502, which is not a failure in the envelope nested\nbody     <html>' })
  await t.rejects(expectFailure({ ...html, status: 409, body: { error: { code: 'invoice_void', message: 'Void.', request_id: 'r1' } } }, 'invoice_void'), { message: /^expected 410 invoice_void\ngot {6}409 invoice_void\n/ }, 'a code with another status than its own')
})

t.test('it returns all members of the body and the headers', async t => {
  const catalog = { extends: 'http', envelope: 'merchant', codes }
  const { app } = await failing(t, catalog)
  const got = await createExpectFailure(catalog)(app.inject({ url: '/list', headers: { 'x-request-id': 'r1' } }), 'validation_failed')
  t.match(got, { code: 'validation_failed', status: 400, requestId: 'r1', issues: [{ path: 'page', message: String }] })
})

t.test('the default catalog is the shipped one', async t => {
  const { app } = await failing(t, { extends: 'http' })
  t.match(await createExpectFailure()(app.inject('/none'), 'not_found'), { code: 'not_found', status: 404 })
})

t.test('problem details are read where they were negotiated', async t => {
  const catalog = { extends: 'http', negotiate: true, codes }
  const { app } = await failing(t, catalog)
  const expectFailure = createExpectFailure(catalog)
  for (const [accept, instance] of [['application/problem+json', '/gone'], ['application/json', undefined]] as const) {
    t.equal((await expectFailure(app.inject({ url: '/gone', headers: { accept } }), 'invoice_gone', { year: 1999 })).instance, instance, accept)
  }
})

t.test('in an envelope without codes the message distinguishes codes of one status', async t => {
  const catalog = { extends: 'http', envelope: 'cards', codes, locales: { de: { invoice_void: 'Storniert.' } } }
  const { app } = await failing(t, catalog)
  const expectFailure = createExpectFailure(catalog)
  const german = { 'accept-language': 'de' }
  for (const [url, code, fits, headers] of [
    ['/void', 'invoice_void', true, {}], ['/void', 'invoice_gone', false, {}], ['/gone', 'invoice_gone', true, {}], ['/gone', 'invoice_void', false, {}],
    ['/void', 'invoice_locked', false, {}], ['/void?message=Other.', 'invoice_void', true, {}], ['/void?message=Other.', 'invoice_gone', true, {}],
    ['/void', 'invoice_void', true, german], ['/void', 'invoice_gone', false, german]
  ] as const) {
    const result = await expectFailure(app.inject({ url, headers }), code).then(({ code }) => code, (error: unknown) => error)
    t.ok(fits ? result === code : result instanceof AssertionError, `${url} ${code}`)
  }
  const unknown = { status: 599, headers: {}, body: { status: 'error', message: 'M.' } }
  await t.rejects(expectFailure(unknown, 'not_found'), { message: /\ngot {6}599 of an unknown code\n/ })
})

t.test('an invalid expectation is an error that says so', async t => {
  const expectFailure = createExpectFailure({ extends: 'http' })
  const { url } = await failing(t, { extends: 'http' })
  const read = await fetch(`${url}/none`)
  await read.text()
  for (const [given, code, want] of [
    [{ status: 404, headers: {} }, 'not_fund', /^"not_fund" is not a code of the catalog \(did you mean "not_found"\?\)$/],
    [undefined, 'not_found', /^expectFailure needs a response: of app\.inject, of fetch, or \{ status, headers, body \}$/],
    [{ status: 404 }, 'not_found', /^expectFailure needs a response/],
    [{ headers: {} }, 'not_found', /^expectFailure needs a response/],
    [read, 'not_found', /^the body of the response was read before/]
  ] as const) {
    await t.rejects(expectFailure(given as TestResponse, code), { name: 'TypeError', message: want }, String(want))
  }
  await t.rejects(createExpectFailure({ codes: { a: { status: 1, message: 'M.' } } })(read, 'a'), { name: 'InvalidCatalogError' })
})
