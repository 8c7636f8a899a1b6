import t from 'tap'
import { findMisspelled, toInvalidDetail, toUnreadableDetail } from '../../src/failure/invalidDetail.ts'

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
    [string, { _bsontype: 'Decimal128' }, { expected: 'string', given: 'Decimal128', pass: 'value.toString()' }],
    [string, { _bsontype: 'Long' }, { expected: 'string', given: 'Long', pass: 'value.toString()' }],
    [{ type: 'integer' }, { _bsontype: 'Long' }, { expected: 'integer', given: 'Long', pass: 'value.toNumber()' }],
    [string, { _bsontype: 'Code' }, { expected: 'string', given: 'object' }],
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

t.test('a missing detail names the given one that looks like it', async t => {
  const missing = { name: 'invoiceId', expected: 'string', given: 'undefined' }
  const wrong = { name: 'state', expected: 'string', given: 'number' }
  const declared = [{ name: 'invoiceId' }, { name: 'invoiceIds' }, { name: 'state' }]
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`other${index}`, 1]))
  for (const [values, similar] of [
    [{ invoiceID: 'in_1' }, 'invoiceID'],
    [{ invoice_id: 'in_1', x: 1 }, 'invoice_id'],
    [{ invoiceIds: [] }, undefined],
    [{ order: 'in_1' }, undefined],
    [{ [`invoiceId${'x'.repeat(100)}`]: 1 }, undefined],
    [{ ...many, invoiceID: 'in_1' }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    [new Proxy({}, { ownKeys () { throw new Error('no') } }), undefined]
  ] as const) {
    t.same(findMisspelled([missing, wrong], declared, values), [similar === undefined ? missing : { ...missing, similar }, wrong], String(similar))
  }
})
