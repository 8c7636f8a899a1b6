import { channel } from 'node:diagnostics_channel'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import errorCatalog, { serverOptions } from '../../src/index.ts'
import { readCoverage, record, formatCoverage } from '../../src/testing.ts'
import { serve } from '../serve.ts'

const two = {
  catalogs: {
    v1: { extends: 'http', codes: { taken: { status: 409, message: 'Taken.' }, late: { status: 410, message: 'Late.' } } },
    v2: { roles: { validation: 'wrong', internal: 'bug' }, codes: { wrong: { status: 400, message: 'Wrong.' }, bug: { status: 500, message: 'A bug.' } } }
  }
}

const linesIn = (folder: string) => readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n'))

t.test('each code is written once for each route, with its catalog, until the recorder is stopped', async t => {
  const file = join(t.testdir({ 'two.json': JSON.stringify(two) }), 'two.json')
  const folder = join(t.testdirName, 'a/b')
  const stop = record(folder)
  const { ask, raw } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: `${file}#v1` })
    app.get('/items/:id', async (_request, reply) => reply.fail('taken'))
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog: `${file}#v2` })
      scope.get('/bug', async () => { throw new Error('a bug') })
    }, { prefix: '/v2' })
  }, serverOptions())
  for (const path of ['/items/1', '/items/2', '/items/2', '/v2/bug', '/none', '/v2/none']) await ask(path)
  await ask('/items/1', { method: 'HEAD' })
  await raw('nonsense\r\n\r\n')
  stop()
  await ask('/items/1', { method: 'PUT' })
  t.same(linesIn(folder).map(line => JSON.parse(line)), [
    { catalog: 'v1', code: 'taken', route: 'GET /items/:id' },
    { catalog: 'v2', code: 'bug', route: 'GET /v2/bug' },
    { catalog: 'v1', code: 'not_found', route: 'GET (no route)' },
    { catalog: 'v2', code: 'wrong', route: 'GET (no route)' },
    { catalog: 'v1', code: 'taken', route: 'HEAD /items/:id' },
    { catalog: 'v1', code: 'bad_request', route: '(no request)' }
  ])
  t.equal(readdirSync(folder).length, 1)

  const [v1, v2] = await readCoverage(file, folder)
  t.match(v1, { catalog: 'v1', produced: 3 })
  t.same(v1?.codes.filter(({ code }) => ['taken', 'late'].includes(code)), [
    { code: 'taken', status: 409, routes: ['GET /items/:id', 'HEAD /items/:id'] },
    { code: 'late', status: 410, routes: [] }
  ])
  t.same(v2, { catalog: 'v2', produced: 2, codes: [{ code: 'wrong', status: 400, routes: ['GET (no route)'] }, { code: 'bug', status: 500, routes: ['GET /v2/bug'] }] })
})

t.test('an unknown route is recorded as unknown', async t => {
  const folder = t.testdir({})
  const stop = record(folder)
  channel('fastify-error-catalog.failure').publish({ catalog: '', failure: { code: 'a' }, request: { method: 'GET', is404: false, routeOptions: {} } })
  stop()
  t.same(linesIn(folder), ['{"catalog":"","code":"a","route":"GET (no route)"}'])
})

t.test('a write that fails ends no process, changes no response and is reported by one warning', async t => {
  const folder = join(t.testdir({}), 'records')
  const warnings: Error[] = []
  const onWarning = (warning: Error) => { if (warning.name === 'ErrorCatalogWarning') warnings.push(warning) }
  process.on('warning', onWarning)
  t.teardown(() => process.off('warning', onWarning))
  t.teardown(record(folder))
  rmSync(folder, { recursive: true })
  const { ask } = await serve(t, async app => { await app.register(errorCatalog) })
  t.equal((await ask('/one')).status, 404)
  t.equal((await ask('/two', { method: 'POST' })).status, 404)
  channel('fastify-error-catalog.failure').publish({ catalog: '', failure: { code: 'a' } })
  await new Promise(resolve => setImmediate(resolve))
  t.equal(warnings.length, 1)
  t.match(warnings[0]?.message, /records.*\.jsonl is incomplete: ENOENT/)
  mkdirSync(folder)
  t.equal((await ask('/two', { method: 'POST' })).status, 404)
  t.same(linesIn(folder).map(line => JSON.parse(line)), [{ catalog: '', code: 'not_found', route: 'POST (no route)' }], 'a failed line is written later')
})

t.test('a message that cannot be recorded ends no process, and later failures are recorded', async t => {
  const folder = t.testdir({})
  const warned = new Promise<Error>(resolve => process.once('warning', resolve))
  t.teardown(record(folder))
  const { ask } = await serve(t, async app => { await app.register(errorCatalog) })
  channel('fastify-error-catalog.failure').publish({})
  t.match(await warned, { name: 'ErrorCatalogWarning', message: /\.jsonl is incomplete: / })
  t.equal((await ask('/none')).status, 404)
  t.same(linesIn(folder).map(line => JSON.parse(line)), [{ catalog: '', code: 'not_found', route: 'GET (no route)' }])
})

const lines = (...produced: ReadonlyArray<readonly [code: string, route: string]>) => produced.map(([code, route]) => `${JSON.stringify({ catalog: '', code, route })}\n`).join('')

const small = { roles: { validation: 'wrong', internal: 'bug' }, codes: { wrong: { status: 400, message: 'Wrong.' }, taken: { status: 409, message: 'Taken.' }, bug: { status: 500, message: 'A bug.' } } }

t.test('the files of all processes are one run, printed as a table', async t => {
  const folder = t.testdir({
    '1-0.jsonl': lines(['taken', 'GET /b'], ['taken', 'GET /a'], ['gone', 'GET /']),
    '1-1.jsonl': lines(['taken', 'GET /b'], ['taken', 'GET /c'], ['taken', 'GET /d'], ['wrong', 'POST /a']),
    'notes.txt': 'none of ours'
  })
  t.equal(formatCoverage(await readCoverage(small, folder)), `2 of 3 codes
  400 wrong  POST /a
  409 taken  GET /a, GET /b, GET /c, 1 more
  never:
  500 bug
`)
  writeFileSync(join(folder, '2-0.jsonl'), lines(['bug', 'GET /']))
  t.match(formatCoverage(await readCoverage(small, folder)), /^3 of 3 codes\n {2}400 wrong {2}POST \/a\n {2}409 taken {2}GET \/a, .*\n {2}500 bug {4}GET \/\n$/)
  t.match(formatCoverage(await readCoverage(two, folder)), /^v1: 0 of \d+ codes\n {2}never:\n[^]*\n\nv2: 0 of 2 codes\n {2}never:\n {2}400 wrong\n {2}500 bug\n$/, 'what other catalogs have produced does not count')
})

t.test('a folder without records, and an invalid catalog, are refused', async t => {
  const folder = t.testdir({ 'notes.txt': '' })
  for (const at of [folder, join(folder, 'none')]) {
    await t.rejects(readCoverage(small, at), { message: `nothing was recorded in "${at}": run the tests with --import fastify-error-catalog/record, or call record("${at}")` })
  }
  await t.rejects(readCoverage({ ...small, roles: {} }, folder), { name: 'InvalidCatalogError' })
})

t.test('the preload records to the folder of its variable, else to .error-catalog', async t => {
  const folder = t.testdir({})
  const before = process.cwd()
  t.teardown(() => process.chdir(before))
  process.chdir(folder)
  process.env['ERROR_CATALOG_RECORD'] = 'mine'
  await t.mockImport('../../src/record.ts', {})
  delete process.env['ERROR_CATALOG_RECORD']
  await t.mockImport('../../src/record.ts', {})
  t.same(readdirSync(folder).sort(), ['.error-catalog', 'mine'])
})
