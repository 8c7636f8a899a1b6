import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import Fastify from 'fastify'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import { publint } from 'publint'
import t from 'tap'
import { env, root, run } from '../../test/built.ts'
import { completionsAt } from '../../test/tsserver.ts'

const require = createRequire(import.meta.url)

/** A program's folder with a copy of the packed package, which tests may move. */
const consumer = t.testdir({})
const installed = join(consumer, 'node_modules/fastify-error-catalog')
const { bin, dependencies, peerDependencies } = require('fastify-error-catalog/package.json') as Record<string, Record<string, string>>
const command = join(installed, bin?.['error-catalog'] as string)

t.before(() => {
  cpSync(dirname(require.resolve('fastify-error-catalog/package.json')), installed, { recursive: true })
})

const program = `
const app = Fastify(serverOptions())
app.register(errorCatalog, { catalog: { extends: 'merchant' } })
app.after(() => app.get('/', async () => { throw new CatalogError('insufficient_scope', { requiredScope: 'a', grantedScopes: [] }) }))
app.inject('/').then(({ statusCode, body }) => console.log(statusCode, body))
`
const answer = '403 {"ok":false,"error":{"code":"insufficient_scope","message":"The API key lacks the scope a.","details":{"requiredScope":"a","grantedScopes":[]}}}\n'

t.test('a server of the packed package responds, imported and required, on the newest and the oldest Fastify', async t => {
  for (const [file, name, head] of [
    ['import.mjs', 'fastify', "import Fastify from 'fastify'\nimport errorCatalog, { CatalogError, serverOptions } from 'fastify-error-catalog'"],
    ['require.cjs', 'fastify', "const Fastify = require('fastify')\nconst { default: errorCatalog, CatalogError, serverOptions } = require('fastify-error-catalog')"],
    ['oldest.cjs', 'fastify-5.0', "const Fastify = require('fastify-5.0')\nconst { errorCatalog, CatalogError, serverOptions } = require('fastify-error-catalog')"]
  ] as const) {
    writeFileSync(join(consumer, file), head + program)
    const { stdout, stderr } = spawnSync(process.execPath, [join(consumer, file)], { encoding: 'utf8', env })
    t.equal(stdout, answer, `${file} on ${name} ${stderr}`)
  }
})

t.test('the sub-path /idempotency works, imported and required', async t => {
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

t.test('the sub-path /docs works, imported and required', async t => {
  const use = `
const app = Fastify()
app.register(errorCatalog)
app.register(errorDocs, { title: 'My errors' })
app.inject('/errors/not_found.md').then(({ body }) => console.log(body.slice(0, body.indexOf(' · '))))
`
  for (const [file, head] of [
    ['docs.mjs', "import Fastify from 'fastify'\nimport errorCatalog from 'fastify-error-catalog'\nimport errorDocs from 'fastify-error-catalog/docs'"],
    ['docs.cjs', "const Fastify = require('fastify')\nconst { errorCatalog } = require('fastify-error-catalog')\nconst { errorDocs } = require('fastify-error-catalog/docs')"]
  ] as const) {
    writeFileSync(join(consumer, file), head + use)
    const { stdout, stderr } = spawnSync(process.execPath, [join(consumer, file)], { encoding: 'utf8', env })
    t.equal(stdout, '# `not_found`\n\n**404 Not Found**\n', `${file} ${stderr}`)
  }
})

t.test('a server of the packed package maps a malformed body to its code', async t => {
  const app = Fastify(serverOptions())
  t.teardown(async () => await app.close())
  await app.register(errorCatalog)
  app.post('/', async () => 'fine')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': 'id-1' }, body: '{' })
  t.equal(response.status, 400)
  t.match(await response.json(), { error: { code: 'malformed_body', request_id: 'id-1' } })
})

t.test('the packed package imports only packages that it declares', async t => {
  const declared = ['fastify-error-catalog', ...Object.keys({ ...dependencies, ...peerDependencies })]
  const imports = /(?:\bfrom|^import|\b(?:import|require)\()\s*["']([@\w][\w@./-]*)["']/gm
  const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js'))
  const imported = files.flatMap(file => [...readFileSync(join(installed, 'dist', file), 'utf8').matchAll(imports)].map(([, id = '']) => id))
  const packages = imported.filter(id => !isBuiltin(id)).map(id => id.split('/').slice(0, id.startsWith('@') ? 2 : 1).join('/'))
  t.ok(packages.includes('find-my-way'))
  t.same([...new Set(packages)].filter(name => !declared.includes(name)), [])
})

t.test('the copy for import and the copy for require serve one server, and each recognizes errors of the other', async t => {
  writeFileSync(join(consumer, 'both.mjs'), `
import { createRequire } from 'node:module'
import Fastify from 'fastify'
import * as imported from 'fastify-error-catalog'
const required = createRequire(import.meta.url)('fastify-error-catalog')
console.log(imported.CatalogError === required.CatalogError)
for (const [first, second] of [[required, imported], [imported, required]]) {
  console.log(new first.CatalogError('a') instanceof second.CatalogError, second.isCatalogError(new first.CatalogError('a')))
  const app = Fastify(second.serverOptions())
  await app.register(first.errorCatalog)
  app.get('/', async () => { throw new second.CatalogError('conflict') })
  await app.register(async scope => {
    await scope.register(second.errorCatalog, { catalog: { extends: 'kyc' } })
    scope.get('/fail', (_request, reply) => reply.fail('not_found'))
    scope.get('/throw', async () => { throw new first.CatalogError('not_found') })
  }, { prefix: '/v1' })
  for (const url of ['/', '/nowhere', '/v1/fail', '/v1/throw', '/v1/nowhere']) {
    const { statusCode, body } = await app.inject(url)
    const { code, error = { code } } = JSON.parse(body)
    console.log(url, statusCode, error.code, error.code === code)
  }
  await app.close()
}
`)
  const answers = 'true true\n/ 409 conflict false\n/nowhere 404 not_found false\n/v1/fail 404 not_found true\n/v1/throw 404 not_found true\n/v1/nowhere 404 not_found true\n'
  const { stdout, stderr } = spawnSync(process.execPath, [join(consumer, 'both.mjs')], { encoding: 'utf8', env })
  t.equal(stdout, `false\n${answers}${answers}`, stderr)
})

t.test('the sub-paths /testing and /record work, imported and required', async t => {
  const given = "'fastify-error-catalog/testing'"
  for (const [file, head] of [['testing.mjs', `import * as testing from ${given}`], ['testing.cjs', `const testing = require(${given})`]] as const) {
    writeFileSync(join(consumer, file), `${head}
testing.createExpectFailure({ extends: 'merchant' })({ status: 402, headers: {}, body: '{"ok":false,"error":{"code":"plan_required","message":"m"}}' }, 'plan_required').then(({ code }) => {
  console.log(code, Object.keys(testing).sort().join())
})
`)
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'fastify-error-catalog/record', join(consumer, file)], { encoding: 'utf8', env, cwd: consumer })
    t.equal(stdout, 'plan_required catalogErrorEquality,createExpectFailure,formatCoverage,readCoverage,record\n', stderr)
    t.ok(existsSync(join(consumer, '.error-catalog')))
  }
})

t.test('the command of the packed package lists the shipped catalog', async t => {
  const { stdout, code } = await run([command, 'list', join(installed, 'catalog.yaml#kyc'), '--json'])
  t.equal(code, 0)
  t.equal((JSON.parse(stdout) as unknown[]).length, 20)
})

const folders = {
  esm: { type: 'module', module: 'nodenext', moduleResolution: 'nodenext' },
  cjs: { type: 'commonjs', module: 'nodenext', moduleResolution: 'nodenext' },
  bundled: { type: 'module', module: 'esnext', moduleResolution: 'bundler' },
  oldest: { type: 'module', module: 'esnext', moduleResolution: 'bundler', paths: { fastify: [join(root, 'interop/node_modules/fastify-5.0')] } },
  node10: { type: 'commonjs', module: 'commonjs', moduleResolution: 'node10' },
  page: { type: 'module', module: 'nodenext', moduleResolution: 'nodenext' },
  wrong: { type: 'module', module: 'esnext', moduleResolution: 'bundler' }
} as const
const app = readFileSync(join(root, 'interop/test/consumer/app.ts'), 'utf8')
/** The blocks of docs/guides/typescript.md are one program. */
const page = [...readFileSync(join(root, 'docs/guides/typescript.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block).join('')
const wrong = `import { CatalogError } from 'fastify-error-catalog'
new CatalogError('invoice_lockd')
new CatalogError('xyz')
`

/** A line for each folder of a program, followed by a line for each error that a compiler finds there. */
const typecheck = async (compiler: string, folders: readonly string[]) => {
  const { stdout, stderr } = await run(['interop/test/typecheck.mjs', compiler, ...folders.map(folder => join(consumer, folder))])
  return stdout + stderr
}

t.test('codes and details are typed in a program that installs the package, by each TypeScript, as ESM, as CommonJS and with a bundler', async t => {
  const generated = await run([command, 'types', join(root, 'interop/test/consumer/catalog.yaml'), '--name', 'billing'])
  t.equal(generated.code, 0)
  for (const [folder, { type, ...options }] of Object.entries(folders)) {
    mkdirSync(join(consumer, folder))
    writeFileSync(join(consumer, folder, 'package.json'), JSON.stringify({ type }))
    writeFileSync(join(consumer, folder, 'catalog.d.ts'), generated.stdout)
    writeFileSync(join(consumer, folder, 'app.ts'), { wrong, page }[folder] ?? app)
    writeFileSync(join(consumer, folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', types: ['node'], esModuleInterop: true, ...options },
      files: ['app.ts', 'catalog.d.ts']
    }))
  }
  for (const [compiler, names] of [
    ['typescript-5.5', ['esm', 'cjs', 'bundled', 'node10']],
    ['typescript-5.9', ['esm', 'cjs', 'bundled', 'node10']],
    ['typescript', ['esm', 'cjs', 'bundled', 'oldest', 'page']]
  ] as const) {
    const { version } = require(`${compiler}/package.json`) as { version: string }
    t.equal(await typecheck(compiler, names), names.map(folder => `${folder} on ${version}: the package was read\n`).join(''))
  }
  // TypeScript 7 has a command, but no API of this form. Its bin/tsc has no extension, so the loaders of tests do not treat it as a module.
  const tsc = join(root, 'interop/node_modules/typescript-7/lib/tsc.js')
  for (const folder of ['esm', 'cjs', 'bundled', 'page']) t.match(await run([tsc, '-p', join(consumer, folder)]), { code: 0, stdout: '' }, `${folder} on TypeScript 7`)
  t.match(await run([tsc, '-p', join(consumer, 'wrong')]), { stdout: /app\.ts\(2,.*There is no code \\"invoice_lockd\\": did you mean \\"invoice_locked\\"/ })
  t.match(await typecheck('typescript-5.5', ['wrong']), /app\.ts:2 .*"There is no code \\"invoice_lockd\\": did you mean \\"invoice_locked\\"\?".*\napp\.ts:3 .*"There is no code \\"xyz\\"\."/)
})

t.test('an editor completes the codes of every catalog, and in a scope only the codes of its catalog', async t => {
  const file = join(consumer, 'bundled/app.ts')
  const [all, own] = [await completionsAt(file, "reply.fail('"), await completionsAt(file, "one.get('/one', async (_request, reply) => reply.fail('")]
  for (const code of ['seat_taken', 'rate_limited_key', 'invoice_locked', 'handler_timeout']) t.ok(all.includes(code), code)
  t.same([all.length, own.length], [49, 21])
  t.same(own.filter(code => code.startsWith('invoice_')), ['invoice_told'])
})

t.test('publint finds no problem', async t => {
  const { messages } = await publint({ pkgDir: installed, strict: true })
  t.same(messages, [])
})

t.test('the package contains the files that it needs and no others', async t => {
  const tops = readdirSync(installed).filter(name => name !== 'node_modules').sort()
  t.same(tops, ['CHANGELOG.md', 'LICENSE', 'README.md', 'catalog.schema.json', 'catalog.yaml', 'dist', 'docs', 'package.json', 'spectral.yaml'])
})
