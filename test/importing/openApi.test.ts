import t, { type Test } from 'tap'
import { stringify } from 'yaml'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { merge } from '../../src/importing/combine.ts'
import { readOpenApi } from '../../src/importing/readOpenApi.ts'
import { toDraft } from '../../src/importing/toDraft.ts'
import { CatalogText } from '../../src/source/open.ts'

const json = (content: object) => ({ content: { 'application/json': content } })
const nested = (code: object) => ({ properties: { error: { type: 'object', properties: { code, message: { type: 'string' }, request_id: { type: 'string' } } } } })

/** A document whose one operation has these responses. */
const document = (responses: object, components: object = {}) => ({ openapi: '3.1.0', paths: { '/orders': { get: { responses } } }, components })

/** The draft of a document must be a catalog that a server starts with. */
async function importDocument (t: Test, value: unknown) {
  const found = merge(await readOpenApi(stringify(value, { aliasDuplicateObjects: false }), 'api.yaml'))
  const { diagnostics, catalogs } = await lintCatalogs(new CatalogText(Buffer.from(toDraft(found, './s.json')), 'draft'))
  t.same(diagnostics, [])
  const entries = new Map(catalogs[0]?.entries)
  return {
    ...found,
    codes: Object.fromEntries(found.errors.map(({ code, status }) => [code, status])),
    messages: Object.fromEntries(found.errors.map(({ code }) => [code, entries.get(code)?.message.text])),
    reasons: found.unread.map(({ reason }) => reason)
  }
}

t.test('codes come from constants, enums and examples, statuses from the responses', async t => {
  const rows: Readonly<Record<string, readonly [document: object, codes: object, messages?: object]>> = {
    'a constant': [document({ 409: { description: 'Taken.', ...json({ schema: nested({ const: 'seat_taken' }) }) } }), { seat_taken: 409 }, { seat_taken: 'Taken.' }],
    'an enum of one': [document({ 409: { description: '', ...json({ schema: nested({ enum: ['seat_taken'] }) }) } }), { seat_taken: 409 }, { seat_taken: 'Conflict.' }],
    'an example of the response': [document({ 404: json({ example: { code: 'lost', message: 'It is {lost}.' } }) }), { lost: 404 }, { lost: 'It is {{lost}}.' }],
    'named examples': [document({ 404: json({ examples: { a: { value: { code: 'a_b', message: 'A.' } }, b: { value: { code: 'c_d', message: 'C.' } } } }) }), { a_b: 404, c_d: 404 }, { a_b: 'A.', c_d: 'C.' }],
    'an example of the schema': [document({ 404: json({ schema: { example: { problem: 'a.b', detail: 'A.' } } }) }), { 'a.b': 404 }, { 'a.b': 'A.' }],
    'examples of the schema': [document({ 404: json({ schema: { examples: [{ code: 'a_b' }, 7] } }) }), { a_b: 404 }],
    'an example of the member': [document({ 404: json({ schema: { properties: { code: { examples: ['a_b'] } } } }) }), { a_b: 404 }],
    'an example of the message in a schema': [document({ 404: { description: 'Lost.', ...json({ schema: { properties: { code: { const: 'a_b' }, message: { example: 'A.' } } } }) } }), { a_b: 404 }, { a_b: 'A.' }],
    'an example in another file': [document({ 404: json({ examples: { a: { externalValue: 'a.json' }, b: { value: { code: 'a_b' } } } }) }), { a_b: 404 }],
    'a media type without content': [document({ 404: json(null as never) }), { not_found: 404 }],
    'no paths': [{ openapi: '3.1.0' }, {}],
    'an empty path': [{ ...document({}), paths: { '/empty': null, '/': { get: { responses: { 404: {} } } } } }, { not_found: 404 }],
    alternatives: [document({ 400: json({ schema: { oneOf: [nested({ const: 'a_b' }), { anyOf: [nested({ const: 'c_d' })] }] } }) }), { a_b: 400, c_d: 400 }],
    allOf: [document({ 400: json({ schema: { allOf: [{ $ref: '#/components/schemas/Error' }, { properties: { code: { const: 'a_b' } } }] } }) }, { schemas: { Error: { properties: { code: { type: 'string' }, message: {} } } } }), { a_b: 400 }],
    'a response by reference': [document({ 404: { $ref: '#/components/responses/A~1B' } }, { responses: { 'A/B': json({ example: { code: 'a_b' } }) } }), { a_b: 404 }],
    'no body': [document({ 503: { description: 'Closed.' }, 502: {} }), { service_unavailable: 503, bad_gateway: 502 }, { service_unavailable: 'Closed.', bad_gateway: 'Bad Gateway.' }],
    'OpenAPI 2.0': [{ swagger: '2.0', paths: { '/': { post: { responses: { 404: { schema: { example: { code: 'a_b' } } }, 410: { examples: { 'application/json': { code: 'c_d' } } } } } } } }, { a_b: 404, c_d: 410 }],
    'an enum for several statuses, with names and an example': [document({
      404: json({ schema: nested({ enum: ['order_not_found', 'too_fast'] }) }),
      429: json({ schema: nested({ enum: ['order_not_found', 'too_fast'] }), example: { error: { code: 'too_fast', message: 'Slow down.' } } })
    }), { order_not_found: 404, too_fast: 429 }, { order_not_found: 'Not Found.', too_fast: 'Slow down.' }],
    successes: [document({ 200: json({ example: { code: 'fine' } }), 302: {} }), {}]
  }
  for (const [name, [given, codes, messages]] of Object.entries(rows)) {
    const got = await importDocument(t, given)
    t.same(got.codes, codes, name)
    if (messages !== undefined) t.same(got.messages, messages, name)
  }
})

t.test('headers', async t => {
  const got = await importDocument(t, document({
    429: {
      headers: { 'Retry-After': { example: 30 }, 'X-Plan': { schema: { example: 'free' } }, 'X-Left': {}, 'X-Empty': null, 'X-Request-Id': { example: 'r' } },
      ...json({ example: { code: 'too_fast' } })
    },
    401: { headers: { 'WWW-Authenticate': { schema: { const: 'Bearer' } } }, ...json({ example: { code: 'who' } }) }
  }))
  t.match(got.errors, [{ code: 'who', challenge: 'Bearer' }, { code: 'too_fast', retryAfter: 30, headers: { 'X-Plan': 'free' } }])
  t.same(got.reasons, ['X-Left', 'X-Empty'].map(name => `the header ${name} has no example, so its value is unknown`))
})

t.test('the envelope is recognised, or derived as a template', async t => {
  const rows: Readonly<Record<string, readonly [example: object, envelope: unknown, unread?: readonly string[], type?: string]>> = {
    nested: [{ error: { code: 'a_b', message: 'A.', request_id: 'r', param: 'x' } }, 'nested'],
    kyc: [{ code: 'a_b', message: 'A.', request_id: 'r', fields: { email: ['x'] } }, 'kyc'],
    merchant: [{ ok: false, error: { code: 'a_b', message: 'A.', details: { a: 1 } } }, { error: { ok: false, error: { code: '$code', message: '$message', details: '$details' } } }],
    'flat with issues': [{ success: false, errorCode: 'a_b', msg: 'A.', errors: [{ field: 'x', reason: 'y', code: 'z', other: 1 }] }, { error: { success: false, errorCode: '$code', msg: '$message', errors: { $each: 'issues', as: { field: '$issue.path', reason: '$issue.message', code: '$issue.code' } } } }],
    'a list of texts': [{ code: 'a_b', message: 'A.', errors: ['x'], traceId: 'r', path: '/x', timestamp: 't' }, { error: { code: '$code', message: '$message', errors: { $each: 'issues', as: '$issue.message' }, traceId: '$requestId', path: '$instance', timestamp: '$timestamp' } }],
    'a list that is empty': [{ code: 'a_b', message: 'A.', errors: [] }, { error: { code: '$code', message: '$message', errors: { $each: 'issues', as: '$issue.message' } } }],
    'Fastify itself': [{ statusCode: 404, code: 'a_b', error: 'Not Found', message: 'A.' }, { error: { statusCode: '$status', code: '$code', error: '$title', message: '$message' } }],
    'an error below another member': [{ failure: { error: 'a_b', message: 'A.' } }, { error: { failure: { error: '$code', message: '$message' } } }],
    'a list of other objects': [{ code: 'a_b', message: 'A.', errors: [{ color: 'red' }] }, { error: { code: '$code', message: '$message' } }, ['the member errors of the body has no variable in templates']],
    'another media type': [{ code: 'a_b', message: 'A.', color: 'red', nest: [[1]] }, { contentType: 'application/vnd.x+json', error: { code: '$code', message: '$message' } }, ['the member color of the body has no variable in templates', 'the member nest of the body has no variable in templates'], 'application/vnd.x+json'],
    'no error body': [{ color: 'red' }, undefined, ['the member color of the body has no variable in templates']]
  }
  for (const [name, [example, envelope, unread = [], type = 'application/json']] of Object.entries(rows)) {
    const got = await importDocument(t, document({ 404: { content: { [type]: { example }, 'text/html': {} } } }))
    t.same(got.envelope, envelope, name)
    t.same(got.reasons, unread, name)
  }
  const schema = { properties: { status: { const: 'error' }, message: { type: 'string' }, type: { type: 'string' } } }
  const base = { properties: { code: { const: 'a_b' } } }
  const more = { properties: { message: { type: 'string' }, errors: { type: 'array', items: { properties: { field: { type: 'string' } } } } } }
  const joined = { code: '$code', message: '$message', errors: { $each: 'issues', as: { field: '$issue.path' } } }
  t.match(await importDocument(t, document({ 404: json({ schema: { allOf: [base, more] } }) })), { envelope: { error: joined } })
  t.match(await importDocument(t, document({ 404: json({ schema }) })), { envelope: { error: { status: 'error', message: '$message', type: '$docs' } } })
})

t.test('parts that cannot be read are listed with their lines', async t => {
  const got = await importDocument(t, document({
    404: { $ref: 'other.yaml#/a' },
    409: { $ref: '#/components/responses/loop' },
    410: json({ schema: { $ref: '#/components/schemas/none' } }),
    '4XX': json({ example: { code: 'ranged' } }),
    default: json({ schema: nested({ enum: ['any', 'gone'] }) }),
    422: json({ schema: nested({ enum: ['a_b'] }) }),
    400: json({ schema: nested({ enum: ['a_b'] }) })
  }, { responses: { loop: { $ref: '#/components/responses/loop' }, unused: {} } }))
  t.same(got.codes, { a_b: 400, gone: 410 })
  t.same(got.reasons.sort(), [
    '"#/components/schemas/none" cannot be followed: only references within the document can',
    '"a_b" may have the statuses 400, 422: 400 was taken',
    '"other.yaml#/a" cannot be followed: only references within the document can',
    'the code "any" of the response "default" has no status',
    'the code "ranged" of the response "4XX" has no status',
    'the response "loop" is used by no operation, so it has no status',
    'the response "unused" is used by no operation, so it has no status'
  ])
  t.ok(got.unread.every(({ file, line }) => file === 'api.yaml' && line > 0))
  t.match(await readOpenApi('- a', 'x.yaml'), { errors: [], unread: [{ file: 'x.yaml', reason: 'no OpenAPI document: it must be a mapping' }] })
  t.match(await readOpenApi('a: {', 'x.yaml'), { unread: [{ reason: /^no OpenAPI document: / }] })
})
