import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import { toFailure } from '../../src/failure/failure.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'
import { createWrap, parseSuccess } from '../../src/envelope/success.ts'

const catalogOf = (envelope: string, more: object = {}) => ({
  envelope,
  roles: { validation: 'invalid', internal: 'internal' },
  codes: {
    invalid: { status: 422, message: 'Not valid.', aliases: ['not_valid'] },
    locked: { status: 409, message: 'Locked.', details: { 'by?': 'string', 'since?': 'integer', 'note?': 'string' }, private: ['note'] },
    internal: { status: 500, message: 'It failed.' }
  },
  ...more
}) as CatalogInput

const styleOf = (style: unknown, more: object = {}) => catalogOf('mine', { envelopes: { mine: style }, ...more })

function write ({ catalog, envelope }: Contract, code: string, given: object = {}): Record<string, unknown> {
  const entry = catalog.entries.get(code)
  assert(entry !== undefined)
  return JSON.parse(envelope.serialize(toFailure(entry, { requestId: 'req_1', ...given }))) as Record<string, unknown>
}

// Bodies that are similar to ours, so that random bodies get past the first member.
const names = ['code', 'message', 'error', 'status', 'problem', 'errors', 'data', 'details', 'fields', 'request_id', 'trace_id', 'ok', 'type', 'title', 'detail', 'meta', '@type', 'reason', 'metadata', 'issues', 'path', '__proto__', 'constructor', 'source', 'by']
const constants = ['error', 'fail', 'locked', 'invalid', 'new_code', '409', 'type.googleapis.com/google.rpc.ErrorInfo', 'about:blank', 'ABORTED', '']
const { body } = fc.letrec<{ body: unknown }>(tie => ({
  body: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(fc.constantFrom<unknown>(...constants, true, false, null, 409, 1e300, -0), fc.jsonValue({ maxDepth: 1 })),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie('body')), { selector: ([name]) => name, maxLength: 6 }).map(Object.fromEntries)
  )
}))
const status = fc.oneof(fc.constantFrom(200, 409, 422, 500, 503, 599), fc.constantFrom(NaN, -1, 1e9, 0.5))
const headers = fc.dictionary(fc.constantFrom('x-request-id', 'retry-after', '__proto__'), fc.oneof(fc.constantFrom<unknown>('5', '', Symbol('x'), 5n, null, Object.create(null)), fc.anything()))

for (const style of Object.keys(shippedEnvelopes)) {
  t.test(`${style} never throws, for any JSON`, async t => {
    const { envelope, catalog } = await loadContract(catalogOf(style))
    const own = fc.constantFrom(...['locked', 'internal'].map(code => write({ envelope, catalog }, code, { details: { by: 'x' }, issues: [{ path: 'a', message: 'b' }] })))
    // A valid body with one member changed anywhere.
    const near = fc.tuple(own, fc.nat(40), body).map(([own, at, value]) => {
      let left = at
      return JSON.parse(JSON.stringify(own, (_, old: unknown) => left-- === 0 ? value : old)) as unknown
    })
    t.doesNotThrow(() => fc.assert(fc.property(status, headers, fc.oneof(body, near), (status, headers, body) => {
      const decoded = envelope.decode(status, headers, body)
      if (decoded === undefined) return
      assert.equal(decoded.status, status)
      for (const name of ['code', 'message', 'requestId', 'param', 'instance'] as const) assert(['string', 'undefined'].includes(typeof decoded[name]))
      assert(decoded.issues.every(({ path, message }) => typeof path === 'string' && typeof message === 'string'))
      assert(['number', 'undefined'].includes(typeof decoded.retryAfter))
    }), { numRuns: 150 }))
  })

  t.test(`${style} reads no failure from foreign bodies`, async t => {
    const { envelope } = await loadContract(catalogOf(style))
    for (const body of [undefined, null, 0, 'Bad Gateway', '', [], {}, [{}], { error: 'Not found' }, { error: null }, { statusCode: 404, error: 'Not Found', message: 'Route GET:/ not found' }, { message: 'x' }, { errors: [] }, { error: {} }]) {
      t.equal(envelope.decode(409, {}, body), undefined, JSON.stringify(body))
    }
  })

  t.test(`${style} ignores unknown members`, async t => {
    const contract = await loadContract(catalogOf(style))
    const decode = (body: unknown) => contract.envelope.decode(409, {}, body)
    const body = write(contract, 'locked', { details: { by: 'Ann' } })
    const want = decode(body)
    t.match(want, { status: 409 })
    t.same(decode({ zz_new: [1], ...body, zz_also: { code: 5 } }), want, 'at the top')
    const within = JSON.parse(JSON.stringify(body, (name, value: unknown) => isPlain(value) && !['details', 'metadata', 'meta'].includes(name) ? { ...value, zz_new: null } : value)) as unknown
    t.same(decode(within), want, 'within')
  })
}

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

t.test('a list ignores unknown items at any position', async t => {
  const contract = await loadContract(catalogOf('google'))
  const issues = [{ path: 'a', message: 'A.' }]
  const body = write(contract, 'invalid', { issues }) as { error: { details: unknown[] } }
  const unknown = { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en' }
  const details = body.error.details.flatMap(item => [unknown, item, unknown])
  t.match(contract.envelope.decode(422, {}, { error: { ...body.error, details } }), { code: 'invalid', requestId: 'req_1', issues })
})

for (const [style, status, body, want] of [
  ['nested', 409, { error: { code: 'new', message: 'N.', request_id: 'r', details: { x: [1] } } }, { code: 'new', message: 'N.', requestId: 'r', details: { x: [1] }, issues: [] }],
  ['nested', 418, { error: { code: 'locked', message: 'N.', request_id: 'r', details: { by: 'Ann', x: 1 } } }, { code: 'locked', message: 'N.', requestId: 'r', details: { by: 'Ann' }, issues: [] }],
  ['billing', 451, { problem: 'new', message: 'N.', trace_id: 'r', errors: [1], x: 2 }, { code: 'new', message: 'N.', requestId: 'r', details: { errors: [1], x: 2 }, issues: [] }],
  ['billing', 400, { problem: 'invalid', message: 'N.', trace_id: 'r', errors: [{ field: 'a', message: 'A.' }] }, { code: 'invalid', message: 'N.', requestId: 'r', details: {}, issues: [{ path: 'a', message: 'A.' }] }],
  ['billing', 422, { problem: 'not_valid', message: 'N.', trace_id: 'r', errors: [{ field: 'a', message: 'A.' }] }, { code: 'invalid', message: 'N.', requestId: 'r', details: {}, issues: [{ path: 'a', message: 'A.' }] }],
  ['jsend', 500, { status: 'error', message: 'N.', data: { code: 'new', request_id: 'r' } }, { code: 'new', message: 'N.', requestId: 'r', details: {}, issues: [] }],
  ['jsend', 503, { status: 'error', message: 'N.', data: { code: 'locked', request_id: 'r' } }, { code: 'locked', message: 'N.', requestId: 'r', details: {}, issues: [] }],
  ['cards', 418, { status: 'error', message: 'N.', x: 1 }, { message: 'N.', details: { x: 1 }, issues: [] }],
  ['cards', 409, { status: 'error', message: 'N.', by: 'Ann', x: 1 }, { code: 'locked', message: 'N.', details: { by: 'Ann' }, issues: [] }],
  ['google', 409, { error: { code: 409, message: 'N.', status: 'ABORTED', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'new', metadata: { a: '[1]' } }, { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'r' }] } },
    { code: 'new', message: 'N.', requestId: 'r', details: { a: '[1]' }, issues: [] }],
  ['google', 409, { error: { code: 409, message: 'N.', status: 'ABORTED', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'locked', metadata: { by: '[1]', since: '7' } }, { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'r' }] } },
    { code: 'locked', message: 'N.', requestId: 'r', details: { by: '[1]', since: 7 }, issues: [] }],
  ['google', 409, { error: { code: 409, message: 'N.', status: 'ABORTED', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'locked', metadata: { since: 'noon' } }, { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'r' }] } },
    { code: 'locked', message: 'N.', requestId: 'r', details: { since: 'noon' }, issues: [] }]
] as const) {
  t.test(`a client reads what a newer or older server sends with ${status} in ${style}: ${JSON.stringify(want)}`, async t => {
    const { envelope } = await loadContract(catalogOf(style))
    t.same(envelope.decode(status, {}, body), { status, ...want })
  })
}

t.test('a private detail is not read, even if a server sends it', async t => {
  const { envelope } = await loadContract(catalogOf('settlement'))
  t.same(envelope.decode(409, {}, { error: { code: 'locked', message: 'L.', request_id: 'r', metadata: { note: 'secret', by: 'Ann' } } })?.details, { by: 'Ann' })
})

t.test('a detail called __proto__ is an ordinary detail, and changes no prototype', async t => {
  for (const [style, body] of [
    ['settlement', '{"error":{"code":"new","message":"","request_id":"","metadata":{"__proto__":{"polluted":1}}}}'],
    ['cards', '{"status":"error","message":"","__proto__":{"polluted":1}}'],
    ['merchant', '{"ok":false,"error":{"code":"new","message":"","details":{"__proto__":{"polluted":1}}}}']
  ] as const) {
    const { envelope } = await loadContract(catalogOf(style))
    const details = envelope.decode(418, {}, JSON.parse(body))?.details
    t.same(Object.entries(details ?? {}), [['__proto__', { polluted: 1 }]], style)
    t.equal(details?.['polluted'], undefined)
  }
})

t.test('two hundred thousand issues are read', async t => {
  const contract = await loadContract(catalogOf('merchant'))
  const issues = Array.from({ length: 200_000 }, (_, index) => ({ path: String(index), message: '' }))
  t.equal(contract.envelope.decode(422, {}, write(contract, 'invalid', { issues }))?.issues.length, issues.length)
})

t.test('duplicate issues are read once, at their first position', async t => {
  const issues = [{ path: 'b', message: 'B.', code: 'c' }, { path: 'a', message: 'A.' }]
  for (const [error, want] of [
    [{ code: '$code', list: { $each: 'issues', as: '$issue.message' }, map: { $each: 'issues', by: 'path', as: '$issue.message' } }, [{ path: '', message: 'B.' }, { path: '', message: 'A.' }]],
    [{ code: '$code', map: { $each: 'issues', by: 'path', as: '$issue.message' }, list: [{ $each: 'issues', as: '$issue.message' }] }, [{ path: 'b', message: 'B.' }, { path: 'a', message: 'A.' }]]
  ] as const) {
    const contract = await loadContract(styleOf({ error }))
    t.same(contract.envelope.decode(422, {}, write(contract, 'invalid', { issues }))?.issues, want)
  }
})

for (const [name, error, body, want] of [
  ['an empty text is no number', { code: '$code', wait: { $string: '$retryAfter' } }, { code: 'locked', wait: '' }, undefined],
  ['a number in another notation is none that we write', { code: '$code', wait: { $string: '$retryAfter' } }, { code: 'locked', wait: '0x10' }, undefined],
  ['text with a number in it is one', { code: '$code', wait: { $string: '$retryAfter' } }, { code: 'locked', wait: '16' }, { code: 'locked', status: 409, retryAfter: 16, details: {}, issues: [] }],
  ['what is written as text is text', { code: '$code', d: { $string: '$details' } }, { code: 'locked', d: { since: 7 } }, undefined],
  ['one that is written as text is, too', { code: '$code', d: { $string: '$details.since' } }, { code: 'locked', d: 7 }, undefined],
  ['a detail beside a text stays what it is', { code: '$code', s: { $string: '$status' }, d: '$details' }, { code: 'locked', s: '409', d: { since: '7' } }, { code: 'locked', status: 409, details: { since: '7' }, issues: [] }],
  ['an empty list is none of issues', { code: '$code', list: { $each: 'issues', as: '$issue.path' } }, { code: 'locked', list: [] }, undefined],
  ['an empty map is none of issues', { code: '$code', map: { $each: 'issues', by: 'path', as: '$issue.path' } }, { code: 'locked', map: { a: [] } }, undefined],
  ['an issue has a path', { code: '$code', list: { $each: 'issues', as: { p: '$issue.path' } } }, { code: 'locked', list: [{}] }, undefined],
  ['an issue has a message', { code: '$code', list: { $each: 'issues', as: { m: '$issue.message' } } }, { code: 'locked', list: [{}] }, undefined],
  ['a map holds lists', { code: '$code', map: { $each: 'issues', by: 'path', as: '$issue.message' } }, { code: 'locked', map: { a: 'A.' } }, undefined],
  ['a list holds items of one kind', { code: '$code', list: { $each: 'issues', as: '$issue.path' } }, { code: 'locked', list: ['a', 1] }, undefined],
  ['of an issue its alternatives are read', { code: '$code', list: { $each: 'issues', as: { $first: [{ $optional: true, c: '$issue.code' }, ['$issue.path', '$issue.keyword']] } } }, { code: 'locked', list: [{ c: 'c' }, ['p'], ['p', 'k']] },
    { code: 'locked', status: 409, details: {}, issues: [{ path: '', message: '', code: 'c' }, { path: 'p', message: '' }, { path: 'p', message: '', keyword: 'k' }] }],
  ['a place that is named outdoes one that is implied', { code: '$code', list: { $each: 'issues', as: { p: '$issue.pointer', h: '$issue.header', in: '$issue.location' } } },
    { code: 'locked', list: [{ p: '/a', in: 'query' }, { p: '/b' }, { h: 'x' }] },
    { code: 'locked', status: 409, details: {}, issues: [{ path: '', message: '', pointer: '/a', location: 'query' }, { path: '', message: '', pointer: '/b', location: 'body' }, { path: 'x', message: '', location: 'header' }] }]
] as const) {
  t.test(name, async t => {
    const { envelope } = await loadContract(styleOf({ error }))
    t.same(envelope.decode(409, {}, body), want)
  })
}

t.test('a code that no variant writes for the status is read by the variant of the code', async t => {
  const { envelope } = await loadContract(styleOf({
    variants: [
      { when: { codes: ['locked'] }, error: { kind: 'a', id: '$requestId', m: '$message' } },
      { when: { class: '5xx' }, error: { kind: 'b', m: '$message' } },
      { error: { m: '$message', p: '$param' } }
    ]
  }))
  for (const [status, body, want] of [
    [409, { kind: 'a', id: 'r', m: 'M.' }, { code: 'locked', requestId: 'r' }],
    [503, { kind: 'b', m: 'M.' }, { code: undefined, message: 'M.' }],
    [500, { kind: 'b', m: 'M.' }, { code: 'internal', message: 'M.' }],
    [404, { m: 'M.', p: 'x' }, { code: undefined, param: 'x' }],
    [422, { m: 'M.', p: 'x' }, { code: 'invalid', param: 'x' }]
  ] as const) t.match(envelope.decode(status, {}, body), want)
  t.equal(envelope.decode(503, {}, { m: 'M.' }), undefined, 'no 5xx is written in this way')
})

t.test('the request id and the wait are read from headers if the body has none', async t => {
  const merchant = await loadContract(catalogOf('merchant', { requestId: { header: 'X-Trace' } }))
  const body = { ok: false, error: { code: 'locked', message: 'L.' } }
  for (const [headers, want] of [
    [{ 'x-trace': 'r', 'retry-after': '30' }, { requestId: 'r', retryAfter: 30 }],
    [{ 'x-trace': 'r', 'retry-after': 30 }, { requestId: 'r', retryAfter: 30 }],
    [{ 'x-request-id': 'other', 'retry-after': '0' }, { retryAfter: 0 }],
    [{ 'x-trace': ['a', 'b'], 'retry-after': '' }, {}],
    [{ 'retry-after': 'Fri, 21 Nov 2025 07:28:00 GMT' }, {}],
    [{ 'retry-after': '-1' }, {}],
    [{ 'retry-after': '1.5' }, {}],
    [{ 'retry-after': NaN }, {}],
    [{ 'retry-after': ['5'] }, {}],
    [{}, {}]
  ] as const) t.same(merchant.envelope.decode(409, headers, body), { code: 'locked', status: 409, message: 'L.', details: {}, issues: [], ...want }, JSON.stringify(headers))
  const both = await loadContract(styleOf({ error: { code: '$code', id: '$requestId', wait: '$retryAfter' } }))
  t.match(both.envelope.decode(409, { 'x-request-id': 'r', 'retry-after': '9' }, { code: 'locked', id: 'own', wait: 3 }), { requestId: 'own', retryAfter: 3 }, 'the body comes first')
})

const wrapOf = (success: Readonly<Record<string, unknown>>) => createWrap(parseSuccess(success, [], ({ message }) => assert.fail(message)))

for (const [name, success, given, want] of [
  ['merchant puts an object under data', shippedEnvelopes['merchant']?.['success'], '{"id":1}', '{"ok":true,"data":{"id":1}}'],
  ['merchant puts an empty object under data', shippedEnvelopes['merchant']?.['success'], '{}', '{"ok":true,"data":{}}'],
  ['merchant puts a list under data', shippedEnvelopes['merchant']?.['success'], '[1]', '{"ok":true,"data":[1]}'],
  ['merchant puts a number under data', shippedEnvelopes['merchant']?.['success'], '7', '{"ok":true,"data":7}'],
  ['merchant puts nothing under data', shippedEnvelopes['merchant']?.['success'], 'null', '{"ok":true,"data":null}'],
  ['merchant minds no name in the data', shippedEnvelopes['merchant']?.['success'], '{"ok":false,"data":1}', '{"ok":true,"data":{"ok":false,"data":1}}'],
  ['cards spreads an object', shippedEnvelopes['cards']?.['success'], '{"id":1,"a":[]}', '{"status":"success","id":1,"a":[]}'],
  ['cards spreads an empty object', shippedEnvelopes['cards']?.['success'], '{}', '{"status":"success"}'],
  ['cards spreads an empty object with space in it', shippedEnvelopes['cards']?.['success'], ' { \n} ', '{"status":"success"}'],
  ['cards spreads an object with space around it', shippedEnvelopes['cards']?.['success'], '\n { "id" : 1 } ', '{"status":"success","id" : 1 }'],
  ['cards puts a list under data', shippedEnvelopes['cards']?.['success'], ' [1] ', '{"status":"success","data":[1]}'],
  ['cards puts a number under data', shippedEnvelopes['cards']?.['success'], '7', '{"status":"success","data":7}'],
  ['cards puts a text under data', shippedEnvelopes['cards']?.['success'], '"{"', '{"status":"success","data":"{"}'],
  ['cards puts nothing under data', shippedEnvelopes['cards']?.['success'], 'null', '{"status":"success","data":null}'],
  ['cards puts an object that has a status under data', shippedEnvelopes['cards']?.['success'], '{"id":1,"status":"active"}', '{"status":"success","data":{"id":1,"status":"active"}}'],
  ['cards finds its name behind an escape', shippedEnvelopes['cards']?.['success'], '{"\\u0073tatus":"active"}', '{"status":"success","data":{"\\u0073tatus":"active"}}'],
  ['cards spreads an object that has the name within', shippedEnvelopes['cards']?.['success'], '{"card":{"status":"active"}}', '{"status":"success","card":{"status":"active"}}'],
  ['cards spreads an object that has the name as a text', shippedEnvelopes['cards']?.['success'], '{"sort":"status","by":"\\u0073tatus"}', '{"status":"success","sort":"status","by":"\\u0073tatus"}'],
  ['a name is found behind each escape that JSON has', { 'a/b': 1, '...': '$data' }, '{"a\\/b":2}', '{"a/b":1,"data":{"a\\/b":2}}'],
  ['a name that has to be escaped is found', { '"\\': 1, '...': '$data' }, '{"\\"\\\\":2}', '{"\\"\\\\":1,"data":{"\\"\\\\":2}}'],
  ['$$ is the sign itself', { $$a: '$$data', $$b: '$data' }, '1', '{"$a":"$data","$b":1}'],
  ['a spread alone adds nothing', { '...': '$data' }, '{"a":1}', '{"a":1}'],
  ['a spread alone adds nothing to nothing', { '...': '$data' }, '{}', '{}'],
  ['a spread alone wraps what is no object', { '...': '$data' }, '[]', '{"data":[]}'],
  ['a member alone holds the data', { result: '$data' }, '1', '{"result":1}'],
  ['constants may be of any type', { a: null, b: 1.5, c: false, it: '$data' }, '1', '{"a":null,"b":1.5,"c":false,"it":1}']
] as const) {
  t.test(name, async t => t.equal(wrapOf(success as Record<string, unknown>)(given), want))
}

t.test('wrapped text is the JSON of the wrapped data, for any data', async t => {
  const member = fc.constantFrom('status', 'data', 'ok', 'id', '__proto__', '', 'a/b', '"', 'stat')
  const object = fc.uniqueArray(fc.tuple(fc.oneof(member, fc.string()), fc.jsonValue({ maxDepth: 2 })), { selector: ([name]) => name, maxLength: 4 }).map(Object.fromEntries) as fc.Arbitrary<object>
  const data = fc.oneof(object, fc.jsonValue())
  const constants = fc.uniqueArray(member.filter(name => name !== 'data'), { maxLength: 3 }).map(names => Object.fromEntries(names.map(name => [name, 'mine'])))
  const space = fc.constantFrom(undefined, 2, '\t')
  t.doesNotThrow(() => fc.assert(fc.property(constants, data, space, (constants, data, space) => {
    const text = JSON.stringify(data, null, space)
    const plain = JSON.parse(text) as unknown
    const spreads = isPlain(plain) && !Object.keys(constants).some(name => Object.hasOwn(plain, name))
    assert.deepEqual(JSON.parse(wrapOf({ ...constants, '...': '$data' })(text)), spreads ? { ...constants, ...plain } : { ...constants, data: plain })
    assert.deepEqual(JSON.parse(wrapOf({ ...constants, data: '$data' })(text)), { ...constants, data: plain })
  }), { numRuns: 500 }))
})

t.test('only styles that wrap both have a wrapper', async t => {
  const wrapping = []
  for (const style of Object.keys(shippedEnvelopes)) if ((await loadContract(catalogOf(style))).envelope.wrap !== undefined) wrapping.push(style)
  t.same(wrapping, ['merchant', 'cards', 'jsend'])
})
