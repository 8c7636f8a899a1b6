// The guides for libraries: tests run their files and send their requests over sockets.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import webpack from 'webpack'
import { freePort } from '../../test/freePort.ts'
import { blockOf, sectionOf, sendLine, startProgram, writeGuide } from './guide.ts'

// Bundlers are slow on a busy machine.
t.setTimeout(600_000)

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** A folder that finds the packages of interop/. */
const folderOf = (t: Test) => t.testdir({ 'package.json': '{ "type": "module" }' })

async function checkLines (t: Test, port: number, lines: readonly string[]) {
  t.ok(lines.length > 0, 'the page shows requests')
  for (const line of lines) t.equal(await sendLine(`http://127.0.0.1:${port}`, line), line)
}

/** The sections of guides whose file `server.js` runs in Node. */
for (const [page, heading] of [
  ['guides/passport.md', 'Let Passport throw'],
  ['guides/passport.md', 'Without failWithError'],
  ['guides/graphql-and-trpc.md', 'mercurius beside REST routes'],
  ['guides/graphql-and-trpc.md', 'tRPC'],
  ['guides/streams.md', '@fastify/sse'],
  ['guides/streams.md', 'fastify-sse-v2'],
  ['guides/streams.md', '@fastify/websocket'],
  ['guides/express-middleware.md', '@fastify/middie'],
  ['guides/express-middleware.md', '@fastify/express']
] as const) {
  t.test(`${page}, ${heading}: the server responds as the page shows`, async t => {
    const [folder, port] = [folderOf(t), await freePort()]
    const lines = writeGuide(page, folder, port, heading)
    await startProgram(t, folder, ['server.js'], port)
    await checkLines(t, port, lines)
  })
}

t.test('guides/fastify-cli.md: the application of the command responds as the page shows', async t => {
  const [folder, port] = [folderOf(t), await freePort()]
  const lines = writeGuide('guides/fastify-cli.md', folder, port, 'Register the plugin in a file')
  const [, args = ''] = /^npx fastify (.*)$/m.exec(sectionOf('guides/fastify-cli.md').replaceAll('3000', String(port))) ?? []
  await startProgram(t, folder, [join(modules, 'fastify-cli/cli.js'), ...args.split(' ')], port)
  await checkLines(t, port, lines)
})

t.test('guides/fastify-cli.md: the catalog covers the routes of a wrapped file, and another file causes the warning of the page', async t => {
  for (const isWrapped of [true, false]) {
    const [folder, port] = [folderOf(t), await freePort()]
    const [line = ''] = writeGuide('guides/fastify-cli.md', folder, port, 'Register the plugin in a file')
    writeGuide('guides/fastify-cli.md', folder, port, 'Register it together with other plugins')
    const [wrapped, file] = [join(folder, 'plugins/wrapped.js'), join(folder, 'plugins/errors.js')]
    renameSync(wrapped, file)
    if (!isWrapped) writeFileSync(file, readFileSync(file, 'utf8').replace('export default fastifyPlugin(async app => {', 'export default async function errors (app) {').replace('})\n})', '})\n}'))
    // The routes of the page call `reply.fail`, which needs the catalog.
    const route = join(folder, 'routes/orders/index.js')
    if (!isWrapped) writeFileSync(route, "export default async function (app) { app.get('/', async () => 'done') }")
    const output = await startProgram(t, folder, [join(modules, 'fastify-cli/cli.js'), 'start', '--port', String(port), '--log-level', 'warn', '--prefix', '/api', 'app.js'], port)
    if (isWrapped) t.equal(await sendLine(`http://127.0.0.1:${port}`, line), line)
    const warnings = output().split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as { msg: string })
    t.same(warnings.map(({ msg }) => `${msg}\n`), isWrapped ? [] : [blockOf('guides/fastify-cli.md', 'warning')])
  }
})

t.test('guides/aws-lambda.md: the function returns what the page shows', async t => {
  const folder = folderOf(t)
  writeGuide('guides/aws-lambda.md', folder, 0)
  const { stdout, stderr } = spawnSync(process.execPath, ['call.js'], { cwd: folder, encoding: 'utf8' })
  t.equal(stdout, blockOf('guides/aws-lambda.md', 'output: node call.js'), stderr)
})

t.test('guides/bundlers.md: each bundle responds as the page shows, without installed packages', async t => {
  const folder = folderOf(t)
  const page = 'guides/bundlers.md'
  const bins: Readonly<Record<string, string>> = {
    'error-catalog': join(modules, 'fastify-error-catalog/dist/esm/cli.js'),
    esbuild: join(modules, 'esbuild/bin/esbuild'),
    rolldown: join(modules, 'rolldown/bin/cli.mjs')
  }
  const commands = [...sectionOf(page).matchAll(/^npx (\S+) (.*)$/gm)]
  t.same(commands.map(([, name]) => name), ['error-catalog', 'esbuild', 'esbuild', 'rolldown'])
  const bundles: Array<() => Promise<string>> = commands.slice(1).map(([, name = '', args = '']) => async () => {
    // A shell removes the quotes.
    execFileSync(bins[name] as string, [...args.matchAll(/[^\s"]*"[^"]*"|\S+/g)].map(([arg]) => arg.replaceAll('"', '')), { cwd: folder, stdio: 'pipe' })
    return /server\.[cm]js/.exec(args.replace('server.js', ''))?.[0] as string
  })
  bundles.push(async () => {
    const config = createRequire(join(folder, 'package.json'))('./webpack.config.cjs') as webpack.Configuration
    await new Promise<void>((resolve, reject) => {
      webpack({ ...config, context: folder }, (error, stats) => error !== null || stats?.hasErrors() === true ? reject(error ?? new Error(stats?.toString())) : resolve())
    })
    return 'server.cjs'
  })
  const [, , built = ''] = commands[0] as RegExpMatchArray
  for (const bundle of bundles) {
    const port = await freePort()
    const lines = writeGuide(page, folder, port)
    execFileSync(process.execPath, [bins['error-catalog'] as string, ...built.split(' ')], { cwd: folder })
    const file = await bundle()
    const away = mkdtempSync(join(tmpdir(), 'error-catalog-bundle-'))
    t.teardown(() => rmSync(away, { recursive: true, force: true }))
    cpSync(join(folder, 'dist'), away, { recursive: true })
    rmSync(join(folder, 'dist'), { recursive: true })
    await startProgram(t, away, [file], port)
    await checkLines(t, port, lines)
  }
})

/** Install another copy of the package in a folder, with another version if one is given. */
function installCopy (folder: string, version?: string) {
  const target = join(folder, 'node_modules/fastify-error-catalog')
  cpSync(join(modules, 'fastify-error-catalog'), target, { recursive: true, verbatimSymlinks: true })
  if (version === undefined) return
  const { version: own } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as { version: string }
  const files = execFileSync('grep', ['-rlF', `"${own}"`, join(target, 'dist')], { encoding: 'utf8' }).trim().split('\n')
  for (const file of files) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${own}"`, `"${version}"`))
}

t.test('guides/monorepos.md: the server responds to an error of another copy as the page shows', async t => {
  const [folder, port] = [folderOf(t), await freePort()]
  const lines = writeGuide('guides/monorepos.md', folder, port)
  installCopy(join(folder, 'packages/orders'))
  await startProgram(t, folder, ['server.js'], port)
  await checkLines(t, port, lines)
})

t.test('guides/monorepos.md: the plugin of another version fails with the error of the page', async t => {
  const folder = folderOf(t)
  installCopy(join(folder, 'packages/api'), '0.2.0')
  writeFileSync(join(folder, 'packages/api/index.js'), "export { default } from 'fastify-error-catalog'\n")
  writeFileSync(join(folder, 'two.js'), `import Fastify from 'fastify'
import second from 'fastify-error-catalog'
import first from './packages/api/index.js'
const app = Fastify()
await app.register(first)
await app.register(async scope => { await scope.register(second) }, { prefix: '/v1' }).then(undefined, error => console.log(error.message))
`)
  const { stdout, stderr } = spawnSync(process.execPath, ['two.js'], { cwd: folder, encoding: 'utf8' })
  t.equal(stdout, blockOf('guides/monorepos.md', 'error'), stderr)
})

for (const name of ['bun', 'deno']) {
  t.test(`guides/runtimes.md: the server responds as the page shows with ${name}`, async t => {
    const [folder, port] = [folderOf(t), await freePort()]
    const lines = writeGuide('guides/runtimes.md', folder, port)
    const [, args = ''] = new RegExp(`^${name} (.*)$`, 'm').exec(sectionOf('guides/runtimes.md')) ?? []
    await startProgram(t, folder, args.split(' '), port, { command: join(modules, '.bin', name) })
    await checkLines(t, port, lines)
  })
}
