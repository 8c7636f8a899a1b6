import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import errorDocs from '../../src/docs.ts'
import errorCatalog, { CatalogError, type ErrorCatalogOptions } from '../../src/index.ts'
import { serve } from '../serve.ts'

const catalogOf = (codes: string, base = 'http') => `extends: ${base}\ncodes:\n${codes}`
const first = catalogOf('  a_b: { status: 409, message: First., details: { id: string } }\n')

async function watching (t: Test, files: Readonly<Record<string, string>>, options: ErrorCatalogOptions = {}) {
  const dir = t.testdir(files)
  const file = join(dir, 'catalog.yaml')
  const { ask, logs, app } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: file, watch: true, ...options })
    app.get('/', async (_request, reply) => (reply.fail as (...args: unknown[]) => unknown)('a_b', { id: '7', count: 3 }))
  })
  const write = (text: string, name = 'catalog.yaml') => writeFileSync(join(dir, name), text)
  /** Ask until a line of the log matches. */
  const logged = async (pattern: RegExp, after = 0) => {
    for (;;) {
      const line = logs.slice(after).find(({ msg }) => pattern.test(String(msg)))
      if (line !== undefined) return line
      await wait(20)
    }
  }
  return { dir, file, ask, logs, app, write, logged }
}

t.test('codes and details of running routes change with the file', async t => {
  const { ask, write, logged, logs } = await watching(t, { 'catalog.yaml': first })
  t.match(await ask('/'), { status: 409, body: { error: { message: 'First.', details: { id: '7' } } } })
  write(catalogOf('  a_b: { status: 410, message: "Second {count}.", details: { count: integer } }\n  c_d: { status: 404, message: C. }\n'))
  t.match(await logged(/^the catalog was reloaded: 31 codes$|^the catalog was reloaded/), { level: 30 })
  t.match(await ask('/'), { status: 410, body: { error: { message: 'Second 3.', details: { count: 3 } } } })
  t.equal(new CatalogError('a_b' as never).statusCode, 410, 'the status of the code is that of the new catalog')

  let seen = logs.length
  write(catalogOf('  a_b: { status: 4100, message: Third. }\n'))
  t.match(await logged(/^the catalog was not reloaded, the old one stays in use: [^]*catalog\.yaml:3:\d+[^]*status must be an integer/, seen), { level: 50 })
  t.match(await ask('/'), { status: 410, body: { error: { message: 'Second 3.' } } })
  seen = logs.length
  write(catalogOf('  a_b: { status: 422, message: Fourth. }\n'))
  await logged(/^the catalog was reloaded/, seen)
  t.match(await ask('/'), { status: 422, body: { error: { message: 'Fourth.' } } })
})

t.test('files that the catalog extends are watched, also those that it did not extend at first', async t => {
  const { ask, write, logged, logs, dir } = await watching(t, { 'catalog.yaml': catalogOf('  x: { status: 400, message: X. }\n', './base.yaml'), 'base.yaml': first, 'other.yaml': first })
  write(catalogOf('  a_b: { status: 410, message: Base. }\n'), 'base.yaml')
  await logged(/^the catalog was reloaded/)
  t.match(await ask('/'), { status: 410 })
  let seen = logs.length
  write(catalogOf('  x: { status: 400, message: X. }\n', './other.yaml'))
  await logged(/^the catalog was reloaded/, seen)
  t.match(await ask('/'), { status: 409 })
  seen = logs.length
  write(catalogOf('  a_b: { status: 423, message: Other. }\n'), 'other.yaml')
  await logged(/^the catalog was reloaded/, seen)
  t.match(await ask('/'), { status: 423 })
  seen = logs.length
  rmSync(join(dir, 'other.yaml'))
  t.match(await logged(/^the catalog was not reloaded/, seen), { msg: /there is no such file/ })
  t.match(await ask('/'), { status: 423 })
})

t.test('a code of the option errors cannot go', async t => {
  const { ask, write, logged } = await watching(t, { 'catalog.yaml': first }, { errors: ['a_b'] as never })
  write(catalogOf('  c_d: { status: 404, message: C. }\n'))
  t.match(await logged(/^the catalog was not reloaded/), { msg: /"a_b" is not a code of the catalog/ })
  t.match(await ask('/'), { status: 409 })
})

t.test('nothing is watched in production, and nothing after the server has closed', async t => {
  const before = process.env['NODE_ENV']
  t.teardown(() => { if (before === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = before })
  process.env['NODE_ENV'] = 'production'
  const production = await watching(t, { 'catalog.yaml': first })
  production.write(catalogOf('  a_b: { status: 410, message: Second. }\n'))
  process.env['NODE_ENV'] = 'development'
  await t.test('a closed server', async t => {
    const server = await watching(t, { 'catalog.yaml': first })
    await server.app.close()
    server.write(catalogOf('  a_b: { status: 410, message: Second. }\n'))
    await wait(600)
    t.notOk(server.logs.some(({ msg }) => /reloaded/.test(String(msg))))
  })
  t.match(await production.ask('/'), { status: 409 })
  t.notOk(production.logs.some(({ msg }) => /reloaded/.test(String(msg))))
})

t.test('pages that are served stay linked after a change', async t => {
  const file = join(t.testdir({ 'catalog.yaml': first }), 'catalog.yaml')
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: file, watch: true })
    await app.register(errorDocs)
    app.get('/', async (_request, reply) => (reply.fail as (...args: unknown[]) => unknown)('a_b', { id: '7' }))
  })
  writeFileSync(file, catalogOf('  a_b: { status: 410, message: Second. }\n'))
  while (!logs.some(({ msg }) => /^the catalog was reloaded/.test(String(msg)))) await wait(20)
  t.match(await ask('/'), { status: 410, headers: { link: '</errors/a_b>; rel="help"' } })
})
