import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { serverOptions } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const json = (body: unknown, method = 'POST') => ({ method, body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } })

const order = {
  type: 'object',
  required: ['currency', 'amount'],
  additionalProperties: false,
  properties: {
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    amount: { type: 'string', pattern: '^\\d+\\.\\d\\d$' },
    email: { type: 'string', format: 'email' },
    'a/b~c': { type: 'integer' },
    lines: { type: 'array', minItems: 1, items: { type: 'object', required: ['sku'], additionalProperties: false, properties: { sku: { type: 'string' }, count: { type: 'integer', minimum: 1 } } } }
  }
}

const good = { currency: 'EUR', amount: '12.50' }

t.test('every part of a request is validated, and each issue has a location, a keyword and a message', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { validation: { mode: 'strict' } })
    app.post('/orders', { schema: { body: order } }, async () => 'done')
    app.get('/orders/:id', {
      schema: {
        params: { type: 'object', properties: { id: { type: 'integer' } } },
        querystring: { type: 'object', required: ['page'], additionalProperties: false, properties: { page: { type: 'integer', maximum: 9 }, tags: { type: 'array', items: { enum: ['a', 'b'] } } } },
        headers: { type: 'object', required: ['X-Tenant'], properties: { 'X-Tenant': { type: 'string', minLength: 2 } } }
      }
    }, async () => 'done')
  })
  const body = (path: string, keyword: string, message: string) => ({ path, message, in: 'body', keyword })
  for (const [given, issues] of [
    [{}, [body('currency', 'required', 'This field is required.'), body('amount', 'required', 'This field is required.')]],
    [{ ...good, extra: 1 }, [body('extra', 'additionalProperties', 'This field is not known here.')]],
    [{ ...good, amount: 12 }, [body('amount', 'type', 'Must be a string.')]],
    [{ ...good, currency: 'euro' }, [body('currency', 'pattern', 'Must match ^[A-Z]{3}$.')]],
    [{ ...good, email: 'x' }, [body('email', 'format', 'Must be in the format email.')]],
    [{ ...good, 'a/b~c': '1' }, [body('a/b~c', 'type', 'Must be an integer.')]],
    [{ ...good, lines: [] }, [body('lines', 'minItems', 'Must have at least 1 item.')]],
    [{ ...good, lines: [{ sku: 'a' }, { count: 0, b: 1 }] }, [
      body('lines.1.sku', 'required', 'This field is required.'), body('lines.1.b', 'additionalProperties', 'This field is not known here.'), body('lines.1.count', 'minimum', 'Must be at least 1.')
    ]],
    [[], [body('body', 'type', 'Must be an object.')]],
    [null, [body('body', 'type', 'Must be an object.')]]
  ] as const) {
    const got = await ask('/orders', json(given))
    t.same([got.status, got.body], [400, {
      error: { code: 'validation_failed', message: 'One or more values in the request are not valid.', param: issues[0]?.path, request_id: 'id-1', issues }
    }], JSON.stringify(given))
  }
  const tenant = { 'x-tenant': 'ab' }
  for (const [path, headers, issue] of [
    ['/orders/x?page=1', tenant, { path: 'id', message: 'Must be an integer.', in: 'path', keyword: 'type' }],
    ['/orders/1', tenant, { path: 'page', message: 'This field is required.', in: 'query', keyword: 'required' }],
    ['/orders/1?page=10', tenant, { path: 'page', message: 'Must be at most 9.', in: 'query', keyword: 'maximum' }],
    ['/orders/1?page=1&b=2', tenant, { path: 'b', message: 'This field is not known here.', in: 'query', keyword: 'additionalProperties' }],
    ['/orders/1?page=1&tags=a&tags=c', tenant, { path: 'tags.1', message: 'Must be one of "a", "b".', in: 'query', keyword: 'enum' }],
    ['/orders/1?page=1', {}, { path: 'x-tenant', message: 'This field is required.', in: 'header', keyword: 'required' }],
    ['/orders/1?page=1', { 'X-TENANT': 'a' }, { path: 'x-tenant', message: 'Must have at least 2 characters.', in: 'header', keyword: 'minLength' }]
  ] as const) {
    const got = await ask(path, { headers })
    t.match([got.status, got.body], [400, { error: { param: issue.path, issues: [issue] } }], `${path} ${JSON.stringify(headers)}`)
    t.equal((got.body as { error: { issues: unknown[] } }).error.issues.length, 1)
  }
  t.equal((await ask('/orders/1?page=1&tags=a', { headers: tenant })).status, 200)
  const many = await ask('/orders', json({ ...good, lines: Array.from({ length: 200 }, () => ({})) }))
  t.equal((many.body as { error: { issues: unknown[] } }).error.issues.length, 20, 'a list has an end')
})

t.test('each keyword of JSON Schema has a message', async t => {
  const cases: ReadonlyArray<[schema: unknown, given: unknown, message: string]> = [
    [{ type: ['integer', 'null'] }, 'x', 'Must be an integer or null.'],
    [{ const: 'a' }, 'x', 'Must be "a".'],
    [{ minLength: 2 }, 'x', 'Must have at least 2 characters.'],
    [{ maxLength: 1 }, 'xy', 'Must have at most 1 character.'],
    [{ maxItems: 1 }, [1, 2], 'Must have at most 1 item.'],
    [{ minProperties: 1 }, {}, 'Must have at least 1 field.'],
    [{ maxProperties: 1 }, { a: 1, b: 2 }, 'Must have at most 1 field.'],
    [{ exclusiveMinimum: 1 }, 1, 'Must be greater than 1.'],
    [{ exclusiveMaximum: 1 }, 1, 'Must be less than 1.'],
    [{ multipleOf: 2 }, 1, 'Must be a multiple of 2.'],
    [{ uniqueItems: true }, [1, 1], 'Must not hold the same item twice.'],
    [{ contains: { const: 1 } }, [2], 'Must hold an item that fits.'],
    [{ oneOf: [true, true] }, 1, 'Must fit exactly one of the allowed forms.'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'Must fit one of the allowed forms.'],
    [{ not: {} }, 1, 'Must not have this form.'],
    [{ if: true, then: false }, 1, 'Must fit the rule that applies here.'],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, 'This field must have another name.'],
    [{ dependencies: { a: ['b'] } }, { a: 1 }, 'This field is required here.'],
    [false, 1, 'Is not valid.']
  ]
  // From validators of later drafts and from ajv-errors, where the schema's author wrote the sentence.
  const foreign: ReadonlyArray<[entry: object, path: string, message: string]> = [
    [{ keyword: 'dependentRequired', params: { missingProperty: 'b' } }, 'a.b', 'This field is required here.'],
    [{ keyword: 'unevaluatedProperties', params: { unevaluatedProperty: 'c' } }, 'a.c', 'This field is not known here.'],
    [{ keyword: 'errorMessage', message: 'Say when.' }, 'a', 'Say when.'],
    [{ keyword: 'errorMessage', message: 5 }, 'a', 'Is not valid.'],
    [{ keyword: 'toString', message: 'hunter2' }, 'a', 'Is not valid.']
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { validation: { mode: 'strict' } })
    for (const [at, [schema]] of cases.entries()) app.post(`/${at}`, { schema: { body: { type: 'object', properties: { value: schema } } } }, async () => 'done')
    for (const [at, [entry]] of foreign.entries()) {
      const error = Object.assign(new Error('hunter2'), { validation: [{ instancePath: '/a', params: {}, ...entry }] })
      app.post(`/foreign/${at}`, { schema: { body: {} }, validatorCompiler: () => () => ({ error }) }, async () => 'done')
    }
  }, { ajv: { customOptions: { strict: false } } })
  const issuesOf = (body: unknown) => (body as { error: { issues: Array<{ path: string, message: string }> } }).error.issues
  for (const [at, [schema, value, message]] of cases.entries()) {
    const messages = issuesOf((await ask(`/${at}`, json({ value }))).body).map(issue => issue.message)
    t.ok(messages.includes(message), `${JSON.stringify(schema)}: ${messages.join(' ')}`)
  }
  for (const [at, [entry, path, message]] of foreign.entries()) {
    t.match(issuesOf((await ask(`/foreign/${at}`, json({}))).body), [{ path, message }], JSON.stringify(entry))
  }
})

t.test('errors of other validators are recognized by their shapes', async t => {
  const errors: Record<string, unknown> = {
    list: { validation: [{ keyword: 'required', instancePath: '/a', params: { requiredProperties: ['b', 'c/d'] } }, { keyword: 'additionalProperties', instancePath: '', params: { additionalProperties: ['e'] } }] },
    texts: { validation: ['a is required', { instancePath: 5, keyword: 5, params: null }] },
    none: {},
    coded: { code: 'MINE' },
    errors: { errors: [{ keyword: 'type', instancePath: '/a', params: { type: 'string' } }] },
    section: { validation: [], validationContext: 'cookies' },
    broken: { validation: [null] },
    proxy: { validation: new Proxy([], { get () { throw new Error('hunter2') } }) },
    failing: { statusCode: 503 },
    database: { code: 'ECONNREFUSED' }
  }
  const issue = (path: string, keyword: string, message: string) => ({ path, message, in: 'body', keyword })
  const wants: Record<string, [number, object]> = {
    list: [400, { code: 'validation_failed', issues: [issue('e', 'additionalProperties', 'This field is not known here.'), issue('a.b', 'required', 'This field is required.'), issue('a.c/d', 'required', 'This field is required.')] }],
    texts: [400, { code: 'validation_failed', issues: [{ path: 'body', message: 'Is not valid.', in: 'body' }, { path: 'body', message: 'Is not valid.', in: 'body' }] }],
    none: [400, { code: 'validation_failed' }],
    coded: [400, { code: 'validation_failed' }],
    errors: [400, { code: 'validation_failed', issues: [issue('a', 'type', 'Must be a string.')] }],
    section: [400, { code: 'validation_failed' }],
    broken: [500, { code: 'internal_error' }],
    proxy: [500, { code: 'internal_error' }],
    failing: [503, { code: 'unavailable' }],
    database: [503, { code: 'unavailable' }]
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [name, error] of Object.entries(errors)) {
      app.post(`/${name}`, { schema: { body: {} }, validatorCompiler: () => () => ({ error: Object.assign(new Error('hunter2'), error) }) }, async () => 'done')
    }
    app.post('/throws', { schema: { body: {} }, validatorCompiler: () => () => { throw new Error('hunter2') } }, async () => 'done')
    app.post('/async', { schema: { body: { $async: true, type: 'object', required: ['a'] } } }, async () => 'done')
    app.post('/attached', { attachValidation: true, schema: { body: order } }, async request => await Promise.reject(request.validationError))
    app.post('/formatted', { schema: { body: order }, schemaErrorFormatter: () => new Error('hunter2') }, async () => 'done')
  })
  for (const [name, [status, error]] of Object.entries(wants)) {
    const got = await ask(`/${name}`, json({}))
    t.match([got.status, got.body], [status, { error }], name)
    t.equal('issues' in (got.body as { error: object }).error, 'issues' in error, `issues of ${name}`)
    t.notMatch(got.text, /hunter2/)
  }
  t.match((await ask('/throws', json({}))).body, { error: { code: 'internal_error' } })
  for (const [path, param] of [['/async', 'a'], ['/attached', 'currency'], ['/formatted', 'currency']] as const) {
    const got = await ask(path, json({}))
    t.match([got.status, got.body], [400, { error: { code: 'validation_failed', param, issues: [{ keyword: 'required' }] } }], path)
  }
})

t.test('map.validation: the most specific rule decides about an issue, the catalog\'s order about several', async t => {
  const entry = (status: number) => ({ status, message: 'No.' })
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, {
      validation: { mode: 'strict' },
      catalog: {
        extends: 'http',
        codes: {
          missing: entry(422),
          malformed: entry(422),
          bad_email: entry(422),
          small: entry(422),
          bad_count: entry(422),
          bad_type: entry(422),
          bad_part: entry(409),
          deep: entry(422),
          unknown: entry(400)
        },
        map: {
          validation: {
            required: 'missing',
            'format:email': 'bad_email',
            format: 'malformed',
            'lines.count': 'bad_count',
            'lines.count.minimum': 'small',
            '/type': 'bad_type',
            '/address/city': 'deep',
            querystring: 'bad_part',
            additionalProperties: 'unknown'
          }
        }
      }
    })
    const text = { type: 'string' }
    app.post('/', {
      schema: {
        querystring: { type: 'object', properties: { page: { type: 'integer' } } },
        body: {
          type: 'object',
          required: ['id'],
          additionalProperties: false,
          properties: {
            id: text,
            email: { ...text, format: 'email' },
            day: { ...text, format: 'date' },
            type: { enum: ['a'] },
            format: { enum: ['a'] },
            address: { type: 'object', properties: { city: text } },
            lines: { type: 'array', items: { type: 'object', properties: { count: { type: 'integer', minimum: 1 } } } }
          }
        }
      }
    }, async () => 'done')
  })
  for (const [path, body, status, code] of [
    ['/', {}, 422, 'missing'],
    ['/', { id: 'a', email: 'x' }, 422, 'bad_email'],
    ['/', { id: 'a', day: 'x' }, 422, 'malformed'],
    ['/', { id: 'a', lines: [{ count: 0 }] }, 422, 'small'],
    ['/', { id: 'a', lines: [{ count: 'x' }] }, 422, 'bad_count'],
    ['/', { id: 'a', type: 'x' }, 422, 'bad_type'],
    ['/', { id: 'a', format: 'x' }, 400, 'validation_failed'],
    ['/', { id: 'a', address: { city: 1 } }, 422, 'deep'],
    ['/?page=x', { id: 'a' }, 409, 'bad_part'],
    ['/', { id: 'a', b: 1 }, 400, 'unknown'],
    ['/', { id: 1 }, 400, 'validation_failed'],
    ['/', { b: 1 }, 422, 'missing'],
    ['/', { b: 1, email: 'x', id: 1 }, 400, 'validation_failed'],
    ['/', { b: 1, email: 'x', id: 'a' }, 422, 'bad_email']
  ] as const) {
    const got = await ask(path, json(body))
    t.match([got.status, got.body], [status, { error: { code, issues: [{}] } }], `${path} ${JSON.stringify(body)}`)
  }
})

t.test('map.errors precedes the built-in tables, map.statuses follows them; both keep the issues', async t => {
  const entry = (status: number) => ({ status, message: 'No.' })
  const errors: Record<string, [error: unknown, status: number, code: string]> = {
    code: [{ code: '23505' }, 409, 'duplicate'],
    name: [{ name: 'NotFoundError' }, 404, 'gone_missing'],
    cause: [{ cause: { code: '23505' } }, 409, 'duplicate'],
    causeName: [{ cause: { name: 'NotFoundError' } }, 404, 'gone_missing'],
    deeper: [{ cause: { cause: { code: '23505' } } }, 409, 'duplicate'],
    number: [{ code: 23505 }, 409, 'duplicate'],
    known: [{ code: 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED' }, 401, 'token_expired'],
    framework: [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }, 413, 'too_big'],
    status: [{ statusCode: 418 }, 400, 'teapot'],
    statusText: [{ status: '418' }, 400, 'teapot'],
    knownStatus: [{ statusCode: 404 }, 404, 'no_page'],
    unknownStatus: [{ statusCode: 501 }, 500, 'internal_error'],
    jwt: [{ code: 'FAST_JWT_EXPIRED', statusCode: 418 }, 401, 'unauthenticated'],
    message: [{ message: 'Unexpected end of multipart data' }, 400, 'malformed_body']
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, {
      validation: { mode: 'strict' },
      catalog: {
        extends: 'http',
        codes: { duplicate: entry(409), gone_missing: entry(404), token_expired: entry(401), too_big: entry(413), teapot: entry(400), no_page: entry(404), invalid: entry(422) },
        map: {
          errors: { 23505: 'duplicate', NotFoundError: 'gone_missing', FST_JWT_AUTHORIZATION_TOKEN_EXPIRED: 'token_expired', FST_ERR_CTP_BODY_TOO_LARGE: 'too_big', FST_ERR_VALIDATION: 'invalid' },
          statuses: { 418: 'teapot', 404: 'no_page' }
        }
      }
    })
    for (const [name, [error]] of Object.entries(errors)) app.get(`/${name}`, async () => { throw Object.assign(new Error('hunter2'), error) })
    app.post('/orders', { schema: { body: order } }, async () => 'done')
  })
  for (const [name, [, status, code]] of Object.entries(errors)) {
    const got = await ask(`/${name}`)
    t.match([got.status, got.body], [status, { error: { code } }], name)
  }
  t.match((await ask('/orders', json({}))).body, { error: { code: 'invalid', param: 'currency', issues: [{ path: 'currency' }, { path: 'amount' }] } })
})

t.test('an error that has only a status gets the code of the role of the status', async t => {
  const known: Record<number, string> = {
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    405: 'method_not_allowed',
    406: 'not_acceptable',
    408: 'request_timeout',
    409: 'conflict',
    412: 'precondition_failed',
    413: 'payload_too_large',
    414: 'uri_too_long',
    415: 'unsupported_media_type',
    416: 'range_not_satisfiable',
    417: 'expectation_failed',
    429: 'rate_limited',
    431: 'headers_too_large',
    502: 'bad_gateway',
    503: 'unavailable',
    504: 'gateway_timeout'
  }
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get<{ Params: { status: number } }>('/thrown/:status', async ({ params }) => { throw Object.assign(new Error('hunter2'), { statusCode: params.status }) })
    app.get<{ Params: { status: number } }>('/set/:status', async ({ params }, reply) => { reply.code(params.status); throw new Error('hunter2') })
  })
  await Promise.all(Array.from({ length: 200 }, async (_, index) => {
    const status = 400 + index
    const code = known[status] ?? (status < 500 ? 'bad_request' : 'internal_error')
    const wire = known[status] === undefined ? (status < 500 ? 400 : 500) : status
    for (const way of ['thrown', 'set']) {
      const got = await ask(`/${way}/${status}`)
      if (got.status !== wire || (got.body as { error: { code: string } }).error.code !== code || got.text.includes('hunter2')) t.same([got.status, got.body], [wire, code], `${way} ${status}`)
    }
  }))
  t.match(logs.find(({ status }) => status === 404), { err: 'hunter2', level: 30 }, 'a message of a 4xx is logged without its stack')
  for (const status of [399, 600, 404.5, NaN]) t.equal((await ask(`/thrown/${status}`)).status, 500, String(status))
})

t.test('refusals of Fastify are sent in the envelope of each platform', async t => {
  const line = (message: string) => ({ message })
  const field = { path: 'amount', message: 'Must be a string.' }
  const platforms: Record<string, Record<string, [status: number, body: object, headers?: object]>> = {
    http: {
      invalid: [400, { error: { code: 'validation_failed', param: 'amount', request_id: 'id-1', issues: [{ ...field, in: 'body', keyword: 'type' }] } }],
      malformed: [400, { error: { code: 'malformed_body' } }],
      empty: [400, { error: { code: 'malformed_body' } }],
      poisoned: [400, { error: { code: 'malformed_body' } }],
      large: [413, { error: { code: 'payload_too_large' } }],
      media: [415, { error: { code: 'unsupported_media_type' } }],
      missing: [404, { error: { code: 'not_found' } }],
      method: [405, { error: { code: 'method_not_allowed' } }, { allow: 'POST' }],
      url: [400, { error: { code: 'uri_invalid' } }],
      long: [414, { error: { code: 'uri_too_long' } }],
      slow: [503, { error: { code: 'handler_timeout' } }],
      refused: [503, { error: { code: 'unavailable' } }, { 'retry-after': '5' }],
      timeout: [504, { error: { code: 'gateway_timeout' } }]
    },
    kyc: {
      invalid: [422, { code: 'validation_error', message: 'The request did not pass validation.', request_id: 'id-1', fields: { amount: ['Must be a string.'] } }, { 'kyc-request-id': 'id-1' }],
      malformed: [422, { code: 'validation_error' }],
      missing: [404, { code: 'not_found', message: 'The requested resource was not found.', request_id: 'id-1' }],
      method: [405, { code: 'method_not_allowed' }, { allow: 'POST' }],
      refused: [503, { code: 'dependency_unavailable' }, { 'retry-after': '5' }],
      long: [422, { code: 'validation_error' }]
    },
    billing: {
      invalid: [422, { problem: 'validation.amount_invalid', trace_id: 'id-1' }],
      unknown: [400, { problem: 'validation.unknown_field' }],
      currency: [422, { problem: 'validation.currency_invalid' }],
      several: [400, { problem: 'validation.unknown_field' }],
      other: [422, { problem: 'validation.failed', errors: [{ field: 'email', message: 'Must be in the format email.' }] }],
      malformed: [422, { problem: 'validation.failed' }],
      missing: [404, { problem: 'not_found' }],
      method: [404, { problem: 'not_found' }, { allow: undefined }],
      refused: [503, { problem: 'unavailable' }]
    },
    settlement: {
      invalid: [400, { error: { code: 'invalid_request', param: 'amount', request_id: 'id-1' } }],
      malformed: [400, { error: { code: 'invalid_request' } }],
      missing: [404, { error: { code: 'not_found' } }],
      refused: [500, { error: { code: 'internal_error' } }]
    },
    merchant: {
      invalid: [400, { ok: false, error: { code: 'validation_failed', details: [{ ...field, code: 'type' }] } }],
      malformed: [400, { ok: false, error: { code: 'validation_failed' } }],
      missing: [404, { ok: false, error: { code: 'not_found' } }]
    },
    cards: {
      invalid: [400, { status: 'error', ...line('The request is malformed or has a field of the wrong type.') }],
      other: [422, { status: 'error', ...line('One or more fields are outside their documented limits.') }],
      several: [422, { status: 'error' }],
      malformed: [400, { status: 'error', ...line('The request is malformed or has a field of the wrong type.') }],
      large: [400, { status: 'error' }],
      missing: [404, { status: 'error' }]
    }
  }
  const requests: Record<string, [path: string, init?: RequestInit]> = {
    invalid: ['/orders', json({ ...good, amount: 12 })],
    unknown: ['/orders', json({ ...good, extra: 1 })],
    currency: ['/orders', json({ ...good, currency: 'euro' })],
    several: ['/orders', json({ ...good, currency: 'euro', extra: 1 })],
    other: ['/orders', json({ ...good, email: 'x' })],
    malformed: ['/orders', json('{"a":')],
    empty: ['/orders', json('')],
    poisoned: ['/orders', json('{"__proto__":{"a":1}}')],
    large: ['/orders', json({ a: 'x'.repeat(2000) })],
    media: ['/orders', { method: 'POST', body: '<a/>', headers: { 'content-type': 'application/xml' } }],
    missing: ['/nowhere?a=1'],
    method: ['/orders?a=1'],
    url: ['/%zz'],
    long: [`/items/${'x'.repeat(101)}`],
    slow: ['/slow'],
    refused: ['/refused'],
    timeout: ['/timeout']
  }
  const other = Fastify()
  const closed = await other.listen({ port: 0, host: '127.0.0.1' })
  await other.close()
  for (const [name, wants] of Object.entries(platforms)) {
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog: new URL(`../../../catalog.yaml#${name}`, import.meta.url), validation: { mode: 'strict' } })
      app.post('/orders', { schema: { body: order } }, async () => ({ done: true }))
      app.get('/items/:id', async () => 'done')
      app.get('/slow', { handlerTimeout: 5 }, async () => await new Promise(() => {}))
      // A port that nobody listens on any more, and a wait that is over at once.
      app.get('/refused', async () => await fetch(closed))
      app.get('/timeout', async () => {
        const signal = AbortSignal.timeout(1)
        await once(signal, 'abort')
        return await fetch(closed, { signal })
      })
    }, serverOptions({ bodyLimit: 1000 }))
    for (const [what, [status, body, headers = {}]] of Object.entries(wants)) {
      const got = await ask(...requests[what] as [string])
      t.match([got.status, got.body], [status, body], `${name}: ${what}`)
      for (const [header, value] of Object.entries(headers)) t.equal(got.headers[header], value, `${header} of ${name}: ${what}`)
      t.notOk(got.text.includes('127.0.0.1') || got.text.includes('FST_'), 'nothing of the inside is told')
    }
  }
})

t.test('without serverOptions a bad URL is Fastify\'s to answer; with it a handler of the user\'s own wins', async t => {
  const plain = await serve(t, async app => await app.register(errorCatalog))
  t.match((await plain.ask('/%zz')).body, { code: 'FST_ERR_BAD_URL' })
  t.match((await (await serve(t, () => {}, serverOptions())).ask('/%zz')).body, { code: 'FST_ERR_BAD_URL' }, 'without the plugin')
  const own = await serve(t, async app => await app.register(errorCatalog), serverOptions({ frameworkErrors: (_error, _request, reply) => { (reply as FastifyReply).send('mine') } }))
  t.equal((await own.ask('/%zz')).body, 'mine')
  const scoped = await serve(t, app => app.register(async scope => await scope.register(errorCatalog, { catalog: { extends: 'kyc' } }), { prefix: '/v1' }), serverOptions())
  t.match((await scoped.ask('/v1/%zz')).body, { code: 'validation_error' }, 'also where only a catalog below the root sees it')
})

t.test('HTTP/2 requests with methods that Fastify does not know', async t => {
  const app = Fastify({ http2: true }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  app.get('/', async (_request, reply) => reply.fail('conflict'))
  app.get('/hosted', { constraints: { host: 'a.example' } }, async () => 'done')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const client = connectHttp2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(() => client.close())
  const ask = async (headers: object) => {
    const stream = client.request({ ':path': '/', 'x-request-id': 'id-1', ...headers })
    const [head] = await once(stream, 'response') as [Record<string, unknown>]
    const chunks = await stream.toArray() as Buffer[]
    return { status: head[':status'], allow: head['allow'], id: head['x-request-id'], body: JSON.parse(Buffer.concat(chunks).toString()) as unknown }
  }
  for (const [headers, status, code, allow] of [
    [{}, 409, 'conflict', undefined],
    [{ ':method': 'POST' }, 405, 'method_not_allowed', 'GET, HEAD'],
    [{ ':method': 'BREW' }, 405, 'method_not_allowed', 'GET, HEAD'],
    [{ ':method': 'BREW', ':path': '/nowhere' }, 404, 'not_found', undefined],
    [{ ':method': 'POST', ':path': '/hosted', ':authority': 'a.example' }, 405, 'method_not_allowed', 'GET, HEAD'],
    [{ ':method': 'POST', ':path': '/hosted', ':authority': 'b.example' }, 404, 'not_found', undefined]
  ] as const) {
    t.match(await ask(headers), { status, allow, id: 'id-1', body: { error: { code, request_id: 'id-1' } } }, JSON.stringify(headers))
  }
})
