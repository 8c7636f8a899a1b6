import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The block behind a marker. */
const blockAfter = (marker: string) => new RegExp(`<!-- ${marker}.*? -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(readme)?.[1] as string

/** Every block of the README and the test that answers for it: a new one has to find its own. */
const answered: Readonly<Record<string, string>> = {
  'file: examples/invoices.yaml': 'the generated files are up to date',
  'file: examples/quick-start.ts': 'the generated files are up to date',
  'wire: DELETE /invoices/inv_2': 'the ten lines answer as shown',
  'log: DELETE /invoices/inv_2': 'the ten lines log as shown',
  diagnostics: 'the generated files are up to date',
  diagnosed: 'the generated files are up to date',
  catalog: 'the catalog of the format section answers',
  envelopes: 'the generated files are up to date',
  envelope: 'the custom envelope of the user writes the response',
  types: 'the types are as the comments say'
}

t.test('every marked block of the README has its test', async t => {
  t.same([...readme.matchAll(/<!-- (.+?) -->/g)].map(([, marker]) => marker), Object.keys(answered))
})

t.test('every other block is a command that exists', async t => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const known = [/^npm ci && npm (start|run tour|test)$/, /^npm install fastify-error-catalog$/, /^npx error-catalog (init|list|lint|explain|types) /]
  for (const [, block] of readme.matchAll(/```sh\n([^]*?)```/g)) {
    for (const line of (block as string).trim().split('\n')) t.ok(known.some(command => command.test(line)), line)
  }
  for (const name of ['start', 'tour', 'test']) t.type(scripts[name], 'string')
})

t.test('the ten lines answer and log as shown', async t => {
  const child = spawn(process.execPath, [...process.execArgv, 'examples/quick-start.ts'], { cwd: root, env: { ...process.env, PORT: '0' } })
  t.teardown(() => child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const nextLine = async (pattern: RegExp) => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      if (pattern.test(line.value)) return line.value
    }
    throw new Error(`no line of the log is like ${pattern}`)
  }
  const [, port] = /:(\d+)"/.exec(await nextLine(/Server listening at http:/)) as RegExpExecArray
  const shown = blockAfter('wire: DELETE')
  const id = /x-request-id: (\S+)/.exec(shown)?.[1] as string
  const response = await fetch(`http://127.0.0.1:${port}/invoices/inv_2`, { method: 'DELETE', headers: { 'x-request-id': id } })
  const headers = ['cache-control', 'x-request-id', 'content-type'].map(name => `${name}: ${response.headers.get(name)}\n`).join('')
  t.equal(`HTTP/1.1 ${response.status} ${response.statusText}\n${headers}\n${await response.text()}\n`, shown)

  t.match(JSON.parse(await nextLine(/"code":"invoice_locked"/)), JSON.parse(blockAfter('log: DELETE')))

  const gone = await fetch(`http://127.0.0.1:${port}/invoices/inv_0`, { method: 'DELETE' })
  t.same(await gone.json(), { id: 'inv_0', state: 'draft' })
})

t.test('the catalog of the format section answers with its statuses, headers and codes', async t => {
  const dir = t.testdir({ 'catalog.yaml': blockAfter('catalog') })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: join(dir, 'catalog.yaml') })
  app.get('/pay', async (_request, reply) => reply.fail('payment_required', { balance: 3, currency: 'EUR', ledger: { id: 'secret' } }))
  app.get('/twice', async () => { throw Object.assign(new Error('duplicate key'), { code: '23505' }) })
  app.post('/order', { schema: { body: { type: 'object', properties: { email: { type: 'string', format: 'email' }, size: { type: 'integer' } } } } }, async () => 'ok')

  const paid = await app.inject('/pay')
  t.match(paid.headers, { 'retry-after': '60', 'x-balance': '3', 'x-request-id': /^req_/, link: '<https://api.example.com/errors/payment_required>; rel="help"' })
  t.match(paid.json(), { error: { code: 'payment_required', message: 'The balance of 3 EUR does not cover this order.', details: { balance: 3, currency: 'EUR' } } })
  t.notMatch(paid.body, 'secret')
  t.equal((await app.inject('/twice')).json().error.code, 'order_exists')
  t.match((await app.inject({ url: '/twice', headers: { 'accept-language': 'de', accept: 'application/problem+json' } })).json(), { code: 'order_exists', detail: /^Es gibt schon/ })
  t.equal((await app.inject({ method: 'POST', url: '/order', payload: { email: 'x' } })).json().error.code, 'invalid_email')
  t.equal((await app.inject({ method: 'POST', url: '/order', payload: { size: 'x' } })).json().error.code, 'invalid_order')
})

t.test('the custom envelope of the user writes the response', async t => {
  const dir = t.testdir({ 'catalog.yaml': blockAfter('envelope') })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: join(dir, 'catalog.yaml') })
  app.get('/bug', async () => { throw new Error('secret') })
  app.get('/ok', async () => ({ id: 1 }))
  app.get('/later', async (_request, reply) => reply.fail('rate_limited' as never, undefined as never, { retryAfter: 5, issues: [{ path: 'a', message: 'A.' }, { path: 'a', message: 'B.' }] }))
  const headers = { 'x-request-id': 'r1' }
  t.same((await app.inject({ url: '/bug', headers })).json(), { oops: 'internal_error', ref: 'r1' })
  t.same((await app.inject('/ok')).json(), { ok: true, data: { id: 1 } })
  const { fault } = (await app.inject('/later')).json() as { fault: Record<string, unknown> }
  t.match(fault, { code: 'rate_limited', at: 'a', help: 'https://example.com/help', http: '429', fields: { a: ['A.', 'B.'] }, retry: { unit: 's', after: 5 } })
})

t.test('the types are as the comments say', async t => {
  const dir = t.testdir({ 'types.ts': '' })
  writeFileSync(join(dir, 'types.ts'), blockAfter('types'))
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: '/', paths: { 'fastify-error-catalog': [join(root, 'src/index.ts')] }, typeRoots: [join(root, 'node_modules/@types')] },
    include: ['types.ts']
  }))
  const { status, stdout } = spawnSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', dir], { encoding: 'utf8', env: { PATH: process.env['PATH'] } })
  t.equal(stdout, '')
  t.equal(status, 0)
})
