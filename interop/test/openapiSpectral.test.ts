import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { documentOf } from './openapiDocuments.ts'

// Spectral is slow on a busy machine.
t.setTimeout(600_000)

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

const folder = t.testdir({ '.spectral.yaml': 'extends: fastify-error-catalog/spectral.yaml\n' })

t.before(() => {
  mkdirSync(folder, { recursive: true })
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
})

/** The findings of Spectral with the ruleset of the package: rule and path. */
function lint (document: object, ruleset = '.spectral.yaml'): string[] {
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  const { stdout, stderr } = spawnSync(join(modules, '.bin/spectral'), ['lint', file, '--ruleset', join(folder, ruleset), '--format', 'json', '--quiet'], { cwd: folder, encoding: 'utf8' })
  const found = JSON.parse(stdout.slice(0, stdout.lastIndexOf(']') + 1) || `"${stderr}"`) as ReadonlyArray<{ code: string, path: readonly string[] }>
  return found.map(({ code, path }) => `${code} ${path.join(' ')}`)
}

const base = { openapi: '3.1.0', info: { title: 'x', version: '1' } }
const get = (operation: object) => ({ ...base, paths: { '/a': { get: operation } } })
const ok = { 200: { description: 'Yes.' } }

t.test('the ruleset accepts the documents of the plugin', async t => {
  t.same(lint(await documentOf('3.1.0', 'nested')), [])
  t.same(lint(await documentOf('3.0.3', 'cards')), [])
})

t.test('the ruleset accepts an operation that declares its errors', async t => {
  t.same(lint(get({ 'x-error-codes': ['not_found'], responses: { ...ok, 404: { description: 'No.', 'x-error-codes': ['not_found'] } } })), [])
  t.same(lint(get({ 'x-error-codes': [], responses: ok })), [])
})

t.test('the ruleset rejects operations without declared errors, invalid declarations, and custom error responses', async t => {
  const rows: ReadonlyArray<readonly [operation: object, want: readonly string[]]> = [
    [{ responses: ok }, ['error-catalog-operation-codes paths /a get']],
    [{ 'x-error-codes': 'not_found', responses: ok }, ['error-catalog-codes-list paths /a get x-error-codes']],
    [{ 'x-error-codes': ['a', 'a'], responses: ok }, ['error-catalog-codes-list paths /a get x-error-codes']],
    [{ 'x-error-codes': [404], responses: ok }, ['error-catalog-codes-list paths /a get x-error-codes 0']],
    [{ 'x-error-codes': ['a'], responses: { ...ok, 409: { description: 'Mine.' } } }, ['error-catalog-response-codes paths /a get responses 409']]
  ]
  for (const [operation, want] of rows) t.same(lint(get(operation)), want)
})

t.test('a generated ruleset knows the codes of a catalog', async t => {
  writeFileSync(join(folder, 'catalog.yaml'), 'extends: http\n')
  for (const name of ['errors.spectral.yaml', 'errors.spectral.json']) {
    const { status, stderr } = spawnSync(process.execPath, [join(modules, 'fastify-error-catalog/dist/esm/cli.js'), 'openapi', 'catalog.yaml', '--ruleset', '-o', name], { cwd: folder, encoding: 'utf8' })
    t.equal(status, 0, stderr)
    t.same(lint(get({ 'x-error-codes': ['not_found'], responses: ok }), name), [])
    t.same(lint(get({ 'x-error-codes': ['not_found', 'not_fuond'], responses: ok }), name), ['error-catalog-known-codes paths /a get x-error-codes 1'])
    t.same(lint(get({ responses: ok }), name), ['error-catalog-operation-codes paths /a get'])
  }
})
