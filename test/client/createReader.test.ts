import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { createReader } from '../../src/client.ts'
import type { ErrorData, Failure } from '../../src/client/types.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'
import { toFailure } from '../../src/failure/failure.ts'
import { catalogOf, contractOf, envelopeNames, examplesOf } from './responses.ts'
import { loadContract } from '../../src/envelope/load.ts'

async function dataOf (envelope: string, more: object = {}): Promise<ErrorData> {
  const { catalog } = await loadContract({ ...catalogOf(envelope), ...more })
  return JSON.parse(JSON.stringify(toErrorData(catalog))) as ErrorData
}

/** A failure without the members that are undefined. */
const plain = (failure: Failure | undefined) => failure === undefined ? undefined : JSON.parse(JSON.stringify(failure)) as Record<string, unknown>

for (const name of envelopeNames) {
  t.test(`a client of ${name} reads the failure that the server sent`, async t => {
    const errors = await dataOf(name)
    const read = createReader(errors)
    for (const { status, headers, body, want } of await examplesOf(name)) {
      const code = want['code'] as string | undefined
      const { docs: _docs, retry, ...sent } = want
      const isFailure = status >= 400 || code !== undefined || errors.marked === true
      // Without a code in the body, a client knows the page and the verdict only if one code has the status.
      const expected = isFailure ? { kind: 'api', known: code !== undefined, ...sent, retry, docs: want['docs'] } : undefined
      for (const [how, given] of Object.entries({
        fetch: new Response(body, { status, headers }),
        axios: { response: { status, headers, data: JSON.parse(body) } },
        'plain text': { status, headers, body },
        bytes: { statusCode: status, headers, body: Buffer.from(body) },
        'headers in capitals': { status, headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toUpperCase(), value])), body }
      })) t.same(plain(await read(given)), expected, `${status} ${code} ${how}`)
    }
  })

  t.test(`a client of ${name} reads codes that are newer than it`, async t => {
    const { catalog, envelope } = await contractOf(name)
    const entry = catalog.entries.get('locked')
    assert(entry !== undefined)
    const failure = toFailure(entry, { requestId: 'req_2', details: { by: 'Ann' } })
    const body = envelope.serialize(failure).replaceAll('"locked"', '"locked_by_other"')
    const errors = await dataOf(name)
    const old = { ...errors, codes: Object.fromEntries(Object.entries(errors.codes).filter(([code]) => code !== 'locked')) }
    const found = await createReader(old)({ status: 409, headers: {}, body })
    t.match(found, { kind: 'api', known: false, status: 409, retry: undefined, ...name === 'cards' ? { code: undefined } : { code: 'locked_by_other' } })
    if (name !== 'kyc') t.match(found, { details: { by: 'Ann' } }, 'with all the details it sent')
  })

  t.test(`a client of ${name} finds no failure in responses of other servers`, async t => {
    const read = createReader(await dataOf(name))
    for (const body of ['', 'null', '0', '"Bad Gateway"', '[]', '{}', '[{}]', '{"error":"Not found"}', '{"errors":[]}', '{"statusCode":404,"error":"Not Found","message":"M."}', '<html>502</html>', '{"error":{"code"']) {
      const headers = { 'content-type': 'text/html', 'X-Trace': 'r' }
      t.match(await read({ status: 502, headers, body }), { kind: 'undecodable', status: 502, contentType: 'text/html', text: body, requestId: 'r', retryAfter: undefined }, body)
      t.equal(await read({ status: 200, headers, body }), undefined, `${body} in a 200`)
    }
  })
}

t.test('a success that looks like a failure stays a success, unless the envelope marks failures or the code has that status', async t => {
  for (const [envelope, body, isFailure] of [
    ['kyc', { code: 'locked', message: 'M.', request_id: 'r' }, false],
    ['kyc', { code: 'SUMMER', message: 'Your voucher.', request_id: 'r' }, false],
    ['kyc', { code: 'step.up', message: 'M.', request_id: 'r' }, true],
    ['merchant', { ok: false, error: { code: 'other', message: 'M.' } }, true],
    ['merchant', { ok: true, data: {} }, false],
    ['cards', { status: 'error', message: 'M.' }, true],
    ['jsend', { status: 'success', data: {} }, false]
  ] as const) {
    const response = Response.json(body, { status: 200 })
    t.equal(await createReader(await dataOf(envelope))(response) !== undefined, isFailure, JSON.stringify(body))
    t.same(await response.json(), body, 'the body stays with the caller')
  }
})

t.test('an envelope marks failures only if they all have a constant that differs from the successes', async t => {
  const success = { ok: true, data: '$data' }
  for (const [error, isMarked] of [[{ ok: false, code: '$code' }, true], [{ code: '$code' }, undefined], [{ ok: true, code: '$code' }, undefined], [{ ok: '$code' }, undefined], [{ $first: [{ $optional: true, at: '$instance' }, { ok: 1, code: '$code' }] }, undefined]] as const) {
    t.equal((await dataOf('mine', { envelopes: { mine: { error, success } } })).marked, isMarked, JSON.stringify(error))
  }
})

t.test('codes are read under their former names', async t => {
  const read = createReader(await dataOf('kyc'))
  t.match(await read({ status: 422, headers: {}, body: { code: 'not_valid', message: 'M.', request_id: 'r' } }), { known: true, code: 'invalid' })
})

t.test('a client reads both envelopes of an API with content negotiation', async t => {
  const read = createReader(await dataOf('kyc', { negotiate: true }))
  t.match(await read({ status: 409, headers: {}, body: { code: 'locked', message: 'M.', request_id: 'r' } }), { known: true, code: 'locked' })
  t.match(await read({ status: 409, headers: {}, body: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'M.', code: 'locked', request_id: 'r', by: 'x' } }), { known: true, code: 'locked', details: { by: 'x' } })
})

t.test('if several codes match a body without a code, the client knows their common verdict', async t => {
  const codes = { ...catalogOf('cards').codes, other: { status: 409, message: 'O.' }, later: { status: 503, message: 'L.', retry: 'never' } }
  const read = createReader(await dataOf('cards', { codes }))
  t.match(await read({ status: 409, headers: {}, body: { status: 'error', message: 'M.' } }), { known: false, code: undefined, retry: 'never', docs: undefined })
  t.match(await read({ status: 503, headers: {}, body: { status: 'error', message: 'M.' } }), { known: false, code: undefined, retry: undefined })
})

t.test('variants differ by class, codes and roles', async t => {
  const variants = [
    { when: { codes: ['locked', 'seats'], roles: ['validation'] }, error: { never: '$code' } },
    { when: { codes: ['locked'] }, error: { locked: '$code', by: '$details.by', text: { $string: '$details.since' } } },
    { when: { roles: ['validation'] }, error: { invalid: '$code' } },
    { when: { class: '5xx' }, error: { broken: '$code' } },
    { error: { failed: '$code' } }
  ]
  const read = createReader(await dataOf('mine', { envelopes: { mine: { variants } } }))
  for (const [status, body, want] of [
    [409, { locked: 'locked', by: 'x', text: '3' }, { code: 'locked', details: { by: 'x', since: 3 } }],
    [409, { locked: 'locked', by: 'x', text: 'long ago' }, { code: 'locked', details: { by: 'x', since: 'long ago' } }],
    [409, { locked: 'locked', by: 'x', text: 3 }, { kind: 'undecodable' }],
    [409, { failed: 'locked' }, { kind: 'undecodable' }],
    [422, { invalid: 'invalid' }, { code: 'invalid' }],
    [500, { broken: 'internal' }, { code: 'internal' }],
    [402, { broken: 'seats' }, { kind: 'undecodable' }],
    [402, { failed: 'seats' }, { code: 'seats' }]
  ] as const) t.match(await read({ status, headers: {}, body }), want, JSON.stringify(body))
})

t.test('the page of a code is read from Link if neither catalog nor body has it', async t => {
  const read = createReader(await dataOf('kyc', { docs: undefined }))
  const body = { code: 'locked', message: 'M.', request_id: 'r' }
  t.match(await read({ status: 409, headers: { link: '</errors/locked>; rel="help"' }, body }), { docs: '/errors/locked' })
  t.match(await read({ status: 409, headers: { link: '</next>; rel="next"' }, body }), { docs: undefined })
})

t.test('errors of the network say whether the request was sent', async t => {
  const read = createReader(await dataOf('kyc'))
  const withCode = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more })
  for (const [error, sent, reason] of [
    [new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), 'no', 'refused'],
    [new TypeError('fetch failed', { cause: new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]) }), 'no', 'refused'],
    [withCode('ENOTFOUND'), 'no', 'refused'],
    [withCode('ETIMEDOUT', { syscall: 'connect' }), 'no', 'timeout'],
    [withCode('UND_ERR_CONNECT_TIMEOUT'), 'no', 'timeout'],
    [withCode('UND_ERR_HEADERS_TIMEOUT'), 'maybe', 'timeout'],
    [withCode('ECONNABORTED'), 'maybe', 'timeout'],
    [withCode('ECONNRESET'), 'maybe', 'reset'],
    [new TypeError('Failed to fetch'), 'maybe', 'reset'],
    [new DOMException('', 'AbortError'), 'maybe', 'aborted'],
    [new DOMException('', 'TimeoutError'), 'maybe', 'timeout'],
    [withCode('ERR_CANCELED'), 'maybe', 'aborted'],
    [undefined, 'maybe', 'reset'],
    ['lost', 'maybe', 'reset'],
    [{ status: 0 }, 'maybe', 'reset']
  ] as const) t.same(await read(error), { kind: 'unanswered', sent, reason, cause: error }, String(error))
})

t.test('a stream is read to its end or its first megabyte, and a truncated body is a network error', async t => {
  const read = createReader(await dataOf('kyc'))
  const body = JSON.stringify({ code: 'locked', message: 'M.', request_id: 'r' })
  const chunks = async function * (...parts: Array<string | Uint8Array | Error>) {
    for (const part of parts) {
      if (part instanceof Error) throw part
      yield part
    }
  }
  const headers = { 'content-type': 'application/json' }
  t.match(await read({ statusCode: 409, headers, body: chunks(body.slice(0, 9), Buffer.from(body.slice(9))) }), { code: 'locked' })
  t.match(await read({ statusCode: 409, headers, body: chunks(body.slice(0, 9), new Error('terminated')) }), { kind: 'unanswered', sent: 'maybe', reason: 'reset' })
  let pulled = 0
  const endless = new ReadableStream({ pull (controller) { controller.enqueue(new Uint8Array(65_536).fill(97 + pulled++ % 3)) } })
  const large = await read(new Response(endless, { status: 500, headers }))
  t.match(large, { kind: 'undecodable', text: 'a'.repeat(8192) })
  t.ok(pulled < 40, `${pulled} chunks were pulled`)
  let isClosed = false
  const endlessChunks = async function * () {
    try {
      while (true) yield 'b'.repeat(65_536)
    } finally {
      isClosed = true
    }
  }
  t.match(await read({ statusCode: 500, headers, body: endlessChunks() }), { kind: 'undecodable', text: 'b'.repeat(8192) })
  t.ok(isClosed, 'a stream is closed where its reading ends')
  const withoutReturn = { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 'c'.repeat(65_536) }) }) }
  t.match(await read({ statusCode: 500, headers, body: withoutReturn }), { kind: 'undecodable', text: 'c'.repeat(8192) }, 'a stream that cannot be closed')
  t.match(await read({ status: 500, headers: {}, data: undefined }), { kind: 'undecodable', text: '' }, 'a response without a body')
  t.equal(await read({ statusCode: 200, headers, body: chunks(body) }), undefined, 'a stream of a success stays with the caller')
  const lose = () => new ReadableStream({ start (controller) { controller.error(new Error('terminated')) } })
  t.match(await read(new Response(lose(), { status: 200, headers })), { kind: 'unanswered', sent: 'maybe' })
  t.equal(await read(new Response(lose(), { status: 200, headers: { 'content-type': 'text/plain' } })), undefined)
  t.match(await read(new Response(null, { status: 500 })), { kind: 'undecodable', text: '' })
  const used = Response.json({}, { status: 500 })
  await used.text()
  t.match(await read(used), { kind: 'undecodable', text: '' })
  t.match(await read(Object.assign(chunks(body), { statusCode: 409, headers })), { code: 'locked' }, 'a response of node:http is its own body')
})

t.test('at most 8 KB of a body are kept', async t => {
  const read = createReader(await dataOf('kyc'))
  const large = '€'.repeat(20_000_000)
  for (const body of [large, Buffer.from(large), { text: large }, [large]]) {
    const failure = await read({ status: 500, headers: {}, body })
    t.equal(failure?.kind, 'undecodable')
    const { length } = Buffer.from(failure?.kind === 'undecodable' ? failure.text : '')
    t.ok(length > 8000 && length <= 8192, `${length} bytes`)
  }
})

t.test('reading never throws, for any response', async t => {
  const names = ['code', 'message', 'error', 'status', 'problem', 'errors', 'data', 'details', 'fields', 'request_id', 'trace_id', 'ok', 'type', 'title', 'detail', 'meta', '@type', 'reason', 'metadata', 'issues', 'path', '__proto__', 'constructor', 'toString', 'source', 'by']
  const constants = ['error', 'fail', 'locked', 'invalid', 'new_code', '409', '__proto__', 'constructor', 'type.googleapis.com/google.rpc.ErrorInfo', 'about:blank', 'ABORTED', '']
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(...constants, true, false, null, 409, 1e300, -0),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...names), tie('value')), { selector: ([name]) => name, maxLength: 6 }).map(entries => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`).map(text => JSON.parse(text) as unknown)
    )
  }))
  const examples = (await Promise.all(envelopeNames.map(examplesOf))).flat().map(({ body }) => body)
  const mutated = fc.tuple(fc.constantFrom(...examples), fc.nat(), fc.string({ maxLength: 3 }), fc.nat(5)).map(([body, at, text, cut]) => {
    const index = at % body.length
    return cut === 0 ? body.slice(0, index) : body.slice(0, index) + text + body.slice(index + cut)
  })
  const odd = fc.constantFrom<unknown>(undefined, null, 5, Symbol('x'), () => {}, new Proxy({}, { get () { throw new Error('trap') } }), { get status () { throw new Error('getter') } }, { status: 500, headers: { get () { throw new Error('get') } } })
  const body = fc.oneof({ weight: 4, arbitrary: value }, { weight: 4, arbitrary: mutated }, fc.constantFrom<unknown>(...examples, '<html></html>', new Map(), Object.create(null)), fc.string())
  const given = fc.oneof({ weight: 30, arbitrary: fc.record({ status: fc.constantFrom(200, 409, 422, 429, 500, 503), headers: fc.constantFrom({}, { 'retry-after': '-1' }, { 'Retry-After': 'Xyz, 99:99:99' }, null), body }) }, odd)
  const readers = await Promise.all(envelopeNames.map(async name => createReader(await dataOf(name))))
  let runs = 0
  await fc.assert(fc.asyncProperty(given, async given => {
    for (const read of readers) {
      const failure = await read(given)
      runs++
      if (failure === undefined) continue
      assert(['api', 'undecodable', 'unanswered'].includes(failure.kind))
      if (failure.kind === 'undecodable') assert(failure.text.length <= 8192)
      if (failure.kind === 'api') {
        assert.equal(failure.issues.every(({ path, message }) => typeof path === 'string' && typeof message === 'string'), true)
        assert.equal(Object.getPrototypeOf(failure.details), Object.prototype)
      }
    }
  }), { numRuns: 10_000 })
  t.equal(runs, 100_000)
  t.equal(({} as Record<string, unknown>)['by'], undefined, 'no prototype was changed')
})
