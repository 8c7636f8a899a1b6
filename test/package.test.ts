import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)

/** Without what tap adds to follow coverage into child processes: these run what is installed, not src. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] }

/** A program's folder with the packed package installed in it; its dependencies are those of this repository. */
const consumer = t.testdir({})
const installed = join(consumer, 'node_modules/fastify-error-catalog')

t.before(() => {
  // `npm test` has built it; alone, this file does.
  if (!existsSync(join(root, 'dist/cjs/package.json'))) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, env })
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', consumer], { cwd: root, encoding: 'utf8', env })) as [{ filename: string }]
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(consumer, filename), '-C', installed, '--strip-components=1'])
})

const program = `
const app = Fastify(serverOptions())
app.register(errorCatalog, { catalog: { extends: 'merchant' } })
app.after(() => app.get('/', async () => { throw new CatalogError('insufficient_scope', { requiredScope: 'a', grantedScopes: [] }) }))
app.inject('/').then(({ statusCode, body }) => console.log(statusCode, body))
`
const answer = '403 {"ok":false,"error":{"code":"insufficient_scope","message":"The API key lacks the scope a.","details":{"requiredScope":"a","grantedScopes":[]}}}\n'

t.test('the packed package answers when it is imported and when it is required, on the newest and the oldest Fastify', async t => {
  for (const [file, name, head] of [
    ['import.mjs', 'fastify', "import Fastify from 'fastify'\nimport errorCatalog, { CatalogError, serverOptions } from 'fastify-error-catalog'"],
    ['require.cjs', 'fastify', "const Fastify = require('fastify')\nconst { default: errorCatalog, CatalogError, serverOptions } = require('fastify-error-catalog')"],
    ['oldest.cjs', 'fastify-minimum', "const Fastify = require('fastify-minimum')\nconst { errorCatalog, CatalogError, serverOptions } = require('fastify-error-catalog')"]
  ] as const) {
    writeFileSync(join(consumer, file), head + program)
    const { stdout, stderr } = spawnSync(process.execPath, [join(consumer, file)], { encoding: 'utf8', env })
    t.equal(stdout, answer, `${file} on ${name} ${stderr}`)
  }
})

t.test('the packed package has its further doors, imported and required', async t => {
  const use = `
const app = Fastify()
app.register(errorCatalog)
app.register(idempotency, { owner: () => 'acme', required: true })
app.after(() => app.post('/', async () => 'done'))
app.inject({ method: 'POST', url: '/' }).then(({ json }) => console.log(json().error.code))
`
  for (const [file, head] of [
    ['idempotency.mjs', "import Fastify from 'fastify'\nimport errorCatalog from 'fastify-error-catalog'\nimport idempotency from 'fastify-error-catalog/idempotency'"],
    ['idempotency.cjs', "const Fastify = require('fastify')\nconst { errorCatalog } = require('fastify-error-catalog')\nconst { idempotency } = require('fastify-error-catalog/idempotency')"]
  ] as const) {
    writeFileSync(join(consumer, file), head + use)
    const { stdout, stderr } = spawnSync(process.execPath, [join(consumer, file)], { encoding: 'utf8', env })
    t.equal(stdout, 'idempotency_key_required\n', `${file} ${stderr}`)
  }
})

t.test('the oldest Fastify that is tested is the one the peer range begins with', async t => {
  const { peerDependencies } = require('../package.json') as { peerDependencies: { fastify: string } }
  const { version } = require('fastify-minimum/package.json') as { version: string }
  t.equal(peerDependencies.fastify, `^${version}`)
})

t.test('errors of the imported copy are known to the required one', async t => {
  writeFileSync(join(consumer, 'both.mjs'), `
import { createRequire } from 'node:module'
import { CatalogError } from 'fastify-error-catalog'
const other = createRequire(import.meta.url)('fastify-error-catalog')
console.log(new CatalogError('a') instanceof other.CatalogError, other.isCatalogError(new CatalogError('a')))
`)
  t.equal(spawnSync(process.execPath, [join(consumer, 'both.mjs')], { encoding: 'utf8', env }).stdout, 'false true\n')
})

t.test('what tests need is a door of its own, imported and required', async t => {
  const given = "'fastify-error-catalog/testing'"
  for (const [file, head] of [['testing.mjs', `import * as testing from ${given}`], ['testing.cjs', `const testing = require(${given})`]] as const) {
    writeFileSync(join(consumer, file), `${head}
testing.createExpectFailure({ extends: 'merchant' })({ status: 402, headers: {}, body: '{"ok":false,"error":{"code":"plan_required","message":"m"}}' }, 'plan_required').then(({ code }) => {
  console.log(code, Object.keys(testing).sort().join())
})
`)
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'fastify-error-catalog/record', join(consumer, file)], { encoding: 'utf8', env, cwd: consumer })
    t.equal(stdout, 'plan_required createExpectFailure,readCoverage,record,toText\n', stderr)
    t.ok(existsSync(join(consumer, '.error-catalog')))
  }
})

t.test('the command of the packed package lists the shipped catalog', async t => {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { bin: Record<string, string> }
  const command = join(installed, bin['error-catalog'] as string)
  const { stdout, status } = spawnSync(process.execPath, [command, 'list', join(installed, 'catalog.yaml#kyc'), '--json'], { encoding: 'utf8', env })
  t.equal(status, 0)
  t.equal((JSON.parse(stdout) as unknown[]).length, 20)
})

t.test('codes and details are typed for who installs it, as ESM, as CommonJS and with a bundler', async t => {
  const source = `
import Fastify from 'fastify'
import errorCatalog, { CatalogError, defineCatalog, type Code } from 'fastify-error-catalog'
import { createExpectFailure } from 'fastify-error-catalog/testing'
import idempotency, { createRedisStore, type IdempotencyStore } from 'fastify-error-catalog/idempotency'
import { Redis } from 'ioredis'
export const seats = defineCatalog({ extends: 'http', codes: {
  seat_taken: { status: 409, message: 'Seat {seat} is taken.', details: { seat: 'string', 'near?': "('left' | 'right')[]" } },
  sold_out: { status: 410, message: 'All seats are sold.' }
} })
declare module 'fastify-error-catalog' { interface Register { seats: typeof seats } }
const app = Fastify()
app.register(errorCatalog, { catalog: seats })
export const store: IdempotencyStore = createRedisStore(new Redis())
app.register(idempotency, { owner: request => request.ip, store })
app.post('/keyed', { config: { idempotency: { required: true } } }, async () => 1)
// @ts-expect-error an option that does not exist
app.post('/mistyped', { config: { idempotency: { require: true } } }, async () => 1)
app.get<{ Reply: { 200: { id: number } } }>('/', async (_request, reply) => {
  if (Math.random() > 2) return reply.fail('seat_taken', { seat: '1', near: ['left'] }, { retryAfter: 3 })
  if (Math.random() > 2) return reply.fail('not_found')
  throw new CatalogError('sold_out', undefined, { cause: 1 })
})
export const code: Code = 'sold_out'
app.get('/declared', { config: { errors: ['sold_out', 'not_found'] } }, async () => 1)
// @ts-expect-error a route declares a code that does not exist
app.get('/misdeclared', { config: { errors: ['sold_in'] } }, async () => 1)
const expectFailure = createExpectFailure(seats)
export const expected = [expectFailure(app.inject('/'), 'seat_taken', { seat: '1' }), expectFailure(fetch('/'), 'sold_out')]
// @ts-expect-error a detail of the wrong type is expected
expectFailure(app.inject('/'), 'seat_taken', { seat: 1 })
app.get('/wrong', async (_request, reply) => {
  // @ts-expect-error a code that does not exist
  reply.fail('seat_token')
  // @ts-expect-error a detail is missing
  reply.fail('seat_taken', {})
  // @ts-expect-error a detail of the wrong type
  reply.fail('seat_taken', { seat: 1 })
  // @ts-expect-error a literal that is not one of the union
  reply.fail('seat_taken', { seat: '1', near: ['up'] })
  // @ts-expect-error a detail of a code that has none
  reply.fail('sold_out', { seat: '1' })
  // @ts-expect-error an option that does not exist
  reply.fail('sold_out', undefined, { retry: 1 })
})
`
  for (const [file, module, resolution] of [['esm.mts', 'nodenext', 'nodenext'], ['cjs.cts', 'nodenext', 'nodenext'], ['bundled.ts', 'esnext', 'bundler']] as const) {
    writeFileSync(join(consumer, file), source)
    writeFileSync(join(consumer, `${file}.json`), JSON.stringify({
      compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, target: 'es2022', module, moduleResolution: resolution, types: ['node'], esModuleInterop: true },
      files: [file]
    }))
    const { stdout } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', join(consumer, `${file}.json`)], { encoding: 'utf8', env })
    t.same(stdout.split('\n').filter(line => !/^\.\.\/.*node_modules\/(?!fastify-error-catalog)/.test(line) && line !== ''), [], file)
  }
})

t.test('publint finds nothing to mend', async t => {
  const { messages } = await publint({ pkgDir: installed, strict: true })
  t.same(messages, [])
})

t.test('the package holds what it needs and nothing else', async t => {
  const listing = execFileSync('tar', ['-tzf', join(consumer, 'fastify-error-catalog-0.1.0.tgz')], { encoding: 'utf8', env })
  const tops = [...new Set(listing.trim().split('\n').map(file => file.split('/')[1]))].sort()
  t.same(tops, ['CHANGELOG.md', 'LICENSE', 'README.md', 'catalog.schema.json', 'catalog.yaml', 'dist', 'docs', 'package.json'])
})
