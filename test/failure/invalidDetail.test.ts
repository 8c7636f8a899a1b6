import t from 'tap'
import { toInvalidDetail, toUnreadableDetail } from '../../src/failure/invalidDetail.ts'

class ObjectId { toHexString () { return '507f1f77bcf86cd799439011' } }
class Decimal { toFixed () { return '0.1' } }
const hostile = new Proxy({}, { get () { throw new Error('no') } })
const string = { type: 'string' }

t.test('an invalid detail says what was expected, what was given and how to pass it, never the value', async t => {
  for (const [schema, value, want] of [
    [string, new Date(0), { expected: 'string', given: 'Date', pass: 'value.toISOString()' }],
    [string, 10n, { expected: 'string', given: 'bigint', pass: 'String(value)' }],
    [string, 12345, { expected: 'string', given: 'number', pass: 'String(value)' }],
    [string, true, { expected: 'string', given: 'boolean', pass: 'String(value)' }],
    [string, new ObjectId(), { expected: 'string', given: 'ObjectId', pass: 'value.toHexString()' }],
    [string, new Decimal(), { expected: 'string', given: 'Decimal', pass: 'value.toFixed()' }],
    [string, new URL('https://secret.test'), { expected: 'string', given: 'URL', pass: 'value.href' }],
    [string, undefined, { expected: 'string', given: 'undefined' }],
    [string, null, { expected: 'string', given: 'null' }],
    [string, [1], { expected: 'string', given: 'array' }],
    [string, hostile, { expected: 'string', given: 'object' }],
    [{ type: 'integer' }, 5n, { expected: 'integer', given: 'bigint', pass: 'Number(value)' }],
    [{ type: 'number' }, NaN, { expected: 'number', given: 'NaN or Infinity' }],
    [{ type: ['string', 'null'] }, new Date(0), { expected: 'string | null', given: 'Date', pass: 'value.toISOString()' }],
    [{ anyOf: [string, { type: 'number' }, string] }, new Date(0), { expected: 'string | number', given: 'Date', pass: 'value.toISOString()' }],
    [{ oneOf: [{ type: 'boolean' }, {}] }, 'x', { expected: 'boolean | JSON', given: 'string' }],
    [{ enum: ['a', 'b'] }, 'secret', { expected: 'one of the declared values', given: 'string' }],
    [{ const: 1 }, 2, { expected: 'one of the declared values', given: 'number' }]
  ] as const) t.same(toInvalidDetail({ name: 'it', schema }, value), { name: 'it', ...want })
})

t.test('a detail whose getter throws says so', async t => {
  t.same(toUnreadableDetail({ name: 'it', schema: string }), { name: 'it', expected: 'string', given: 'a value that throws when it is read' })
})
