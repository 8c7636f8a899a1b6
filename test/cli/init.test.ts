import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { init, type InitOptions } from '../../src/cli/init.ts'

const home = process.cwd()

/** Work in a new folder outside of the repository, because init would find its package.json. A name that ends with a slash is a folder. */
function enter (t: Test, files: Readonly<Record<string, string>>): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'init-')))
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name)
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(path, text)
  }
  process.chdir(dir)
  t.teardown(() => {
    process.chdir(home)
    rmSync(dir, { recursive: true })
  })
  return dir
}

const run = async (file = 'catalog.yaml', options: Partial<InitOptions> = {}) => await init(file, { envelope: 'nested', version: '1.2.3', ...options })

interface Printed { readonly files: string[], readonly envelope: string, readonly server: string, readonly commands: string[] }

const json = async (options: Partial<InitOptions> = {}) => JSON.parse((await run('catalog.yaml', { json: true, ...options })).stdout as string) as Printed

const both = ['npm install fastify fastify-error-catalog']
const types = 'npx error-catalog types ./catalog.yaml -o error-catalog.d.ts'
const ready = '"dependencies": { "fastify": "5", "fastify-error-catalog": "1" }'

const projects: ReadonlyArray<readonly [title: string, files: Readonly<Record<string, string>>, server: string, shape: 'import' | 'require' | 'typed import', commands: string[]]> = [
  ['no package.json', {}, 'server.mjs', 'import', [...both, 'node server.mjs']],
  ['no package.json, but TypeScript', { 'tsconfig.json': '{}' }, 'server.ts', 'typed import', [...both, types, 'npx tsx server.ts']],
  ['ES modules', { 'package.json': `{ "type": "module", ${ready} }` }, 'server.js', 'import', ['node server.js']],
  ['CommonJS in src', { 'package.json': `{ "type": "commonjs", ${ready} }`, 'src/': '' }, 'src/server.js', 'require', ['node src/server.js']],
  ['no kind of module', { 'package.json': '{ "peerDependencies": { "fastify": "5" } }' }, 'server.js', 'require', ['npm install fastify-error-catalog', 'node server.js']],
  ['TypeScript among the packages', { 'package.json': `{ "type": "module", ${ready}, "devDependencies": { "typescript": "6" } }` }, 'server.ts', 'typed import', [types, 'npx tsx server.ts']],
  ['TypeScript with CommonJS', { 'package.json': `{ ${ready} }`, 'tsconfig.json': '{}' }, 'server.ts', 'typed import', [types, 'npx tsx server.ts']],
  ['packages in node_modules only', { 'package.json': '{}', 'node_modules/fastify/': '', 'node_modules/fastify-error-catalog/': '' }, 'server.js', 'require', ['node server.js']],
  ['the repository of this package', { 'package.json': '{ "name": "fastify-error-catalog" }' }, 'server.js', 'require', ['npm install fastify', 'node server.js']],
  ['a byte order mark', { 'package.json': `\uFEFF{ "type": "module", ${ready} }` }, 'server.js', 'import', ['node server.js']],
  ['a package.json that is no JSON', { 'package.json': '{' }, 'server.js', 'require', [...both, 'node server.js']],
  ['a package.json that is no object', { 'package.json': 'null' }, 'server.js', 'require', [...both, 'node server.js']]
]

const shapeOf = (server: string) => [server.includes('app.get<{ Params') ? 'typed ' : '', server.includes("= require('fastify')") ? 'require' : 'import'].join('')

for (const [title, files, server, shape, commands] of projects) {
  t.test(`the server fits the project: ${title}`, async t => {
    enter(t, files)
    const printed = await json()
    t.same([printed.files, printed.envelope, shapeOf(printed.server), printed.commands], [['./catalog.yaml'], 'nested', shape, commands])
    t.match(printed.server, "catalog: './catalog.yaml'")
    t.equal(/^await app\.listen/m.test(printed.server), !printed.server.includes('start()'), 'CommonJS awaits in a function')
    const { stdout = '' } = await run('catalog.yaml', { force: true })
    t.match(stdout, `./catalog.yaml was written.\n\nA server that uses it, ${server}:\n\n`)
    t.ok(stdout.endsWith(`\nThen run:\n\n${commands.map(line => `  ${line}\n`).join('')}`))
    t.equal((await run('catalog.yaml', { force: true, server: true })).stdout?.split('\n')[1], `./${server} was written.`)
    t.equal(readFileSync(server, 'utf8'), printed.server)
  })
}

t.test('the extension of a named server file takes precedence over the project', async t => {
  enter(t, { 'package.json': `{ "type": "module", ${ready} }` })
  const isMain = (text: string) => text.includes('async function start ()')
  for (const [server, shape, isWrapped] of [
    ['a.js', 'import', false], ['a.mjs', 'import', false], ['a.cjs', 'require', true], ['a.ts', 'typed import', false], ['a.cts', 'typed import', true],
    ['a.mts', 'typed import', false], ['a', 'import', false]
  ] as const) {
    const printed = await json({ server, force: true })
    t.same([printed.files[1], shapeOf(printed.server), isMain(printed.server)], [`./${server}`, shape, isWrapped], server)
    t.equal(printed.commands.at(-1), `${shape.startsWith('typed') ? 'npx tsx' : 'node'} ${server}`)
  }
})

t.test('the message names the first existing file, and nothing is written', async t => {
  const dir = enter(t, { 'server.mjs': 'mine' })
  const refusal = (file: string) => ({ code: 1, stderr: `${file} exists: use --force to overwrite it, or name another file\n` })
  t.same(await run('catalog.yaml', { server: true }), refusal('server.mjs'))
  t.same(readdirSync(dir), ['server.mjs'])
  t.match(await run(), { code: 0 })
  t.same(await run('catalog.yaml', { server: true }), refusal('catalog.yaml'))
  t.equal(readFileSync('server.mjs', 'utf8'), 'mine')
  t.match(await run('catalog.yaml', { server: true, force: true }), { code: 0 })
  t.match(readFileSync('server.mjs', 'utf8'), "import Fastify from 'fastify'")
})

t.test('a file that cannot be written ends the command', async t => {
  enter(t, { 'folder/': '', file: '' })
  t.match(await run('folder', { force: true }), { code: 1, stderr: /^folder is a directory/ })
  t.match(await run('catalog.yaml', { server: 'file/server.js' }), { code: 1, stderr: 'file/server.js cannot be written: its folder is a file\n' })
})

t.test('the path of the schema points to the nearest installed package, and under Yarn PnP it is a URL', async t => {
  const schemaOf = async (file: string) => {
    t.equal((await run(file)).code, 0)
    return /\$schema=(\S+)/.exec(readFileSync(file, 'utf8'))?.[1]
  }
  const dir = enter(t, { 'node_modules/fastify-error-catalog/catalog.schema.json': '{}', 'packages/api/catalogs/': '' })
  t.equal(await schemaOf('catalog.yaml'), './node_modules/fastify-error-catalog/catalog.schema.json')
  process.chdir(join(dir, 'packages/api'))
  t.equal(await schemaOf('catalogs/catalog.yaml'), '../../../node_modules/fastify-error-catalog/catalog.schema.json')
  t.match(JSON.parse((await run('../catalog.yaml', { json: true })).stdout as string), { files: ['../catalog.yaml'], server: /catalog: '\.\.\/catalog\.yaml'/ })
  for (const file of ['.pnp.cjs', '.pnp.loader.mjs']) {
    enter(t, { [file]: '' })
    t.equal(await schemaOf('catalog.yaml'), 'https://cdn.jsdelivr.net/npm/fastify-error-catalog@1.2.3/catalog.schema.json', file)
  }
})

t.test('init - prints the catalog, as text or in a JSON object', async t => {
  const dir = enter(t, {})
  const { stdout } = await run('-')
  t.match(stdout, /^# yaml-language-server: \$schema=\.\/node_modules\/fastify-error-catalog\/catalog\.schema\.json\n/)
  t.same(JSON.parse((await run('-', { json: true })).stdout as string), { envelope: 'nested', text: stdout })
  t.same(readdirSync(dir), [])
})
