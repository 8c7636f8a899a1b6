import assert from 'node:assert/strict'
import { Ajv, type ValidateFunction } from 'ajv'
import fc, { type Arbitrary } from 'fast-check'
import t from 'tap'
import type { CatalogInput } from '../../src/format/catalogFile.ts'
import type { Entry } from '../../src/catalog/entry.ts'
import { toFailure, type Failure, type Occurrence } from '../../src/failure/failure.ts'
import type { Issue } from '../../src/failure/issue.ts'
import type { Decoded } from '../../src/envelope/decode.ts'
import { loadContract, type Contract } from '../../src/envelope/load.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'

type Given = Omit<Occurrence, 'requestId'> & { requestId?: string }

function fail ({ catalog }: Contract, code: string, given: Given = {}): Failure {
  const entry = catalog.entries.get(code)
  assert(entry !== undefined, `no code ${code}`)
  return toFailure(entry, { requestId: 'req_1', ...given })
}

/**
 * The members of a failure that each envelope carries: its decoder can return no others.
 *
 * `values` are in every body; `details` and `issues` say which failures have them in the body, and `issue`
 * which members each issue has.
 */
interface Carries {
  readonly values: ReadonlyArray<'code' | 'message' | 'param' | 'requestId' | 'instance'>
  readonly details: (failure: Failure) => boolean
  readonly issues: (failure: Failure, contract: Contract) => boolean
  readonly issue: (issue: Issue) => Issue
}

const always = () => true
const never = () => false

const pick = (...names: Array<keyof Issue>) => (issue: Issue) =>
  ({ path: '', message: '', ...Object.fromEntries(names.flatMap(name => issue[name] === undefined ? [] : [[name, issue[name]]])) }) as Issue

/** A JSON pointer into the body, the name of a header, or the name of a parameter without its part of the request. */
function place ({ message, location, path, pointer }: Issue): Issue {
  if (location === 'body') return { path: '', message, ...(pointer === undefined ? {} : { pointer, location }) }
  if (location === 'header') return { path, message, location }
  return { path: location === undefined ? '' : path, message }
}

const carries: Readonly<Record<string, Carries>> = {
  nested: { values: ['code', 'message', 'param', 'requestId'], details: always, issues: always, issue: pick('path', 'message', 'location', 'keyword', 'code') },
  kyc: { values: ['code', 'message', 'requestId'], details: never, issues: always, issue: pick('path', 'message') },
  billing: { values: ['code', 'message', 'requestId'], details: always, issues: ({ code }, { catalog }) => catalog.roles.validation === code, issue: pick('path', 'message') },
  settlement: { values: ['code', 'message', 'param', 'requestId'], details: always, issues: never, issue: pick() },
  merchant: { values: ['code', 'message'], details: ({ issues }) => issues.length === 0, issues: always, issue: pick('path', 'message', 'keyword') },
  cards: { values: ['message'], details: always, issues: never, issue: pick() },
  rfc9457: { values: ['code', 'message', 'requestId', 'instance'], details: always, issues: always, issue: place },
  jsend: { values: ['code', 'message', 'requestId'], details: always, issues: ({ status }) => status < 500, issue: pick('path', 'message') },
  jsonapi: { values: ['code', 'message', 'requestId'], details: ({ issues }) => issues.length === 0, issues: always, issue: place },
  google: { values: ['code', 'message', 'requestId'], details: always, issues: always, issue: pick('path', 'message', 'code') }
}

/** The failure that a decoder must find in the body alone. */
function carriedOf (failure: Failure, contract: Contract): Decoded {
  const { values, details, issues, issue } = carries[contract.envelope.name] as Carries
  const codes = [...contract.catalog.entries.values()].filter(({ status }) => status === failure.status)
  return {
    // Without a code in the body, the status identifies the code only if no other code has it.
    ...(values.includes('code') || codes.length > 1 ? {} : { code: failure.code }),
    ...Object.fromEntries(values.flatMap(name => failure[name] === undefined ? [] : [[name, failure[name]]])),
    status: failure.status,
    details: details(failure) ? failure.details : {},
    issues: issues(failure, contract) ? inOrder(failure.issues, contract).map(issue) : []
  }
}

/** A map by field keeps the order within one field only, and JavaScript moves fields that are whole numbers to the front. */
function inOrder (issues: readonly Issue[], { envelope }: Contract): readonly Issue[] {
  if (envelope.name !== 'kyc') return issues
  const byField = new Map<string, Issue[]>()
  for (const issue of issues) byField.set(issue.path, [...byField.get(issue.path) ?? [], issue])
  return Object.entries(Object.fromEntries(byField)).flatMap(([, list]) => list)
}

/** The value after a round trip through JSON: -0 is 0, and objects have the usual prototype. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

// Formats are promises of the catalog's author; a member called `constructor` is none unless it is the body's own.
const ajv = new Ajv({ strict: false, allowUnionTypes: true, validateFormats: false, ownProperties: true, code: { optimize: false } })
const validators = new WeakMap<Entry, ValidateFunction>()

function validatorOf ({ envelope }: Contract, entry: Entry): ValidateFunction {
  const validator = validators.get(entry) ?? ajv.compile(envelope.schemaOf(entry))
  validators.set(entry, validator)
  return validator
}

function assertRoundTrip (contract: Contract, failure: Failure) {
  const { envelope } = contract
  const body = JSON.parse(envelope.serialize(failure)) as unknown
  assert.deepStrictEqual(plain(envelope.decode(failure.status, {}, body)), plain(carriedOf(failure, contract)))
  const isValid = validatorOf(contract, failure.entry)
  assert(isValid(body), JSON.stringify(isValid.errors))
}

const awkward = ['', ' ', '"', '\\', '\\u0041', '\u2028\u2029', '\0\x1f\x7f', '\ud800', '\udfff\ud83d', '😀', '__proto__', 'constructor', 'toString', '0', '10', 'a.b', '</script>', '$code', '{}', '[]', 'null', '1e3', '-0']
const text = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'binary', maxLength: 12 }))

const issue: Arbitrary<Issue> = fc.record({
  path: text,
  message: text,
  location: fc.constantFrom('body', 'query', 'path', 'header'),
  pointer: text,
  keyword: text,
  code: text
}, { requiredKeys: ['path', 'message'] })

const occurrence = fc.record({
  requestId: fc.stringMatching(/^[\w.:+/=@-]{1,128}$/),
  instance: text,
  message: text,
  param: text,
  retryAfter: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  issues: fc.array(issue, { maxLength: 4 })
}, { requiredKeys: ['requestId', 'message'] })

/** A type of a detail and three values that fit it. */
interface Typed {
  readonly type: string | Record<string, unknown>
  readonly values: readonly unknown[]
}

const number = fc.oneof(fc.constantFrom(0, -0, 1e21, 5e-324, -1.5), fc.double({ noNaN: true, noDefaultInfinity: true }))
const three = (type: Typed['type'], values: Arbitrary<unknown>): Arbitrary<Typed> => fc.tuple(values, values, values).map(values => ({ type, values }))
const literal = (type: string, value: unknown): Typed => ({ type, values: [value, value, value] })

const scalars = {
  text: three('string', text),
  other: fc.oneof(three('integer', fc.maxSafeInteger()), three('number', number), three('boolean', fc.boolean()), fc.constant(literal('null', null))),
  textLiteral: fc.constantFrom(literal("'draft'", 'draft'), literal("'1'", '1'), literal('"a b"', 'a b')),
  otherLiteral: fc.constantFrom(literal('1', 1), literal('true', true), literal('false', false))
}
const anyScalar = fc.oneof(scalars.text, scalars.other, scalars.textLiteral, scalars.otherLiteral)

const unionOf = (a: Arbitrary<Typed>, b: Arbitrary<Typed>) =>
  fc.tuple(a, b).map(([a, b]): Typed => ({ type: `${String(a.type)} | ${String(b.type)}`, values: [a.values[0], b.values[1], a.values[2]] }))

const { inSyntax } = fc.letrec<{ inSyntax: Typed, array: Typed, object: Typed, record: Typed, union: Typed }>(tie => ({
  inSyntax: fc.oneof({ depthSize: 'small', withCrossShrink: true }, anyScalar, tie('array'), tie('object'), tie('record'), tie('union')),
  array: tie('inSyntax').map(({ type, values }) => ({ type: `(${String(type)})[]`, values: [[], values.slice(1), values] })),
  object: fc.tuple(tie('inSyntax'), tie('inSyntax')).map(([a, b]) => ({
    type: `{ id: ${String(a.type)}, constructor?: ${String(b.type)} }`,
    values: [{ id: a.values[0] }, { id: a.values[1], constructor: b.values[1], undeclared: 'gone' }, { id: a.values[2], constructor: b.values[2] }]
  })),
  record: fc.tuple(tie('inSyntax'), text, text).map(([{ type, values }, ...names]) => ({
    type: `Record<string, ${String(type)}>`,
    values: [{}, Object.fromEntries([['__proto__', values[0]], [names[0], values[1]]]), Object.fromEntries(names.map((name, index) => [name, values[index]]))]
  })),
  union: unionOf(anyScalar, tie('inSyntax'))
}))

const inSchema: Arbitrary<Typed> = fc.oneof(
  three({ type: 'string', maxLength: 3, description: 'Short.' }, text),
  three({ type: 'string', format: 'uuid' }, text),
  three({ enum: ['a', 'b'] }, fc.constantFrom('a', 'b')),
  three({ type: 'integer', minimum: -1 }, fc.integer()),
  three({ type: ['integer', 'null'] }, fc.option(fc.integer())),
  three({ anyOf: [{ type: 'boolean' }, { type: 'array', items: { const: 1 } }] }, fc.oneof(fc.boolean(), fc.array(fc.constant(1)))),
  three({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: { type: 'number' } }, fc.record({ a: text, b: number, __proto__: number })),
  three({ type: 'array', maxItems: 2 }, fc.array(fc.jsonValue(), { maxLength: 3 }))
)

/** Types that may be text or another type, which `$string` cannot write. */
const mixed: Arbitrary<Typed> = fc.oneof(
  unionOf(scalars.text, scalars.other),
  unionOf(scalars.otherLiteral, scalars.textLiteral),
  three({}, fc.jsonValue()),
  three({ type: ['string', 'null'] }, fc.option(text)),
  three({ enum: ['1', 1] }, fc.constantFrom('1', 1))
)
const isMixed = ({ type }: Typed) => typeof type === 'string' && / \| /.test(type.replace(/\(.*\)|\{.*\}|<.*>/s, ''))

interface GeneratedDetail extends Typed {
  readonly name: string
  readonly required: boolean
  readonly isPrivate: boolean
  /** Which of the values the failure has: the fourth choice is none. */
  readonly given: number
}

const names = ['invoice_id', 'state', 'x', '_', 'a-b', 'Zz9', 'constructor', 'toString', 'hasOwnProperty', 'length', 'data', 'then']

const detailsFor = (style: string): Arbitrary<GeneratedDetail[]> => fc.uniqueArray(fc.record({
  name: fc.constantFrom(...names),
  typed: style === 'google' ? fc.oneof(inSyntax, inSchema).filter(typed => !isMixed(typed)) : fc.oneof(inSyntax, inSchema, mixed),
  required: fc.boolean(),
  isPrivate: fc.integer({ max: 3, min: 0 }).map(n => n === 0),
  given: fc.nat(3)
}), { selector: ({ name }) => name, maxLength: 4 }).map(list => list.map(({ typed, ...rest }) => ({ ...rest, ...typed })))

function toInput (status: number, details: readonly GeneratedDetail[]) {
  return {
    status,
    message: 'It failed.',
    details: Object.fromEntries(details.map(({ name, required, type }) => [required ? name : `${name}?`, type])),
    private: details.filter(({ isPrivate }) => isPrivate).map(({ name }) => name)
  }
}

const valuesOf = (details: readonly GeneratedDetail[]) =>
  Object.fromEntries(details.flatMap(({ name, values, given }) => given < values.length ? [[name, values[given]]] : []))

for (const style of Object.keys(shippedEnvelopes)) {
  t.test(`${style} reads back everything that it writes, in a body that fits its schema`, async t => {
    const details = detailsFor(style)
    await t.resolves(fc.assert(fc.asyncProperty(
      fc.tuple(details, details, details),
      fc.constantFrom(200, 400, 404, 409, 418, 422, 429, 500, 503, 599),
      fc.record({ docs: fc.constant('https://docs.test/{code}'), group: fc.constant('Orders') }, { requiredKeys: [] }),
      fc.tuple(occurrence, occurrence, occurrence),
      async (details, status, { docs, group }, occurrences) => {
        const codes = { 'order.invalid': toInput(422, details[0]), order_lost: { ...toInput(status, details[1]), ...(group === undefined ? {} : { group }) }, 'inter nal': toInput(500, details[2]) }
        const contract = await loadContract({ envelope: style, roles: { validation: 'order.invalid', internal: 'inter nal' }, codes, ...(docs === undefined ? {} : { docs }) } as CatalogInput)
        for (const [index, code] of Object.keys(codes).entries()) {
          const [own, given] = [details[index] as GeneratedDetail[], occurrences[index] as Given]
          const failure = fail(contract, code, { ...given, details: { ...valuesOf(own), undeclared: 'secret' } })
          assertRoundTrip(contract, failure)
          const open = fail(contract, code, { ...given, details: valuesOf(own.filter(({ isPrivate }) => !isPrivate)) })
          assert.equal(contract.envelope.serialize(failure), contract.envelope.serialize(open), 'a private or undeclared detail is in the body')
        }
      }
    ), { numRuns: 25 }))
  })
}

const platforms = ['http', 'kyc', 'billing', 'settlement', 'merchant', 'cards']

const shippedDetails = fc.record({
  next_action: fc.record({ type: text, url: text }, { requiredKeys: ['type'] }),
  last_error: fc.record({ code: text, message: text }, { requiredKeys: ['code'] }),
  code: text,
  name: text,
  reason: text,
  requiredScope: text,
  grantedScopes: fc.array(text),
  stripeCode: text,
  resetSeconds: fc.nat()
}, { requiredKeys: [] })

for (const name of platforms) {
  t.test(`every code of the shipped catalog ${name} survives the round trip`, async t => {
    const contract = await loadContract(`catalog.yaml#${name}`)
    const entries = [...contract.catalog.entries.values()]
    const declared = entries.flatMap(({ details }) => details.map(({ name }) => name))
    t.same(declared.filter(name => !['next_action', 'last_error', 'code', 'name', 'reason', 'requiredScope', 'grantedScopes', 'stripeCode', 'resetSeconds'].includes(name)), [], 'each declared detail is generated')
    await t.resolves(fc.assert(fc.asyncProperty(fc.constantFrom(...entries), occurrence, shippedDetails, async (entry, given, details) => {
      assertRoundTrip(contract, toFailure(entry, { ...given, details }))
    }), { numRuns: 60 }))
  })
}

t.test('a megabyte of text survives the round trip', async t => {
  const million = '"\u2028\ud800é😀\\\n'.repeat(125_000)
  const contract = await loadContract(sample('nested'))
  const failure = fail(contract, 'locked', { details: { invoiceId: million } })
  t.ok(failure.message.length > 1e6)
  t.doesNotThrow(() => assertRoundTrip(contract, failure))
})

/** The catalog of the bodies below. */
function sample (envelope: string, more: object = {}): CatalogInput {
  return {
    envelope,
    roles: { validation: 'invalid', internal: 'internal' },
    codes: {
      invalid: { status: 422, message: 'Some values are not valid.', details: { 'total?': 'integer' } },
      locked: { status: 409, group: 'Invoices', message: 'Invoice {invoiceId} is locked.', details: { invoiceId: 'string', 'by?': '{ name: string, since?: integer }', note: 'string' }, private: ['note'] },
      internal: { status: 500, message: 'It failed.' }
    },
    ...more
  }
}

const locked: Given = { instance: '/invoices/in_1', details: { invoiceId: 'in_1', by: { name: 'Ann', since: 7, password: 'secret' }, note: 'secret' } }
const invalid: Given = {
  instance: '/invoices',
  issues: [
    { path: 'lines.0.amount', message: 'It must be 1 or more.', location: 'body', pointer: '/lines/0/amount', keyword: 'minimum', code: 'TOO_SMALL' },
    { path: 'limit', message: 'It must be an integer.', location: 'query', pointer: '/limit', keyword: 'type' },
    { path: 'x-tenant', message: 'It is missing.', location: 'header', keyword: 'required' },
    { path: 'limit', message: 'It must be 9 or less.', location: 'query' }
  ]
}

const lockedMessage = 'Invoice in_1 is locked.'
const invalidMessage = 'Some values are not valid.'
const by = { name: 'Ann', since: 7 }

for (const [style, wantLocked, wantInvalid] of [
  ['nested',
    { error: { code: 'locked', message: lockedMessage, request_id: 'req_1', details: { invoiceId: 'in_1', by } } },
    {
      error: {
        code: 'invalid',
        message: invalidMessage,
        param: 'lines.0.amount',
        request_id: 'req_1',
        issues: [
          { path: 'lines.0.amount', message: 'It must be 1 or more.', in: 'body', keyword: 'minimum', code: 'TOO_SMALL' },
          { path: 'limit', message: 'It must be an integer.', in: 'query', keyword: 'type' },
          { path: 'x-tenant', message: 'It is missing.', in: 'header', keyword: 'required' },
          { path: 'limit', message: 'It must be 9 or less.', in: 'query' }
        ]
      }
    }],
  ['kyc',
    { code: 'locked', message: lockedMessage, request_id: 'req_1' },
    {
      code: 'invalid',
      message: invalidMessage,
      request_id: 'req_1',
      fields: { 'lines.0.amount': ['It must be 1 or more.'], limit: ['It must be an integer.', 'It must be 9 or less.'], 'x-tenant': ['It is missing.'] }
    }],
  ['billing',
    { problem: 'locked', message: lockedMessage, trace_id: 'req_1', invoiceId: 'in_1', by },
    {
      problem: 'invalid',
      message: invalidMessage,
      trace_id: 'req_1',
      errors: [
        { field: 'lines.0.amount', message: 'It must be 1 or more.' },
        { field: 'limit', message: 'It must be an integer.' },
        { field: 'x-tenant', message: 'It is missing.' },
        { field: 'limit', message: 'It must be 9 or less.' }
      ]
    }],
  ['settlement',
    { error: { code: 'locked', message: lockedMessage, request_id: 'req_1', metadata: { invoiceId: 'in_1', by } } },
    { error: { code: 'invalid', message: invalidMessage, param: 'lines.0.amount', request_id: 'req_1' } }],
  ['merchant',
    { ok: false, error: { code: 'locked', message: lockedMessage, details: { invoiceId: 'in_1', by } } },
    {
      ok: false,
      error: {
        code: 'invalid',
        message: invalidMessage,
        details: [
          { path: 'lines.0.amount', message: 'It must be 1 or more.', code: 'minimum' },
          { path: 'limit', message: 'It must be an integer.', code: 'type' },
          { path: 'x-tenant', message: 'It is missing.', code: 'required' },
          { path: 'limit', message: 'It must be 9 or less.' }
        ]
      }
    }],
  ['cards',
    { status: 'error', message: lockedMessage, invoiceId: 'in_1', by },
    { status: 'error', message: invalidMessage }],
  ['rfc9457',
    { type: 'about:blank', title: 'Conflict', status: 409, detail: lockedMessage, instance: '/invoices/in_1', code: 'locked', request_id: 'req_1', invoiceId: 'in_1', by },
    {
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: invalidMessage,
      instance: '/invoices',
      code: 'invalid',
      request_id: 'req_1',
      errors: [
        { detail: 'It must be 1 or more.', pointer: '/lines/0/amount' },
        { detail: 'It must be an integer.', parameter: 'limit' },
        { detail: 'It is missing.', header: 'x-tenant' },
        { detail: 'It must be 9 or less.', parameter: 'limit' }
      ]
    }],
  ['jsend',
    { status: 'fail', data: { code: 'locked', message: lockedMessage, request_id: 'req_1', details: { invoiceId: 'in_1', by } } },
    {
      status: 'fail',
      data: {
        code: 'invalid',
        message: invalidMessage,
        request_id: 'req_1',
        issues: [
          { path: 'lines.0.amount', message: 'It must be 1 or more.' },
          { path: 'limit', message: 'It must be an integer.' },
          { path: 'x-tenant', message: 'It is missing.' },
          { path: 'limit', message: 'It must be 9 or less.' }
        ]
      }
    }],
  ['jsonapi',
    {
      errors: [{ id: 'req_1', status: '409', code: 'locked', title: 'Conflict', detail: lockedMessage, meta: { invoiceId: 'in_1', by } }],
      meta: { message: lockedMessage, request_id: 'req_1' }
    },
    {
      errors: [
        { status: '422', code: 'invalid', title: 'Unprocessable Entity', detail: 'It must be 1 or more.', source: { pointer: '/lines/0/amount' } },
        { status: '422', code: 'invalid', title: 'Unprocessable Entity', detail: 'It must be an integer.', source: { parameter: 'limit' } },
        { status: '422', code: 'invalid', title: 'Unprocessable Entity', detail: 'It is missing.', source: { header: 'x-tenant' } },
        { status: '422', code: 'invalid', title: 'Unprocessable Entity', detail: 'It must be 9 or less.', source: { parameter: 'limit' } }
      ],
      meta: { message: invalidMessage, request_id: 'req_1' }
    }],
  ['google',
    {
      error: {
        code: 409,
        message: lockedMessage,
        status: 'ABORTED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'locked', metadata: { invoiceId: 'in_1', by: '{"name":"Ann","since":7}' } },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' }
        ]
      }
    },
    {
      error: {
        code: 422,
        message: invalidMessage,
        status: 'INVALID_ARGUMENT',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'invalid' },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' },
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [
              { field: 'lines.0.amount', description: 'It must be 1 or more.', reason: 'TOO_SMALL' },
              { field: 'limit', description: 'It must be an integer.' },
              { field: 'x-tenant', description: 'It is missing.' },
              { field: 'limit', description: 'It must be 9 or less.' }
            ]
          }
        ]
      }
    }]
] as const) {
  t.test(`${style} writes this body, byte for byte`, async t => {
    const contract = await loadContract(sample(style))
    for (const [given, want] of [[fail(contract, 'locked', locked), wantLocked], [fail(contract, 'invalid', invalid), wantInvalid]] as const) {
      t.equal(contract.envelope.serialize(given), JSON.stringify(want))
    }
  })
}

t.test('the body names the page of a code if the catalog has docs', async t => {
  const docs = { docs: 'https://docs.test/errors#{code}' }
  for (const [style, want] of [
    ['rfc9457', { type: 'https://docs.test/errors#locked' }],
    ['jsonapi', { errors: [{ id: 'req_1', links: { about: 'https://docs.test/errors#locked' } }] }],
    ['google', { error: { details: [{}, {}, { '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description: 'Documentation of this error.', url: 'https://docs.test/errors#locked' }] }] } }]
  ] as const) {
    const contract = await loadContract(sample(style, docs))
    t.match(JSON.parse(contract.envelope.serialize(fail(contract, 'locked', locked))), want, style)
  }
})

t.test('a failure with nothing unusual is written in the same order as any other', async t => {
  const codes = {
    held: { status: 409, message: 'Held.', details: { by: 'string', count: 'integer', note: 'string' }, private: ['note'] },
    invalid: { status: 400, message: 'Invalid.' },
    broken: { status: 500, message: 'Broken.' }
  }
  const style = {
    error: {
      code: '$code',
      text: '$message',
      id: '$requestId',
      by: '$details.by',
      count: '$details.count',
      all: '$details',
      texts: { $string: '$details' },
      rest: { $optional: true, param: '$param', '...': '$details' },
      list: { $each: 'issues', as: '$issue.path' }
    }
  }
  const contract = await loadContract({ envelope: 'mine', envelopes: { mine: style }, roles: { validation: 'invalid', internal: 'broken' }, codes } as CatalogInput)
  const details = { by: 'A "b"\u2028', count: 2, note: 'n' }
  const [all, texts] = ['{"by":"A \\"b\\"\u2028","count":2}', '{"by":"A \\"b\\"\u2028","count":"2"}']
  const named = '"by":"A \\"b\\"\u2028","count":2'
  for (const [name, code, given, want] of [
    ['all is there', 'held', { details }, `{"code":"held","text":"Held.","id":"r",${named},"all":${all},"texts":${texts},"rest":{${named}}}`],
    ['none is declared', 'invalid', {}, '{"code":"invalid","text":"Invalid.","id":"r"}'],
    ['one is missing', 'held', { details: { ...details, count: 'two' } }, `{"code":"held","text":"Held.","id":"r",${named.split(',"count')[0]},"all":${all.split(',"count')[0]}},"texts":${texts.split(',"count')[0]}},"rest":{${named.split(',"count')[0]}}}`],
    ['a private one is missing', 'held', { details: { ...details, note: undefined } }, `{"code":"held","text":"Held.","id":"r",${named},"all":${all},"texts":${texts},"rest":{${named}}}`],
    ['it has a parameter', 'held', { details, param: 'p' }, `{"code":"held","text":"Held.","id":"r",${named},"all":${all},"texts":${texts},"rest":{"param":"p",${named}}}`],
    ['it has a message', 'held', { details, message: 'Own.' }, `{"code":"held","text":"Own.","id":"r",${named},"all":${all},"texts":${texts},"rest":{${named}}}`],
    ['it has an issue', 'invalid', { issues: [{ path: 'a', message: 'A.' }] }, '{"code":"invalid","text":"Invalid.","id":"r","rest":{"param":"a"},"list":["a"]}']
  ] as const) {
    const entry = contract.catalog.entries.get(code) as Entry
    t.equal(contract.envelope.serialize(toFailure(entry, { requestId: 'r', ...given } as Occurrence)), want, name)
  }
})

t.test('a detail keeps its JSON type, even if its schema names further types besides its values', async t => {
  const details = { a: { type: 'string', enum: [1, 'b', null, true] }, b: { type: 'string', const: 5 }, c: { type: 'string', const: 'x' }, d: "'y'", e: { enum: ['z'] } }
  const codes = { odd: { status: 409, message: 'Odd.', details }, invalid: { status: 400, message: 'Invalid.' }, broken: { status: 500, message: 'Broken.' } }
  const contract = await loadContract({ envelope: 'nested', roles: { validation: 'invalid', internal: 'broken' }, codes } as CatalogInput)
  const entry = contract.catalog.entries.get('odd') as Entry
  for (const a of [1, 'b', null, true]) {
    const given = { a, b: 5, c: 'x', d: 'y', e: 'z' }
    for (const more of [{}, { param: 'p' }]) {
      const body = JSON.parse(contract.envelope.serialize(toFailure(entry, { requestId: 'r', details: given, ...more }))) as { error: { details: unknown } }
      t.same(body.error.details, given)
    }
  }
})

t.test('each status has its canonical name and title', async t => {
  const statuses = [200, 400, 401, 403, 404, 405, 409, 410, 412, 416, 418, 422, 429, 499, 500, 501, 502, 503, 504, 599]
  const codes = Object.fromEntries(statuses.map(status => [`s${status}`, { status, message: 'It failed.' }]))
  const style = { error: { code: '$code', canonical: '$canonical', title: '$title', status: '$status', text: { $string: '$status' } } }
  const contract = await loadContract({ envelope: 'mine', envelopes: { mine: style }, roles: { validation: 's400', internal: 's500' }, codes } as CatalogInput)
  t.same(statuses.map(status => {
    const body = JSON.parse(contract.envelope.serialize(fail(contract, `s${status}`))) as Record<string, unknown>
    t.equal(body['status'], status)
    t.equal(body['text'], String(status))
    return `${status} ${String(body['canonical'])}: ${String(body['title'])}`
  }), [
    '200 OK: OK',
    '400 INVALID_ARGUMENT: Bad Request',
    '401 UNAUTHENTICATED: Unauthorized',
    '403 PERMISSION_DENIED: Forbidden',
    '404 NOT_FOUND: Not Found',
    '405 FAILED_PRECONDITION: Method Not Allowed',
    '409 ABORTED: Conflict',
    '410 NOT_FOUND: Gone',
    '412 FAILED_PRECONDITION: Precondition Failed',
    '416 OUT_OF_RANGE: Range Not Satisfiable',
    "418 FAILED_PRECONDITION: I'm a Teapot",
    '422 INVALID_ARGUMENT: Unprocessable Entity',
    '429 RESOURCE_EXHAUSTED: Too Many Requests',
    '499 CANCELLED: Status 499',
    '500 INTERNAL: Internal Server Error',
    '501 UNIMPLEMENTED: Not Implemented',
    '502 INTERNAL: Bad Gateway',
    '503 UNAVAILABLE: Service Unavailable',
    '504 DEADLINE_EXCEEDED: Gateway Timeout',
    '599 INTERNAL: Status 599'
  ])
})

// The bodies on the platforms' pages. Their messages are passed in, since the catalog has other sentences.
for (const [platform, code, given, want] of [
  ['settlement', 'invalid_request',
    { message: 'Either customerId or customerEmail is required', param: 'customerId', requestId: 'req_01HGKM4Z7WQ4X' },
    { error: { code: 'invalid_request', message: 'Either customerId or customerEmail is required', param: 'customerId', request_id: 'req_01HGKM4Z7WQ4X' } }],
  ['settlement', 'restricted_jurisdiction',
    { details: { code: 'US-NY', name: 'New York', reason: 'licence' } },
    { error: { code: 'restricted_jurisdiction', message: 'This service is not available in New York.', request_id: 'req_1', metadata: { code: 'US-NY', name: 'New York', reason: 'licence' } } }],
  ['merchant', 'insufficient_scope',
    { message: 'This endpoint requires scope "customers:write".', details: { requiredScope: 'customers:write', grantedScopes: ['payments:read', 'balance:read'] } },
    {
      ok: false,
      error: {
        code: 'insufficient_scope',
        message: 'This endpoint requires scope "customers:write".',
        details: { requiredScope: 'customers:write', grantedScopes: ['payments:read', 'balance:read'] }
      }
    }],
  ['merchant', 'rate_limited_key',
    { message: 'Slow down.', retryAfter: 2.5 },
    { ok: false, error: { code: 'rate_limited_key', message: 'Slow down.', details: { resetSeconds: 3 } } }],
  ['kyc', 'validation_error',
    { message: 'Not valid.', requestId: 'req_7', issues: [{ path: 'email', message: 'It must be an email address.' }] },
    { code: 'validation_error', message: 'Not valid.', request_id: 'req_7', fields: { email: ['It must be an email address.'] } }],
  ['billing', 'validation.failed',
    { message: 'Not valid.', issues: [{ path: 'currency', message: 'It is missing.' }] },
    { problem: 'validation.failed', message: 'Not valid.', trace_id: 'req_1', errors: [{ field: 'currency', message: 'It is missing.' }] }],
  ['billing', 'validation.unknown_field',
    { message: 'Not known.', issues: [{ path: 'colour', message: 'It is not a field.' }] },
    { problem: 'validation.unknown_field', message: 'Not known.', trace_id: 'req_1' }],
  ['billing', 'payment.requires_action',
    { message: 'One more step.', details: { next_action: { type: 'redirect', url: 'https://bank.test' } } },
    { problem: 'payment.requires_action', message: 'One more step.', trace_id: 'req_1', next_action: { type: 'redirect', url: 'https://bank.test' } }],
  ['billing', 'payment.declined',
    { message: 'Declined.', details: { last_error: { code: 'do_not_honor' } } },
    { problem: 'payment.declined', message: 'Declined.', trace_id: 'req_1', last_error: { code: 'do_not_honor' } }],
  ['cards', 'ip_not_authorized', {}, { status: 'error', message: 'No authorized IPs configured' }]
] as const) {
  t.test(`${platform} sends ${code} as its page shows`, async t => {
    const contract = await loadContract(`catalog.yaml#${platform}`)
    t.equal(contract.envelope.serialize(fail(contract, code, given)), JSON.stringify(want))
  })
}

t.test('a style has a content type, JSON unless it says otherwise', async t => {
  for (const [style, want] of Object.entries({
    nested: 'application/json; charset=utf-8',
    rfc9457: 'application/problem+json',
    jsonapi: 'application/vnd.api+json'
  })) t.equal((await loadContract(sample(style))).envelope.contentType, want)
})
