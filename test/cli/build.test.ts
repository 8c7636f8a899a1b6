import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { build } from '../../src/cli/build.ts'
import { lintCatalogs } from '../../src/envelope/load.ts'
import { textOf } from '../../src/source/replaceFile.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The catalogs of a source, which must be valid. */
async function load (source: string) {
  const { catalogs, diagnostics } = await lintCatalogs(source)
  t.same(diagnostics, [])
  return catalogs
}

/** Build a source to a file in a new folder, where references to other files cannot be resolved. */
async function built (source: string, folder: string) {
  const output = join(folder, 'built/catalog.json')
  t.match(await build(source, { output, force: true }), { code: 0, stderr: `${output} was written\n` })
  mkdirSync(join(folder, 'alone'), { recursive: true })
  renameSync(output, join(folder, 'alone/catalog.json'))
  return join(folder, 'alone/catalog.json')
}

t.test('the built file loads to equal catalogs', async t => {
  const dir = t.testdir({
    'chain.yaml': `
extends: ./base.yaml
language: de
requestId: { prefix: a_ }
envelopes: { own: { error: { c: $code, m: $message, i: $requestId } } }
locales: { fr: ./fr.yaml, es: { base: Base es. } }
roles: { notFound: base }
map: { errors: { E2: base, E3: chain } }
codes:
  chain: { status: 409, message: 'Chain {a}.', details: { a: string, b?: "{ c: integer }[]" }, private: [b], retryAfter: 3 }
  replaced: { status: 410, message: Replaced., aliases: [third] }
  second: { status: 404, message: Second. }
`,
    'fr.yaml': 'base: Base fr.\nreplaced: Remplacé.\n',
    'base.yaml': `
extends: '@acme/errors'
envelope: jsend
docs: /docs/{code}
locales: { de: { base: Basis., replaced: Ersetzt. }, it: { replaced: Sostituito. } }
map: { errors: { E1: base, E2: not_found }, validation: { email: base } }
codes:
  base: { status: 400, message: Base., aliases: [former] }
  replaced: { status: 409, message: To be replaced., aliases: [first, second] }
`,
    'versions.yaml': `
catalogs:
  v1: { extends: ./base.yaml, locales: { de: ./de.yaml } }
  v2: { extends: v1, codes: { gone: { status: 410, message: Gone. } } }
`,
    'de.yaml': 'base: Basis 1.\n',
    'plain.json': JSON.stringify({ extends: './own.json', codes: { gone: { status: 410, message: 'Gone.' } } }),
    'own.json': JSON.stringify({ envelopes: { mine: { error: { code: '$code', message: '$message' } } }, envelope: 'mine', ...JSON.parse('{"roles":{"validation":"bad","internal":"bug"},"codes":{"bad":{"status":400,"message":"Bad."},"bug":{"status":500,"message":"Bug."}}}') }),
    node_modules: { '@acme': { errors: { 'package.json': '{"name":"@acme/errors","exports":"./catalog.yaml"}', 'catalog.yaml': 'extends: http\nnegotiate: true\ncodes:\n  acme: { status: 402, message: Acme., aliases: [acm] }\n' } } }
  })
  const names = ['chain.yaml', 'versions.yaml', 'versions.yaml#v2', 'plain.json', 'own.json'].map(name => join(dir, name))
  const files = ['catalog.yaml', 'catalog.yaml#kyc', 'examples/invoices.yaml'].map(name => join(root, name))
  for (const [index, source] of [...names, ...files, 'http'].entries()) {
    const file = await built(source, join(dir, String(index)))
    const [want, got] = [await load(source), await load(file)]
    assert.deepStrictEqual(got, want, source)
    t.same((await lintCatalogs(file)).files, [file], `${source} refers to no other file`)
    assert.deepStrictEqual(await load(await built(file, join(dir, `again-${index}`))), want, `${source}, built twice`)
  }
  const [{ languages, aliases } = {}] = await load(join(dir, 'chain.yaml'))
  t.same([languages, [...aliases ?? []]], [['de', 'en', 'it', 'fr', 'es'], [['acm', 'acme'], ['former', 'base'], ['first', 'replaced'], ['third', 'replaced']]])
})

t.test('a built catalog still extends another catalog of its file', async t => {
  const dir = t.testdir({ 'c.yaml': 'catalogs:\n  v1: { extends: http }\n  v2: { extends: v1 }\n' })
  const { stdout = '' } = await build(join(dir, 'c.yaml'), { output: '-' })
  const { generator, catalogs } = JSON.parse(stdout)
  t.same([generator, Object.keys(catalogs), catalogs.v2], ['error-catalog build', ['v1', 'v2'], { extends: 'v1' }])
  const one = JSON.parse((await build(join(dir, 'c.yaml#v2'), { output: '-', json: true })).stdout ?? '')
  t.same(Object.keys(JSON.parse(one.text).catalogs), ['v2'])
})

t.test('build writes a file only if it changes, and --check writes none', async t => {
  const dir = t.testdir({ 'c.yaml': 'extends: http\n' })
  const [file, output] = [join(dir, 'c.yaml'), join(dir, 'c.json')]
  const tell = async (options = {}) => {
    const { code, stdout, stderr } = await build(file, { output, ...options })
    return [code, stdout ?? stderr]
  }
  t.same(await tell({ check: true }), [1, `${output} is stale: run error-catalog build without --check\n`])
  t.equal(textOf(output), undefined)
  t.same(await tell(), [0, `${output} was written\n`])
  t.same(await tell({ check: true }), [0, `${output} is up to date\n`])
  t.same(await tell({ json: true }), [0, `${JSON.stringify({ file: output, state: 'unchanged', codes: 29 }, null, 2)}\n`])
  writeFileSync(output, readFileSync(output, 'utf8').replaceAll('\n', '\r\n'))
  t.same(await tell({ check: true }), [0, `${output} is up to date\n`], 'line ends are git\'s')
  writeFileSync(file, 'extends: http\ncodes:\n  a: { status: 400, message: A. }\n')
  t.same(await tell({ check: true }), [1, `${output} is stale: run error-catalog build without --check\n`])
  t.same(await tell(), [0, `${output} was written\n`], 'a file that build has written is overwritten, also with other line ends')
})

t.test('build refuses to overwrite its source, and files that it has not written', async t => {
  const dir = t.testdir({ 'c.yaml': 'extends: ./base.json\nlocales: { de: ./de.json }\n', 'base.json': '{"extends":"http"}', 'de.json': '{}', 'package.json': '{"name":"app"}' })
  symlinkSync('base.json', join(dir, 'linked.json'))
  const read = 'is read by this command and must not be overwritten: name another file, such as catalog.json'
  for (const [name, force, want] of [
    ['c.yaml', true, read],
    ['base.json', true, read],
    ['linked.json', true, read],
    ['de.json', true, read],
    ['package.json', false, 'was not written by error-catalog build: use --force to overwrite it, or name another file']
  ] as const) {
    const output = join(dir, name)
    const before = textOf(output)
    t.match(await build(join(dir, 'c.yaml'), { output, force }), { code: 1, stderr: `${output} ${want}\n` }, name)
    t.equal(textOf(output), before)
  }
  t.match(await build(join(dir, 'c.yaml'), { output: join(dir, 'package.json'), force: true }), { code: 0 })
})

t.test('an invalid catalog is not built', async t => {
  const dir = t.testdir({ 'c.yaml': 'extends: http\ncodes:\n  a: { status: 300, message: A. }\n' })
  const output = join(dir, 'c.json')
  t.match(await build(join(dir, 'c.yaml'), { output }), { code: 1, stderr: /c\.yaml:3:16 {2}error: status must be an integer/ })
  t.equal(textOf(output), undefined)
})
