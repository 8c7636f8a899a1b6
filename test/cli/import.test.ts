import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { importErrors, type ImportOptions } from '../../src/cli/import.ts'
import { lint } from '../../src/cli/lint.ts'

const run = async (paths: readonly string[], options: Partial<ImportOptions> = {}) => await importErrors(paths, { output: '-', version: '1.2.3', ...options })

const files = {
  'errors.md': '| Code | Status | Meaning |\n|---|---|---|\n| order_lost | 404 | It is lost. |\n| odd one | 404 | Odd. |\n',
  'errors.html': '<table><tr><td>order_gone<td>410<td>It is gone.</table>',
  'errors.csv': 'code,status,message\norder_late,409,It is late.\n',
  'errors.txt': '404order_lostIt is lost.\n',
  'api.json': JSON.stringify({ openapi: '3.0.0', paths: { '/': { get: { responses: { 503: { description: 'Closed.' } } } } } }),
  src: { 'a.ts': "throw createError('E_LOST', 'Lost', 404)", 'a.d.ts': '', node_modules: { 'x.ts': 'x' }, below: { 'b.cjs': "reply.code(409).send({ code: 'order_late' })" }, 'notes.md': '' },
  'empty.md': '# Errors\n',
  'photo.png': '',
  'latin.txt': Buffer.from([0xe9, 0x20, 0xff])
}

t.test('files of all kinds become one catalog that lints clean', async t => {
  const dir = t.testdir(files as never)
  const output = join(dir, 'catalogs/catalog.yaml')
  const all = ['errors.md', 'errors.html', 'errors.csv', 'errors.txt', 'api.json', 'src'].map(name => join(dir, name))
  const { code, stderr, stdout } = await run(all, { output })
  t.equal(code, 0)
  // The repository has a tsconfig.json and is an ES module.
  t.match(stdout, /^\nRead the catalog, then run:\n\n {2}npx error-catalog lint \.\/\S+catalog\.yaml\n {2}npx error-catalog types \.\/\S+catalog\.yaml -o \S+\/error-catalog\.d\.ts\n/)
  t.match(stdout, /\nIn the server, before its routes:\n\n {2}import errorCatalog from 'fastify-error-catalog'\n {2}app\.register\(errorCatalog, \{ catalog: '\.\/\S+catalog\.yaml' \}\)\n$/)
  t.match(stderr, /^5 codes in 7 files\n\nNot imported:\n {2}\S+errors\.md:4 {2}"odd one" is no code\n\n\S+catalog\.yaml was written\.\n$/)
  const text = readFileSync(output, 'utf8')
  t.match(text, /\$schema=(\.\.\/)+node_modules|\$schema=\.\/node_modules/)
  t.match(text, /# from \S+errors\.md:3, \S+errors\.txt:1\n {2}order_lost:\n {4}status: 404\n {4}message: It is lost\.\n/)
  t.match(text, /map:\n {2}errors:\n {4}E_LOST: E_LOST\n/)
  t.match(await lint(output, {}), { code: 0 })
  t.same(await run(all, { output: join(dir, 'errors.md') }), { code: 1, stderr: `${join(dir, 'errors.md')} exists: use --force to overwrite it, or name another file\n` })
  t.equal((await run(all, { output })).code, 0, 'the same draft again')
  t.match(await run(all.slice(0, 1), { output, force: true, json: true }), { code: 0, stdout: /"codes": 1,\n {2}"unread": \[\n/ })
  t.match(await run(all, { output: dir, force: true }), { code: 1, stderr: /is a directory/ })
})

t.test('the steps after a draft fit the project', async t => {
  const home = process.cwd()
  // Outside of the repository, whose package.json would be found.
  const dir = mkdtempSync(join(tmpdir(), 'import-'))
  t.teardown(() => {
    process.chdir(home)
    rmSync(dir, { recursive: true })
  })
  process.chdir(dir)
  writeFileSync('errors.txt', files['errors.txt'])
  writeFileSync('package.json', '{ "type": "commonjs", "dependencies": { "fastify": "5" } }')
  writeFileSync('app.js', '')
  t.match(await run(['app.js']), { code: 1, stderr: /^source files are read by the parser of TypeScript 6, which is not installed here: .+\n$/ })
  t.same(await run(['errors.txt'], { output: 'catalog.yaml' }), {
    code: 0,
    stderr: '1 code in 1 file\ncatalog.yaml was written.\n',
    stdout: `
Read the catalog, then run:

  npm install fastify-error-catalog
  npx error-catalog lint ./catalog.yaml

In the server, before its routes:

  app.register(require('fastify-error-catalog'), { catalog: './catalog.yaml' })
`
  })
})

t.test('the catalog goes to stdout, and skipped parts are reported on stderr', async t => {
  const dir = t.testdir(files as never)
  t.match(await run([join(dir, 'errors.txt')]), { code: 0, stdout: /^# Imported by error-catalog import\.[^]+order_lost:/, stderr: '1 code in 1 file\n' })
  t.match(await run([join(dir, 'errors.txt')], { json: true }), { code: 0, stdout: /"text": "# Imported/ })
  t.same(await run([join(dir, 'empty.md')]), { code: 1, stderr: '0 codes in 1 file\n' })
  t.match(await run([join(dir, 'photo.png')]), { code: 1, stderr: /photo\.png cannot be imported: its name must end with \.yaml, .+\.cjs\n$/ })
  t.match(await run([join(dir, 'latin.txt')]), { code: 1, stderr: /latin\.txt the file must be encoded in UTF-8/ })
  t.match(await run([join(dir, 'none.md')]), { code: 1, stderr: /none\.md there is no such file/ })
})

t.test('--check compares codes and statuses with a catalog', async t => {
  const dir = t.testdir({ ...files as object, 'catalog.yaml': 'extends: http\ncodes:\n  order_lost: { status: 404, message: Lost., aliases: [order_away] }\n  order_late: { status: 410, message: Late. }\n' } as never)
  const check = join(dir, 'catalog.yaml')
  t.same(await run([join(dir, 'errors.txt')], { check }), { code: 0, stdout: `${check} has all 1 code with the same statuses\n`, stderr: '' })
  const differing = await run([join(dir, 'errors.csv'), join(dir, 'errors.html'), join(dir, 'errors.md')], { check })
  t.equal(differing.code, 1)
  t.match(differing.stdout, /errors\.csv:2 {2}"order_late" has the status 409, and 410 in the catalog\n\S+errors\.html:1 {2}"order_gone" with the status 410 is not in the catalog\n\n2 differences\n$/)
  t.match(differing.stderr, 'Not imported:')
  t.match(await run([join(dir, 'errors.csv')], { check, json: true }), { code: 1, stdout: /"differences": \[\n/ })
  t.match(await run([join(dir, 'errors.csv')], { check: join(dir, 'errors.md') }), { code: 1, stderr: /errors\.md/ })
})

t.test('an imported catalog has no errors of lint, also with a 401 without a challenge', async t => {
  const folder = t.testdir({
    'server.js': "app.get('/a', async (_request, reply) => reply.code(401).send({ code: 'token_missing', message: 'No token.' }))\napp.get('/b', async (_request, reply) => reply.code(404).send({ code: 'gone', message: 'Gone.' }))\n"
  })
  const output = join(folder, 'catalog.yaml')
  t.match(await run([join(folder, 'server.js')], { output }), { code: 0 })
  t.match(readFileSync(output, 'utf8'), /rule: challenge-missing\n +codes:\n +- token_missing\n +reason: 'No WWW-Authenticate was found\./)
  const { code, stdout = '' } = await lint(output, {})
  t.equal(code, 0, stdout)
  t.notMatch(stdout, /challenge-missing|unused-allowance/)
})
