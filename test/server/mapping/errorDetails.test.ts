import t from 'tap'
import { readCatalog } from '../../../src/catalog/read.ts'
import errorCatalog, { type CatalogSource, type Failure } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = `
extends: http
codes:
  order_not_found:
    status: 404
    message: Order {orderId} of {tenant} does not exist.
    details: { orderId: string, 'tenant?': string, 'lines?': '{ sku: string }[]', 'owner?': string }
    private: [owner]
  taken: { status: 409, message: '{column} is taken.', details: { column: string } }
  slow_down: { status: 429, message: 'Wait {wait} s.', details: { wait: integer }, retryAfter: '{wait}' }
map:
  errors:
    OrderNotFound:
      code: order_not_found
      details: { orderId: $error.orderId, tenant: $error.context.tenant.name, lines: $error.lines, owner: $error.owner }
    23505: { code: taken, details: { column: $error.meta.target.0 } }
    Throttled: { code: slow_down, details: { wait: $error.retryMs } }
    Busy: { code: slow_down, details: {} }
    Gone: { code: order_not_found, details: { orderId: $error.cause.id } }
    Plain: order_not_found
    ZodError: { code: order_not_found, details: { orderId: $error.issues.0.path.0 } }
`

class OrderNotFound extends Error {
  readonly orderId = 'o_1'
  readonly context = { tenant: { name: 'Acme', secret: 'hunter2' } }
  readonly lines = [{ sku: 's1', secret: 'hunter2' }]
  readonly owner = 'Ada'
  readonly password = 'hunter2'
}

const error = (members: object, options?: ErrorOptions) => Object.assign(new Error('hunter2', options), members)
const full = { orderId: 'o_1', tenant: 'Acme', lines: [{ sku: 's1' }] }

const rows: Readonly<Record<string, readonly [thrown: () => unknown, code: string, details: object | undefined, message: string]>> = {
  'a class': [() => new OrderNotFound('no'), 'order_not_found', full, 'Order o_1 of Acme does not exist.'],
  'a subclass': [() => new (class Archived extends OrderNotFound {})('no'), 'order_not_found', full, 'Order o_1 of Acme does not exist.'],
  'a cause: its own members are read, not those of the error around it': [() => error({ orderId: 'outer', context: {} }, { cause: error({}, { cause: new OrderNotFound('no') }) }), 'order_not_found', full, 'Order o_1 of Acme does not exist.'],
  'a member of an AggregateError': [() => new AggregateError([error({ orderId: 'first' }), new OrderNotFound('no')], 'several'), 'order_not_found', full, 'Order o_1 of Acme does not exist.'],
  'an item of a list': [() => error({ code: '23505', meta: { target: ['email', 'id'] } }), 'taken', { column: 'email' }, 'email is taken.'],
  'a path that leads to the cause': [() => error({ name: 'Gone' }, { cause: error({ id: 'o_2' }) }), 'order_not_found', { orderId: 'o_2' }, 'Order o_2 of ? does not exist.'],
  'a detail that is linked to Retry-After': [() => error({ name: 'Throttled', retryMs: 7 }), 'slow_down', { wait: 7 }, 'Wait 7 s.'],
  'a row without any': [() => error({ name: 'Plain', orderId: 'o_3' }), 'order_not_found', undefined, 'Order ? of ? does not exist.'],
  'a member that is missing': [() => error({ code: '23505' }), 'taken', undefined, '? is taken.'],
  'a member of another type': [() => error({ code: '23505', meta: { target: [{ toJSON: () => 'email' }] } }), 'taken', undefined, '? is taken.'],
  'a getter that throws': [() => Object.defineProperty(error({ name: 'Plain', code: '23505' }), 'meta', { get () { throw new Error('hunter2') } }), 'taken', undefined, '? is taken.'],
  'a proxy that throws': [() => error({ code: '23505', meta: { target: [new Proxy({}, { get () { throw new Error('hunter2') }, getPrototypeOf () { throw new Error('hunter2') } })] } }), 'taken', undefined, '? is taken.'],
  'a validation error': [() => error({ name: 'ZodError', issues: [{ path: ['email'], message: 'No.' }] }), 'order_not_found', { orderId: 'email' }, 'Order email of ? does not exist.']
}

t.test('details are read from the error by the paths of map.errors, and projected', async t => {
  const seen: Failure[] = []
  const file = `${t.testdir({ 'catalog.yaml': catalog })}/catalog.yaml`
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: file, onFailure: failure => { seen.push(failure) } })
    app.get('/:name', async ({ params }) => { throw rows[(params as { name: string }).name]?.[0]() })
    app.get('/describe', async () => app.describeFailure(new OrderNotFound('no')))
  }, { routerOptions: { maxParamLength: 200 } })
  for (const [name, [, code, details, message]] of Object.entries(rows)) {
    const { text, body } = await ask(`/${encodeURIComponent(name)}`)
    const { error } = body as { error: { code: string, message: string, details?: object } }
    t.same([error.code, error.details, error.message], [code, details, message], name)
    t.notMatch(text, /hunter2|Ada/, name)
  }
  t.same(seen[0]?.private, { owner: 'Ada' }, 'a private detail is logged')
  t.match((await ask(`/${encodeURIComponent('a detail that is linked to Retry-After')}`)).headers, { 'retry-after': '7' })
  t.match((await ask('/describe')).body, { code: 'order_not_found', details: full })
})

const head = `extends: http
codes:
  a: { status: 404, message: '{id}', details: { id: string, 'note?': string, wait: integer }, retryAfter: '{wait}' }
  b: { status: 404, message: Gone. }
`

t.test('the details of a mapped error are checked when the catalog is loaded', async t => {
  for (const [rows, ...want] of [
    ['X: { code: a, details: { id: $error.id } }'],
    ['X: { code: a }'],
    ['X: { code: a, details: { idd: $error.id } }', 'details must have id, which a requires: give the path of each in the error, such as $error.id', '"idd" must be a declared detail (did you mean "id"?): use id, note, wait'],
    ['X: { code: b, details: { id: $error.id } }', '"id" must be a declared detail: b has none'],
    ['X: { code: a, details: { note: $error.note } }', 'details must have id, which a requires: give the path of each in the error, such as $error.id'],
    ['X: { code: a, details: { id: $error } }', 'id must be a path in the error such as $error.orderId, got "$error"'],
    ['X: { code: a, details: { id: error.id } }', 'id must be a path in the error such as $error.orderId, got "error.id"'],
    ['X: { code: a, details: { id: $error..id } }', 'id must be a path in the error such as $error.orderId, got "$error..id"'],
    ['X: { code: a, details: { id: "$error.a b" } }', 'id must be a path in the error such as $error.orderId, got "$error.a b"'],
    ['X: { code: a, details: { id: 5 } }', 'id must be a path in the error such as $error.orderId, got 5'],
    ['X: { code: aa, details: { id: $error.id } }', '"aa" must be a code of this catalog (did you mean "a"?)'],
    ['X: { details: { id: $error.id } }', 'X must have code: it must be a non-empty text'],
    ['X: { code: [], details: {} }', 'code must be a non-empty text, got a list'],
    ['X: { code: [], details: { id: 5 } }', 'code must be a non-empty text, got a list', 'id must be a path in the error such as $error.orderId, got 5'],
    ['X: { code: a, detail: { id: $error.id } }', '"detail" is not a known key (did you mean "details"?)'],
    ['X: [a]', 'X must be a code, or a mapping with code and details, got a list'],
    ['X: { cod: a, detail: {} }', '"cod" is not a known key (did you mean "code"?)', '"detail" is not a known key (did you mean "details"?)']
  ] as const) {
    const file = `${t.testdir({ 'catalog.yaml': `${head}map:\n  errors:\n    ${rows}\n` })}/catalog.yaml`
    const told = await readCatalog(file).then(() => [], ({ diagnostics }) => (diagnostics as Array<{ message: string, place: { line: number, column: number } }>).map(({ message, place: { line } }) => {
      t.equal(line, 7, rows)
      return message
    }))
    t.same(told, want, rows)
  }
  const twice = `${t.testdir({ 'catalog.yaml': `${head}  c: { status: 404, message: '{id}', details: { id: [] } }\nmap: { errors: { X: { code: c, details: { id: $error.id } } } }\n` })}/catalog.yaml`
  t.equal(await readCatalog(twice).catch(({ diagnostics }) => (diagnostics as unknown[]).length), 1, 'an entry with invalid details says nothing of the rows that use it')
  const file = `${t.testdir({ 'catalog.yaml': `${head}map:\n  errors:\n    X: { code: a, details: { id: $error.id, n: $error.n } }\n` })}/catalog.yaml`
  await t.rejects(readCatalog(file), { message: /catalog\.yaml:7:45 {2}"n" must be a declared detail/ }, 'at the name, with line and column')
})

t.test('a catalog that extends another inherits the details of a row, and replaces them with the row', async t => {
  const base = { extends: 'http', codes: { a: { status: 404, message: '{id}', details: { id: 'string' } } }, map: { errors: { X: { code: 'a', details: { id: '$error.x' } }, Y: { code: 'a', details: { id: '$error.y' } } } } } as const
  const source = { catalogs: { base, own: { extends: 'base', map: { errors: { Y: 'a', Z: { code: 'a', details: { id: '$error.z' } } } } } } } as unknown as CatalogSource
  const file = `${t.testdir({ 'catalog.json': JSON.stringify(source) })}/catalog.json#own`
  const { map: { errors, errorDetails } } = await readCatalog(file)
  t.same([...errors], [['X', 'a'], ['Y', 'a'], ['Z', 'a']])
  t.same([...errorDetails], [['X', [{ name: 'id', path: ['x'] }]], ['Z', [{ name: 'id', path: ['z'] }]]])
})
