// Values of MongoDB, decimal.js and JavaScript for a detail that is a text: the log says what it got and how to pass it, and the pass works.
import { Writable } from 'node:stream'
import { Decimal128, Long, ObjectId } from 'bson'
import { Decimal } from 'decimal.js'
import Fastify from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import t from 'tap'

interface Line { readonly code?: string, readonly details?: ReadonlyArray<Readonly<Record<string, string>>>, readonly msg: string }

const rows = [
  [new ObjectId('507f1f77bcf86cd799439011'), 'ObjectId', 'value.toHexString()', '507f1f77bcf86cd799439011'],
  [new Decimal('0.1').plus('0.2'), 'Decimal', 'value.toFixed()', '0.3'],
  [new Decimal('1e30'), 'Decimal', 'value.toFixed()', '1000000000000000000000000000000'],
  [Decimal128.fromString('1.50'), 'Decimal128', 'value.toString()', '1.50'],
  [Long.fromString('9007199254740993'), 'Long', 'value.toString()', '9007199254740993'],
  [new Date(0), 'Date', 'value.toISOString()', '1970-01-01T00:00:00.000Z'],
  [9_007_199_254_740_993n, 'bigint', 'String(value)', '9007199254740993'],
  [12.75, 'number', 'String(value)', '12.75'],
  [new URL('https://example.com/a'), 'URL', 'value.href', 'https://example.com/a']
] as const

t.test('a value that is no text is left out, and the log says how to pass it', async t => {
  const lines: Line[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Line)
      done()
    }
  })
  const app = Fastify({ logger: { stream } })
  t.teardown(async () => { await app.close() })
  await app.register(errorCatalog, { catalog: { extends: 'http', codes: { order_missing: { status: 404, message: 'Order {orderId} is missing.', details: { orderId: 'string' } } } } })
  app.get('/:index', async (request, reply) => reply.fail('order_missing', { orderId: rows[Number((request.params as { index: string }).index)]?.[0] as never }))
  for (const [index, [value, given, pass, text]] of rows.entries()) {
    lines.length = 0
    const response = await app.inject(`/${index}`)
    t.match(response.json(), { error: { code: 'order_missing', message: 'Order ? is missing.' } }, given)
    t.notMatch(response.body, text, 'the value is not sent')
    const log = JSON.stringify(lines.filter(({ msg }) => msg !== 'incoming request' && msg !== 'request completed'))
    t.match(log, `"given":"${given}"`, given)
    t.match(log, pass, `${given}: how to pass it`)
    t.equal(new Function('value', `return ${pass}`)(value), text, `${pass} is the text`) // eslint-disable-line no-new-func -- it is what is tested
  }
})
