import swagger, { type SwaggerOptions } from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import errorCatalog, { type ErrorCatalogOptions } from '../../../src/index.ts'
import { catalog } from './catalog.ts'

type Data = Readonly<Record<string, any>>

interface Setup {
  readonly options?: ErrorCatalogOptions
  readonly swagger?: SwaggerOptions
  readonly server?: FastifyServerOptions
  readonly logs?: Array<Record<string, unknown>>
}

/** A server with routes, ready, whose document shows their errors. */
async function serverOf (t: Test, routes: (app: FastifyInstance) => unknown, { options = {}, swagger: given = { openapi: { openapi: '3.1.0' } }, logs = [], server = {} }: Setup = {}) {
  const app = Fastify({ logger: { level: 'info', stream: { write: (line: string) => { logs.push(JSON.parse(line) as Record<string, unknown>) } } }, ...server })
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog, ...options })
  await app.register(swagger, given)
  await app.register(async scope => { await routes(scope) })
  await app.ready()
  return app
}

const documentOf = async (t: Test, routes: (app: FastifyInstance) => unknown, setup?: Setup) => (await serverOf(t, routes, setup)).swagger() as unknown as Data

const handler = async () => ({})

/** The responses of an operation with their references resolved. */
function responsesOf (document: Data, path = '/', method = 'get'): Data {
  const { responses } = document['paths'][path][method] as { responses: Data }
  return Object.fromEntries(Object.entries(responses).map(([status, response]) => [status, response.$ref === undefined ? response : at(document, response.$ref)]))
}

function at (document: Data, ref: string): Data {
  return ref.slice(2).split('/').reduce<Data>((value, key) => value[key], document)
}

t.test('a route documents its declared and implied codes, by status', async t => {
  const document = await documentOf(t, app => app.post('/', { schema: { body: { type: 'object' } }, config: { errors: ['invoice_locked', 'invoice_void', 'key_revoked'] } }, handler))
  const responses = responsesOf(document, '/', 'post')
  t.same(Object.keys(responses), ['200', '400', '401', '409', '413', '415', '500'])
  t.same(document['paths']['/'].post['x-error-codes'], ['validation_failed', 'malformed_body', 'payload_too_large', 'unsupported_media_type', 'internal_error', 'invoice_locked', 'invoice_void', 'key_revoked'])
  t.same(responses['409'], {
    description: '- `invoice_locked`: Invoice {invoiceId} is locked.\n- `invoice_void`: The invoice is void.',
    headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            error: {
              oneOf: [{ $ref: '#/components/schemas/InvoiceLockedError' }, { $ref: '#/components/schemas/InvoiceVoidError' }],
              discriminator: { propertyName: 'code', mapping: { invoice_locked: '#/components/schemas/InvoiceLockedError', invoice_void: '#/components/schemas/InvoiceVoidError' } }
            }
          },
          required: ['error']
        },
        examples: {
          invoice_locked: {
            summary: 'Invoice {invoiceId} is locked.',
            value: { error: { code: 'invoice_locked', message: 'Invoice <invoiceId> is locked.', request_id: '7f3c', details: { invoiceId: '<invoiceId>', by: 'accountant', since: '2030-01-31T12:00:00Z' } } }
          },
          invoice_void: { summary: 'The invoice is void.', value: { error: { code: 'invoice_void', message: 'The invoice is void.', request_id: '7f3c' } } }
        }
      }
    },
    'x-error-codes': ['invoice_locked', 'invoice_void'],
    'x-retry': { invoice_locked: 'never', invoice_void: 'never' }
  })
  const { schemas, headers } = document['components']
  const { properties, ...locked } = schemas.InvoiceLockedError
  t.same(locked, {
    title: 'invoice_locked',
    description: 'Invoice {invoiceId} is locked.\n\nAn accountant has closed the period.\n\nAsk the accountant to open it.',
    type: 'object',
    required: ['code', 'message', 'request_id'],
    'x-error-codes': ['invoice_locked'],
    'x-retry': 'never'
  })
  t.same(properties.code, { type: 'string', const: 'invoice_locked' })
  t.same(properties.details.properties, { invoiceId: { type: 'string' }, by: { type: 'string', enum: ['accountant', 'system'] }, since: { type: 'string', format: 'date-time' } })
  t.equal(schemas.InvoiceVoidError.deprecated, true)
  t.equal(headers['WWW-Authenticate'].example, 'Bearer')
  t.equal(headers['X-Request-Id'].required, true)
})

t.test('a code alone is referred to where the code stands', async t => {
  const document = await documentOf(t, app => app.get('/', { config: { errors: ['payment_required'] } }, handler))
  t.same(responsesOf(document)['402'].content['application/json'].schema, { type: 'object', properties: { error: { $ref: '#/components/schemas/PayFirst' } }, required: ['error'] })
})

t.test('the headers of a response are those of its codes', async t => {
  const document = await documentOf(t, app => app.get('/', { config: { errors: ['quota_used', 'rate_limited', 'tax.not-ready', 'method_not_allowed', 'unsupported_media_type', 'key_revoked', 'key_expired', 'unavailable'] } }, handler), {
    options: { catalog: { ...catalog, docs: 'https://acme.test/errors/{code}', language: 'en', locales: { de: { key_revoked: 'Der Schlüssel gilt nicht mehr.' } } } }
  })
  const headersOf = (status: number) => Object.fromEntries(Object.entries(responsesOf(document)[status].headers as Data).map(([name, { $ref }]) => [name, at(document, $ref)])) as Data
  const common = ['X-Request-Id', 'Link', 'Content-Language']
  const rows = { 422: ['Retry-After'], 429: ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'x-quota'], 405: ['Allow'], 415: ['Accept'], 401: ['WWW-Authenticate'], 503: ['Retry-After'] }
  for (const [status, names] of Object.entries(rows)) t.same(Object.keys(headersOf(Number(status))).sort(), [...common, ...names].sort(), status)
  t.same(headersOf(422)['Retry-After'], { description: 'Seconds to wait before the next attempt.', required: true, schema: { type: 'integer', minimum: 0 }, example: 30 })
  t.equal(headersOf(429)['Retry-After'].required, false)
  t.equal(headersOf(429)['x-quota'].example, '1s')
  t.equal(headersOf(429)['x-quota'].required, false, 'only one of the codes has it')
  t.same(headersOf(401)['Content-Language'].schema.enum, ['en', 'de'])
  t.equal(headersOf(422)['Link'].example, '<https://acme.test/errors/tax.not-ready>; rel="help"')
  t.equal(headersOf(401)['Link'].example, undefined, 'the codes of a status have pages of their own')
})

t.test('a document of OpenAPI 3.0 uses the keywords of 3.0', async t => {
  const document = await documentOf(t, app => app.get('/', { config: { errors: ['invoice_paid'] } }, handler), { swagger: { openapi: { openapi: '3.0.3' } } })
  const { properties } = document['components'].schemas.InvoicePaidError
  t.same(properties.code, { type: 'string', enum: ['invoice_paid'] })
  t.same(properties.details.properties, {
    amount: { type: 'number', nullable: true, minimum: 0 },
    parts: { type: 'object', additionalProperties: { type: 'integer' } },
    lines: { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, tax: { anyOf: [{ type: 'number' }, { type: 'string' }] } } } },
    note: { type: 'integer', nullable: true }
  })
})

const statusKeys = (responses: Data) => Object.keys(responses).join(' ')

t.test('options choose the documented parts', async t => {
  const routes = (app: FastifyInstance) => app.get('/', { config: { errors: ['not_found'] }, schema: { querystring: { type: 'object' } } }, handler)
  const negotiating = { catalog: { ...catalog, negotiate: true } }
  const shown = async (openapi: ErrorCatalogOptions['openapi'], more = {}) => responsesOf(await documentOf(t, routes, { options: { openapi, ...more } as ErrorCatalogOptions }))
  t.equal(statusKeys(await shown({})), '200 400 404 500')
  t.equal(statusKeys(await shown({ implied: false })), '200 404')
  t.equal(statusKeys(await shown(false)), '200')
  t.same((await shown({ examples: false }))['404'].content['application/json'].examples, undefined)
  t.same(Object.keys((await shown({}, negotiating))['404'].content), ['application/json'])
  const both = (await shown({ media: 'all' }, negotiating))['404'].content
  t.same(Object.keys(both), ['application/json', 'application/problem+json'])
  t.same(both['application/problem+json'].schema, { $ref: '#/components/schemas/NotFoundProblem' })
  t.same(Object.keys((await shown({ media: 'all' }))['404'].content), ['application/json'], 'a catalog that does not negotiate')
  t.same(Object.keys((await shown({ media: 'all' }, { catalog: { ...catalog, negotiate: true, envelope: 'rfc9457' } }))['404'].content), ['application/problem+json'])
  for (const wrong of [true, 'all', { media: 'none' }, { implied: 1 }, { example: true }, null]) {
    await t.rejects(async () => await Fastify().register(errorCatalog, { openapi: wrong as never }), { message: /openapi must be false, or an object with media/ }, JSON.stringify(wrong))
  }
})

t.test('a route that declares no errors shows those that are implied; with implied: false none', async t => {
  const routes = (app: FastifyInstance) => app.get('/', { config: { errors: [] } }, handler)
  t.equal(statusKeys(responsesOf(await documentOf(t, routes))), '200 500')
  const document = await documentOf(t, routes, { options: { openapi: { implied: false } } })
  t.same(document['paths']['/'].get, { responses: { 200: { description: 'Default Response' } } })
  t.same(document['components'], { schemas: {} })
})

t.test('without @fastify/swagger the schema of a route stays as it is', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog })
  const schema = { querystring: { type: 'object' } }
  app.get('/', { schema, onRequest: async ({ routeOptions }) => t.equal(routeOptions.schema, schema) }, handler)
  app.get('/none', { onRequest: async ({ routeOptions }) => t.equal(routeOptions.schema, undefined) }, handler)
  for (const url of ['/', '/none']) t.equal((await app.inject(url)).statusCode, 200)
})

t.test('@fastify/swagger may be registered before the plugin, and a schema that routes share is not changed', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  await app.register(errorCatalog, { catalog })
  const schema = Object.freeze({ querystring: Object.freeze({ type: 'object' }), response: Object.freeze({ 200: Object.freeze({ type: 'object' }) }) })
  app.get('/a', { schema, config: { errors: ['key_revoked'] } }, handler)
  app.get('/b', { schema, config: { errors: ['not_found'] } }, handler)
  await app.ready()
  const document = app.swagger() as unknown as Data
  t.equal(statusKeys(responsesOf(document, '/a')), '200 400 401 500')
  t.equal(statusKeys(responsesOf(document, '/b')), '200 400 404 500')
  t.same(Object.keys(schema), ['querystring', 'response'])
})

t.test('a status that a route documents stays, and one log line names the codes it hides', async t => {
  const logs: Array<Record<string, unknown>> = []
  const mine = { type: 'object', properties: { mine: { type: 'boolean' } } }
  const document = await documentOf(t, app => {
    app.get('/', { schema: { response: { 409: mine, 404: mine, '5xx': mine } }, config: { errors: ['invoice_locked', 'invoice_void'] } }, handler)
    app.get('/other', { schema: { response: { 200: mine, 410: mine } } }, handler)
  }, { logs })
  const responses = responsesOf(document)
  t.same(responses['409'].content['application/json'].schema, mine)
  t.same(Object.keys(responses), ['404', '409', '500', '5XX'])
  const lines = logs.filter(({ msg }) => String(msg).startsWith('the OpenAPI document shows the responses'))
  t.same(lines.map(({ hidden }) => hidden), [['GET / 409: invoice_locked, invoice_void']])
})

t.test('a code with a 2xx status is shown unless the route documents that status', async t => {
  const paid = { extends: 'http', codes: { action_required: { status: 200, message: 'One more step.' } } } as const
  const routes = (app: FastifyInstance) => {
    app.get('/', { config: { errors: ['action_required'] } }, handler)
    app.get('/own', { schema: { response: { 200: { type: 'object' } } }, config: { errors: ['action_required'] } }, handler)
  }
  const document = await documentOf(t, routes, { options: { catalog: paid } })
  t.same(responsesOf(document)['200']['x-error-codes'], ['action_required'])
  t.same(responsesOf(document, '/own')['200'].description, 'Default Response')
})

t.test('several catalogs share a document: equal components once, others under the name of their catalog', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  const several = (name: string, envelope: string) => ({ catalogs: { [name]: { extends: 'http', envelope, codes: { gone: { status: 410, message: 'Gone.' } } } } })
  for (const [prefix, given] of Object.entries({ '/a': several('kyc', 'kyc'), '/b': several('bil-ling', 'billing'), '/c': several('kyc2', 'kyc'), '/d': { extends: 'http', envelope: 'cards' }, '/e': { extends: 'http', envelope: 'jsend' } })) {
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog: given })
      scope.get('/', { config: { errors: prefix < '/d' ? ['gone'] : ['not_found'] } }, handler)
    }, { prefix })
  }
  await app.ready()
  const { schemas, responses } = (app.swagger() as unknown as Data)['components']
  t.same(Object.keys(schemas), ['BilLingGoneError', 'BilLingInternalError', 'InternalError', 'InternalError2', 'KycGoneError', 'KycInternalError', 'NotFoundError', 'NotFoundError2'])
  t.same(Object.keys(responses), ['BilLingGone', 'BilLingInternalError', 'InternalError', 'InternalError2', 'KycGone', 'KycInternalError', 'NotFound', 'NotFound2'])
  t.same(responses.KycGone.content['application/json'].schema, { $ref: '#/components/schemas/KycGoneError' })
})

t.test('a component of the user keeps its name and its content', async t => {
  const mine = { type: 'object' as const, title: 'mine' }
  const document = await documentOf(t, app => app.get('/', { config: { errors: ['not_found'] } }, handler), {
    swagger: { openapi: { openapi: '3.0.3', components: { schemas: { NotFoundError: mine }, parameters: {} } } }
  })
  t.same(document['components'].schemas.NotFoundError, mine)
  t.same(document['components'].parameters, {})
  t.match(document['components'].schemas.InternalError, { title: 'internal_error' })
})

t.test('codes with similar names have separate components', async t => {
  const alike = { extends: 'http', codes: Object.fromEntries(['a.b', 'a_b', 'ошибка', 'SomeError', 'x1', 'x2', 'x3'].map((code, index) => [code, { status: 409, message: `Message ${index}.`, ...code.startsWith('x') ? { sdk: 'Same' } : {} }])) } as const
  const document = await documentOf(t, app => app.get('/', { config: { errors: Object.keys(alike.codes) } }, handler), { options: { catalog: alike } })
  t.same(Object.keys(document['components'].schemas), ['ABError', 'ABError2', 'Error', 'InternalError', 'SomeError', 'X1Error', 'X2Error', 'X3Error'])
  const one = await documentOf(t, app => app.get('/', { config: { errors: ['ошибка'] } }, handler), { options: { catalog: alike } })
  t.same(Object.keys(one['components'].responses), ['InternalError', 'Status409'])
})

t.test('the response of many codes has a short name', async t => {
  const many = { extends: 'http', codes: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`invoice_problem_${index}`, { status: 409, message: 'No.' }])) } as const
  const document = await documentOf(t, app => app.get('/', { config: { errors: Object.keys(many.codes) } }, handler), { options: { catalog: many } })
  t.match(document['paths']['/'].get.responses['409'].$ref, /^#\/components\/responses\/Status409_[\da-f]{8}$/)
})

t.test('envelopes without a code, or with the code in a list, have unions of whole bodies', async t => {
  const unionOf = async (envelope: string, envelopes = {}) => {
    const document = await documentOf(t, app => app.get('/', { config: { errors: ['invoice_locked', 'invoice_void', 'conflict'] } }, handler), { options: { catalog: { ...catalog, envelope, envelopes } } })
    const { content } = responsesOf(document)['409']
    return (Object.values(content)[0] as Data)['schema'] as Data
  }
  const refs = ['ConflictError', 'InvoiceLockedError', 'InvoiceVoidError'].map(name => ({ $ref: `#/components/schemas/${name}` }))
  t.same(await unionOf('jsonapi'), { oneOf: refs })
  const cards = await unionOf('cards')
  t.same(cards['anyOf'][1], refs[1])
  t.match(cards['anyOf'][0], { description: '- `conflict`: The request conflicts with the current state of the resource.\n- `invoice_void`: The invoice is void.', type: 'object' })
  t.match(await unionOf('rfc9457'), { oneOf: refs, discriminator: { propertyName: 'code' } })
  t.match(await unionOf('mine', { mine: { error: { about: '$docs', grouped: '$group', error: { code: '$code' } } } }), { oneOf: refs, discriminator: undefined }, 'beside the code the bodies differ')
  t.same(await unionOf('mine', { mine: { error: { only: { $first: [{ $each: 'issues', as: '$issue.path' }, { code: '$code' }] } } } }), { oneOf: refs }, 'an alternative')
  const variants = [{ when: { codes: ['conflict'] }, error: { problem: '$code' } }, { error: { code: '$code' } }]
  t.same(await unionOf('mine', { mine: { variants } }), { oneOf: refs }, 'variants with the code in other places')
})

t.test('Swagger 2.0 has descriptions and codes', async t => {
  const document = await documentOf(t, app => app.get('/', { config: { errors: ['not_found'] } }, handler), { swagger: { swagger: {} } })
  t.same(document['paths']['/'].get.responses['404'], { description: '`not_found`: The requested resource does not exist.', 'x-error-codes': ['not_found'] })
  t.same(document['paths']['/'].get['x-error-codes'], ['not_found', 'internal_error'])
})

t.test('OpenAPI 3.2 has the operations of other methods', async t => {
  const document = await documentOf(t, async app => {
    app.addHttpMethod('QUERY', { hasBody: true }).addHttpMethod('MKCOL')
    app.route({ method: ['QUERY', 'MKCOL'], url: '/', config: { errors: ['not_found'] }, handler })
  }, { swagger: { openapi: { openapi: '3.2.0' } } })
  t.equal(document['openapi'], '3.2.0')
  t.ok(document['paths']['/'].query.responses['404'])
  t.ok(document['paths']['/'].additionalOperations.MKCOL.responses['404'])
})

t.test('a HEAD shows the errors of its GET, also with an operationId', async t => {
  const document = await documentOf(t, async app => { app.get('/', { schema: { operationId: 'read' }, config: { errors: ['not_found'] } }, handler) }, { swagger: { openapi: {}, exposeHeadRoutes: true } })
  t.same(document['paths']['/'].head.responses, document['paths']['/'].get.responses)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {}, exposeHeadRoutes: true })
  await app.register(errorCatalog, { catalog })
  app.get('/', { schema: { operationId: 'read' }, config: { errors: ['not_found'] } }, handler)
  await app.ready()
  t.same(Object.keys(responsesOf(app.swagger() as unknown as Data, '/', 'head')), ['200', '404', '500'])
})

t.test('the YAML equals the JSON, and both are built once', async t => {
  const app = await serverOf(t, app => app.route({ method: ['POST', 'PUT'], url: '/', config: { errors: ['invoice_paid'] }, handler }))
  const text = app.swagger({ yaml: true })
  t.same(parse(text), JSON.parse(JSON.stringify(app.swagger())))
  t.notMatch(text, /[&*][a-z]\d/)
  t.equal(app.swagger(), app.swagger())
  t.equal(app.swagger({ yaml: true }), text)
})

t.test('a document of each scope shows the routes below it', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog })
  await app.register(swagger, { openapi: {} })
  let inner: FastifyInstance | undefined
  await app.register(async scope => {
    inner = scope
    await scope.register(swagger, { openapi: {} })
    scope.get('/inner', { config: { errors: ['not_found'] } }, handler)
  })
  app.get('/outer', { config: { errors: ['not_found'] } }, handler)
  await app.ready()
  t.ok(responsesOf(app.swagger() as unknown as Data, '/outer')['404'])
  t.ok(responsesOf(app.swagger() as unknown as Data, '/inner')['404'])
  t.same(Object.keys((inner?.swagger() as unknown as Data)['paths']), ['/inner'])
  t.ok(responsesOf(inner?.swagger() as unknown as Data, '/inner')['404'])
})

t.test('a static document, and a document of an unknown version, are not changed', async t => {
  const written = { openapi: '3.0.3', info: { title: 'x', version: '1' }, paths: {} }
  t.equal(await documentOf(t, app => app.get('/', handler), { swagger: { mode: 'static', specification: { document: written } } }), written)
  const unknown = await documentOf(t, app => app.get('/', handler), { swagger: { openapi: { openapi: '4.0.0' } } })
  t.same(statusKeys(unknown['paths']['/'].get.responses), '200')
})

t.test('a code with public: false appears in no document, and the server still sends it', async t => {
  const hidden = { extends: 'http', codes: { ledger_probe: { status: 503, message: 'The probe failed.', public: false } } }
  const app = await serverOf(t, app => {
    app.get('/', { config: { errors: ['ledger_probe', 'conflict'] } }, async (_request, reply) => reply.fail('ledger_probe'))
    app.get('/custom', { schema: { response: { 503: { type: 'object', properties: { mine: { type: 'string' } } } } }, config: { errors: ['ledger_probe'] } }, handler)
  }, { options: { catalog: hidden as never } })
  const document = app.swagger() as unknown as Data
  t.same([...document['paths']['/'].get['x-error-codes']].sort(), ['conflict', 'internal_error'])
  t.notMatch(JSON.stringify(document), /ledger_probe|LedgerProbe/)
  t.match(await app.inject('/'), { statusCode: 503, body: /ledger_probe/ })
})
