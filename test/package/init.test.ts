import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { bin, checkBuilt, env, root, run } from '../built.ts'

checkBuilt()
// The compiler takes half a minute on a busy machine.
t.setTimeout(300_000)

/** A project with the packages that npm would install. */
function project (t: Test, files: object): string {
  const dir = t.testdir({ node_modules: { '@types': {} }, ...files as Record<string, string> })
  for (const name of ['fastify', 'typescript', '@types/node']) symlinkSync(join(root, 'node_modules', name), join(dir, 'node_modules', name))
  symlinkSync(root, join(dir, 'node_modules/fastify-error-catalog'))
  return dir
}

/** Start a server file, ask it for an order, and stop it. */
async function ask (t: Test, dir: string, file: string) {
  const loader = file.endsWith('.ts') ? ['--import', join(root, 'node_modules/tsx/dist/loader.mjs')] : []
  const child = spawn(process.execPath, [...loader, file], { cwd: dir, env: { ...env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    [, url] = /listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? []
    if (url !== undefined) break
  }
  const response = await fetch(`${url}/orders/7`)
  const body = await response.json() as unknown
  child.kill()
  await once(child, 'exit')
  return { status: response.status, body }
}

const strict = JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', noEmit: true, skipLibCheck: true, types: ['node'] } })

const projects: ReadonlyArray<readonly [title: string, file: string, files: Readonly<Record<string, string>>]> = [
  ['npm init -y', 'server.js', { 'package.json': '{ "name": "shop", "type": "commonjs" }' }],
  ['an ES module', 'server.js', { 'package.json': '{ "type": "module" }' }],
  ['TypeScript with ES modules', 'server.ts', { 'package.json': '{ "type": "module" }', 'tsconfig.json': strict }],
  ['TypeScript with CommonJS', 'server.ts', { 'package.json': '{ "devDependencies": { "typescript": "6" } }', 'tsconfig.json': strict }]
]

for (const [title, file, files] of projects) {
  t.test(`the files and the server of init run unchanged: ${title}`, { timeout: 300_000 }, async t => {
    const dir = project(t, files)
    const printed = await run([bin, 'init'], { cwd: dir })
    t.match(printed, { code: 0, stderr: '' })
    const [, code = '', commands = ''] = /A server that uses it, .+:\n\n([^]+?)\n\nThen run:\n\n([^]+)$/.exec(printed.stdout) ?? []
    const unindent = (text: string) => text.replace(/^ {2}/gm, '')
    t.same((await run([bin, 'init', 'other.yaml', '--server', 'written.js', '--json'], { cwd: dir })).code, 0)
    writeFileSync(join(dir, file), `${unindent(code)}\n`)
    for (const command of unindent(commands).trim().split('\n').filter(command => command.startsWith('npx error-catalog '))) {
      t.equal((await run([bin, ...command.split(' ').slice(2)], { cwd: dir })).code, 0, command)
    }
    t.match(commands, `${file.endsWith('.ts') ? 'npx tsx' : 'node'} ${file}\n`)
    if (file.endsWith('.ts')) {
      const typed = "import { CatalogError } from 'fastify-error-catalog'\n// @ts-expect-error there is no such code\nexport const wrong = new CatalogError('order_not_fund', { orderId: '7' })\n"
      writeFileSync(join(dir, 'typed.ts'), typed)
      t.match(await run([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: dir }), { code: 0, stdout: '' })
    }
    for (const each of [file, 'written.js']) t.match(await ask(t, dir, each), { status: 404, body: { error: { code: 'order_not_found', details: { orderId: '7' } } } }, each)
    t.match(readFileSync(join(dir, 'catalog.yaml'), 'utf8'), '# yaml-language-server: $schema=./node_modules/fastify-error-catalog/catalog.schema.json\n')
  })
}

t.test('without a package.json the server is a .mjs file, and the packages to install are named', async t => {
  // Outside of the repository, whose package.json would be found.
  const dir = mkdtempSync(join(tmpdir(), 'init-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  const { code, stdout } = await run([bin, 'init', '--server'], { cwd: dir })
  t.equal(code, 0)
  t.match(stdout, './catalog.yaml was written.\n./server.mjs was written.\n')
  t.match(stdout, '  npm install fastify fastify-error-catalog\n  node server.mjs\n')
  t.match(await run([bin, 'init', '--server', 'server.mjs'], { cwd: dir }), { code: 1, stdout: '', stderr: 'catalog.yaml exists: use --force to overwrite it, or name another file\n' })
  t.match(await run([bin, 'init', 'b.yaml', '--server'], { cwd: dir }), { code: 1, stderr: 'server.mjs exists: use --force to overwrite it, or name another file\n' })
  t.same(readdirSync(dir).sort(), ['catalog.yaml', 'server.mjs'], 'nothing is written when one of the files exists')
})

t.test('the path of the schema points to the nearest installed package, and under Yarn PnP it is a URL', async t => {
  const dir = project(t, { packages: { api: { 'package.json': '{', catalogs: {} } } })
  const schemaOf = async (cwd: string, file: string) => {
    t.equal((await run([bin, 'init', file], { cwd })).code, 0)
    return /\$schema=(\S+)/.exec(readFileSync(join(cwd, file), 'utf8'))?.[1]
  }
  t.equal(await schemaOf(join(dir, 'packages/api'), 'catalogs/catalog.yaml'), '../../../node_modules/fastify-error-catalog/catalog.schema.json')
  t.equal(await schemaOf(dir, 'catalog.yaml'), './node_modules/fastify-error-catalog/catalog.schema.json')
  const pnp = mkdtempSync(join(tmpdir(), 'pnp-'))
  t.teardown(() => rmSync(pnp, { recursive: true }))
  writeFileSync(join(pnp, '.pnp.cjs'), '')
  t.match(await schemaOf(pnp, 'catalog.yaml'), /^https:\/\/cdn\.jsdelivr\.net\/npm\/fastify-error-catalog@\d+\.\d+\.\d+\/catalog\.schema\.json$/)
})
