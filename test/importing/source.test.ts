import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { merge } from '../../src/importing/combine.ts'
import { readSource } from '../../src/importing/readSource.ts'
import { loadTypeScript } from '../../src/importing/loadTypeScript.ts'
import { toDraft } from '../../src/importing/toDraft.ts'
import { CatalogText } from '../../src/source/open.ts'

/* eslint-disable no-template-curly-in-string -- the rows are source code in strings */
/** The result of each piece of code: code and status, or the reason why it cannot be read. */
const rows: ReadonlyArray<readonly [source: string, want: string | undefined, more?: object]> = [
  ["createError('E_GONE', 'It is gone', 410)", 'E_GONE 410', { message: 'It is gone', thrownAs: 'E_GONE' }],
  ["createError('E_LOST', 'Lost %s of %d', 404)", 'E_LOST 404', { message: 'Lost {value1} of {value2}', details: { value1: 'string', value2: 'integer' } }],
  ["createError('E_HALF', '50%% of {x}, %f', 400)", 'E_HALF 400', { message: '50% of {{x}}, {value1}', details: { value1: 'number' } }],
  ["createError('E_BUG', 'A bug')", 'E_BUG 500'],
  ["createError('E_ANY', 'Any', status)", 'the status of "E_ANY" is computed'],
  ["createError(404, 'no such order', { code: 'order_lost' })", 'order_lost 404', { message: 'no such order', thrownAs: 'order_lost' }],
  ["createError(404, 'No such order')", 'no_such_order 404', { thrownAs: undefined }],
  ["createError(404, '…')", 'not_found 404', { message: '…' }],
  ["createError(status, 'No such order')", 'the status is computed'],
  ['createHttpError(value)', undefined],
  ["createError(302, 'Found')", '302 is no status of an error'],
  ["app.httpErrors.notFound('No such order')", 'no_such_order 404'],
  ['httpErrors.badRequest()', 'bad_request 400'],
  ['httpErrors.notFound(`No order ${request.params.id} of ${id} ${value} ${f()}`)', 'not_found 404', { message: 'No order {id} of {id} {value} {value3}' }],
  ['httpErrors.notFound(text)', 'not_found 404', { message: undefined }],
  ["httpErrors.notFound(' ')", 'not_found 404', { message: undefined }],
  ["httpErrors.notFound('未找到')", 'not_found 404', { message: '未找到' }],
  ['new createError.NotFound()', 'not_found 404'],
  ['httpErrors.getHttpError(404)', undefined],
  ["new Boom('No such order', { statusCode: 409 })", 'no_such_order 409'],
  ["new Boom.Boom('Broken')", 'broken 500'],
  ['new Boom', 'internal_server_error 500'],
  ["new Boom('Broken', options)", 'the status is computed'],
  ["new Boom('Broken', { statusCode: status })", 'the status is computed'],
  ["Boom.badImplementation('A sentence that is too long to be made into the name of a code')", 'internal_server_error 500'],
  ["Object.assign(new Error('Locked'), { statusCode: 423, code: 'E_LOCKED' })", 'E_LOCKED 423', { message: 'Locked', thrownAs: 'E_LOCKED' }],
  ["Object.assign(new Error('Is locked'), { status: 423 as const })", 'is_locked 423'],
  ["Object.assign(new Error('Locked'), { status })", 'the status is computed'],
  ["Object.assign(new Error('Locked'), { color: 'red' })", undefined],
  ['Object.assign(error, { status: 423 })', undefined],
  ['Object.assign(new Error(), others)', undefined],
  ["reply.code(404).send({ code: 'order_lost', message: 'No such order' })", 'order_lost 404', { message: 'No such order' }],
  ["reply.status(404).header('a', 'b').send({ error: { code: 'order_lost' } })", 'order_lost 404'],
  ["res.status(404).json({ error: 'No such order' })", 'no_such_order 404', { message: 'No such order' }],
  ["res.status(StatusCodes.NOT_FOUND).json({ error: 'order_lost' })", 'order_lost 404'],
  ["reply.code(404).send({ problem: 'order.lost', ['a' + b]: 1, ...c })", 'order.lost 404'],
  ['reply.code(404).send({ code, message })', 'the code of this response with the status 404 is computed'],
  ['reply.code(404).send(body)', 'the body of this response with the status 404 is computed'],
  ['reply.code(404).send()', 'not_found 404', { message: undefined }],
  ['reply.code(204).send()', undefined],
  ["reply.code(status).send({ code: 'x' })", 'the status of this response is computed'],
  ["reply.code(status).send({ error: 'x' })", 'the status of this response is computed'],
  ['reply.code(status).send(body)', undefined],
  ['reply.code(status).send()', undefined],
  ["reply.code(200).send({ code: 'x' })", undefined],
  ["reply.send({ code: 'x' })", undefined],
  ["(reply.code((404))).send({ code: 'x' })", undefined],
  ["reply.code((404)).send(({ code: 'x' }))", 'x 404'],
  ['class OrderNotFoundError extends Error { statusCode = 404; constructor (id) { super(`No order ${id}`); this.x ??= 1; if (a) b() } }', 'order_not_found 404', { message: 'No order {id}', details: { id: 'string' }, thrownAs: 'OrderNotFoundError' }],
  ["class GoneError extends Error { status = 410; constructor (); constructor (id?) { super('Gone'); id.seen = true } }", 'gone 410', { message: 'Gone', thrownAs: 'GoneError' }],
  ["class Locked extends DomainError { constructor () { super('Locked {now}'); this.status = 423; this.code = 'E_LOCKED' } get x () { return 1 } }", 'E_LOCKED 423', { message: 'Locked {now}', thrownAs: 'E_LOCKED' }],
  ['const Expired = class Expired extends HttpException { status = gone }', 'the status of "expired" is computed'],
  ['class Plain extends Error {}', undefined],
  ['class Order extends Model { status = 404 }', undefined],
  ['class Order { status = 404 }', undefined],
  ['const x = (() => 1)(), y = f[0]({ code: 1 }), z = this.fail(true, 7)', undefined]
]

t.test('errors that source creates', async t => {
  for (const [source, want, more = {}] of rows) {
    const { errors, unread } = await readSource(`\n${source}\n`, 'src/a.ts')
    const got = [...errors.map(({ code, status }) => `${code} ${status}`), ...unread.map(({ reason }) => reason)]
    t.same(got, want === undefined ? [] : [want], source)
    t.match(errors[0] ?? {}, more, source)
    t.ok([...errors.map(({ place }) => place), ...unread].every(({ file, line }) => file === 'src/a.ts' && line === 2))
  }
})

t.test('the draft of source maps thrown errors, and keeps the placeholders of their messages', async t => {
  const found = merge(await readSource("createError('E_LOST', 'Lost %s of {x}', 404)\ncreateError('E_GONE', 'Gone {y}', 410)", 'a.ts'))
  const { diagnostics, catalogs } = await lintCatalogs(new CatalogText(Buffer.from(toDraft(found, './s.json')), 'draft'))
  t.same(diagnostics, [])
  t.match(catalogs[0]?.entries.get('E_LOST'), { status: 404, message: { text: 'Lost {value1} of {{x}}' } })
  t.match(catalogs[0]?.entries.get('E_GONE'), { status: 410, message: { text: 'Gone {{y}}' } })
  t.match(toDraft(found, './s.json'), 'map:\n  errors:\n    E_LOST: E_LOST\n    E_GONE: E_GONE\n')
})

t.test('in a project without TypeScript the message says to install it', async t => {
  const dir = t.testdir({})
  const cwd = process.cwd()
  t.teardown(() => process.chdir(cwd))
  process.chdir(dir)
  writeFileSync(join(dir, 'package.json'), '{}')
  // The folder of the test is below a project that has it.
  t.equal(typeof (await loadTypeScript()).createSourceFile, 'function')
  process.chdir('/')
  await t.rejects(loadTypeScript(), { message: 'source files are read by the parser of TypeScript 6, which is not installed here: run npm i -D @typescript/typescript6, then this command again' })
})

t.test('next to TypeScript 7, which has no parser for programs, the package of TypeScript 6 is used', async t => {
  const index = (text: string) => ({ 'index.js': `module.exports = ${text}` })
  const dir = t.testdir({ node_modules: { typescript: index('{ version: "7.0.2" }'), '@typescript': { typescript6: index('{ createSourceFile () {} }') } } })
  const cwd = process.cwd()
  t.teardown(() => process.chdir(cwd))
  process.chdir(dir)
  t.match(await loadTypeScript(), { createSourceFile: Function })
})
