import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { docs, type DocsOptions } from '../../src/cli/docs.ts'

const url = 'https://api.example/'
const run = async (catalog: string, options: Partial<DocsOptions> & { output: string }) => await docs(catalog, { url, ...options })

const catalog = `
codes:
  gone: { status: 410, message: Gone., aliases: [lost], replacedBy: bad }
  'a/b c': { status: 409, message: Odd. }
  bad: { status: 400, message: Bad. }
  bug: { status: 500, message: Bug. }
roles: { validation: bad, internal: bug }
`

t.test('docs writes a page of each code in every format, with links that work in a folder', async t => {
  const dir = t.testdir({ 'catalog.yaml': catalog })
  const output = join(dir, 'site')
  t.match(await run(join(dir, 'catalog.yaml'), { output }), { code: 0, stderr: `${output} was written: 18 files\n` })
  const names = readdirSync(output)
  t.strictSame(names.filter(name => name.endsWith('.html')).sort(), ['a%2Fb%20c.html', 'bad.html', 'bug.html', 'gone.html', 'index.html'])
  for (const name of names.filter(name => /\.(html|md|txt)$/.test(name))) {
    const text = readFileSync(join(output, name), 'utf8')
    const links = [...text.matchAll(/(?:href|src)="([^"]+)"|\]\(([^)]+)\)/g)].map(([, inHtml, inMarkdown]) => inHtml ?? inMarkdown as string)
    for (const link of links.filter(link => !link.startsWith('data:'))) {
      t.ok(existsSync(new URL(link.replaceAll('&amp;', '&'), pathToFileURL(join(output, name)))), `${name}: ${link}`)
    }
  }
  t.match(JSON.parse(readFileSync(join(output, 'gone.json'), 'utf8')), { code: 'gone', status: 410, aliases: ['lost'], index: 'index.json' })
  t.match(readFileSync(join(output, 'index.html'), 'utf8'), '<h1>Errors</h1>')
})

t.test('docs --check compares, and a second run writes only what has changed', async t => {
  const dir = t.testdir({ 'catalog.yaml': catalog })
  const [source, output] = [join(dir, 'catalog.yaml'), join(dir, 'site')]
  t.match(await run(source, { output, check: true }), { code: 1, stderr: /site is stale, such as .*: run error-catalog docs without --check\n$/ })
  t.notOk(existsSync(output))
  await run(source, { output })
  t.strictSame(await run(source, { output, check: true }), { code: 0, stderr: `${output} is up to date\n` })
  writeFileSync(source, catalog.replace('bad: { status: 400, message: Bad. }', 'bad: { status: 400, message: Worse. }').replace("'a/b c'", 'ab'))
  const stale = await run(source, { output, check: true, json: true })
  t.equal(stale.code, 1)
  t.match(JSON.parse(stale.stdout ?? ''), { folder: output, state: 'stale', files: 18, changed: ['index.html', 'ab.html', 'bad.html'] })
  const written = await run(source, { output, json: true })
  t.match(JSON.parse(written.stdout ?? ''), { state: 'written' })
  t.notOk(existsSync(join(output, 'a%2Fb%20c.html')), 'the page of a code that is gone is deleted')
  t.match(await run(source, { output, json: true }), { code: 0, stdout: /"state": "unchanged"/ })
})

t.test('docs refuses to write into a folder with other files, unless --force is set', async t => {
  const dir = t.testdir({ 'catalog.yaml': catalog, site: { 'index.html': 'mine' }, file: 'mine' })
  const source = join(dir, 'catalog.yaml')
  const output = join(dir, 'site')
  t.match(await run(source, { output }), { code: 1, stderr: /holds files that error-catalog docs did not write: use --force/ })
  t.equal(readFileSync(join(output, 'index.html'), 'utf8'), 'mine')
  t.match(await run(source, { output, force: true }), { code: 0 })
  writeFileSync(join(output, '.error-catalog-docs'), '../catalog.yaml\nindex.html\n')
  t.match(await run(source, { output }), { code: 0 })
  t.ok(existsSync(source), 'a name that leads out of the folder is not deleted')
  t.match(await run(source, { output: join(dir, 'file/site') }), { code: 1, stderr: /cannot be written: its folder is a file/ })
})

t.test('docs writes only the chosen formats, and gives each of several catalogs a folder', async t => {
  const dir = t.testdir({})
  const output = join(dir, 'site')
  t.match(await run('catalog.yaml', { output, format: ['html'], title: 'All errors', url: 'https://x.example' }), { code: 0 })
  t.strictSame(readdirSync(output).sort(), ['.error-catalog-docs', 'billing', 'cards', 'http', 'kyc', 'merchant', 'settlement'])
  t.strictSame(readdirSync(join(output, 'kyc')).filter(name => !name.endsWith('.html') && !name.startsWith('pages-')), [])
  const index = readFileSync(join(output, 'kyc/index.html'), 'utf8')
  t.match(index, '<a href="../billing/index.html">billing errors</a>')
  t.match(index, '<h1>All errors</h1>')
  t.notMatch(index, /\.json|llms\.txt/, 'no link to a form that is not there')
  const two = join(dir, 'two')
  t.match(await run('catalog.yaml#kyc', { output: two, format: ['html', 'json'] }), { code: 0 })
  t.notMatch(readFileSync(join(two, 'index.html'), 'utf8'), /\.md|llms\.txt/)
  const json = join(dir, 'json')
  t.match(await run('catalog.yaml#kyc', { output: json, format: ['json'] }), { code: 0 })
  t.strictSame(readdirSync(json).filter(name => !name.endsWith('.json')), ['.error-catalog-docs'])
})

t.test('docs of an invalid catalog writes nothing', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'codes: 1\n' })
  t.match(await run(join(dir, 'catalog.yaml'), { output: join(dir, 'site') }), { code: 1 })
  t.notOk(existsSync(join(dir, 'site')))
})
