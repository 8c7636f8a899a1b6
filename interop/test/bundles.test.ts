import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import t, { type Test } from 'tap'
import webpack from 'webpack'

const observe = readFileSync(fileURLToPath(new URL('consumer/observe.mjs', import.meta.url)), 'utf8')
const { resolve } = createRequire(import.meta.url)
// Bundlers and Jest take seconds each on a busy machine.
t.setTimeout(600_000)

const consumer = t.testdir({
  'catalog.yaml': 'extends: http\ncodes:\n  seat_taken: { status: 409, message: "Seat {seat} is taken.", details: { seat: integer } }\n'
})
const yaml = join(consumer, 'catalog.yaml')
const input = join(consumer, 'main.mjs')

t.before(() => {
  writeFileSync(join(consumer, 'observe.mjs'), observe)
  writeFileSync(input, "import { observe } from './observe.mjs'\nobserve(process.argv[2]).then(lines => console.log(lines.join('\\n')))\n")
  mkdirSync(join(consumer, 'node_modules'))
  for (const name of ['fastify-error-catalog', 'fastify']) symlinkSync(dirname(resolve(`${name}/package.json`)), join(consumer, 'node_modules', name))
})

const expected = `/nowhere 404 mine-1 {"error":{"code":"not_found","message":"The requested resource does not exist.","request_id":"mine-1"}}
/kyc/nowhere 404 null {"code":"not_found","message":"The requested resource was not found.","request_id":"req_made"}
/file/taken 409 mine-1 {"error":{"code":"seat_taken","message":"Seat 7 is taken.","request_id":"mine-1","details":{"seat":7}}}
/thrown 409 mine-1 {"error":{"code":"conflict","message":"The request conflicts with the current state of the resource.","request_id":"mine-1"}}
/ 400 mine-1 {"error":{"code":"malformed_body","message":"The request body could not be parsed.","request_id":"mine-1"}}
/ 400 mine-1 {"error":{"code":"validation_failed","message":"One or more values in the request are not valid.","param":"a","request_id":"mine-1","issues":[{"path":"a","message":"This field is required.","in":"body","keyword":"required"},{"path":"b","message":"This field is required.","in":"body","keyword":"required"}]}}
HTTP/1.1 400 Bad Request {"error":{"code":"bad_request","message":"The request is not valid.","request_id":"made"}}
`

interface Ran { readonly status: number, readonly stdout: string, readonly stderr: string }

function run (args: readonly string[], cwd = consumer): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', CI: '1' }
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd, env }, (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }))
  })
}

/** Run a bundle in a folder without installed packages. */
const elsewhere = (t: Test, file: string) => join(t.testdir({ 'package.json': '{}' }), file)

/** Fastify's modules, bundled as ESM, require Node's modules: the documentation of esbuild defines a `require` for them in this way. */
const banner = { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" }

const bundlers: Readonly<Record<string, (t: Test) => Promise<string>>> = {
  async 'no bundler' () {
    return input
  },
  async 'esbuild --format=esm' (t) {
    const outfile = elsewhere(t, 'bundle.mjs')
    await build({ entryPoints: [input], bundle: true, platform: 'node', format: 'esm', banner, outfile, logLevel: 'silent' })
    return outfile
  },
  async 'esbuild --format=esm --minify' (t) {
    const outfile = elsewhere(t, 'bundle.mjs')
    await build({ entryPoints: [input], bundle: true, platform: 'node', format: 'esm', minify: true, banner, outfile, logLevel: 'silent' })
    return outfile
  },
  async 'esbuild --format=cjs' (t) {
    const outfile = elsewhere(t, 'bundle.cjs')
    await build({ entryPoints: [input], bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'silent' })
    return outfile
  },
  async 'esbuild --format=cjs --minify' (t) {
    const outfile = elsewhere(t, 'bundle.cjs')
    await build({ entryPoints: [input], bundle: true, platform: 'node', format: 'cjs', minify: true, outfile, logLevel: 'silent' })
    return outfile
  },
  async webpack (t) {
    const file = elsewhere(t, 'bundle.cjs')
    await new Promise<void>((resolve, reject) => {
      webpack({ mode: 'production', target: 'node', entry: input, output: { path: dirname(file), filename: 'bundle.cjs' } }, (error, stats) => {
        if (error !== null || stats?.hasErrors() === true) reject(error ?? new Error(stats?.toString()))
        else resolve()
      })
    })
    return file
  },
  async 'rolldown as ESM' (t) {
    const file = elsewhere(t, 'bundle.mjs')
    const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' })
    await bundle.write({ dir: dirname(file), format: 'esm', entryFileNames: 'bundle.mjs', chunkFileNames: '[name].mjs' })
    return file
  },
  async 'rolldown as CommonJS, minified' (t) {
    const file = elsewhere(t, 'bundle.cjs')
    const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' })
    await bundle.write({ dir: dirname(file), format: 'cjs', minify: true, entryFileNames: 'bundle.cjs', chunkFileNames: '[name].cjs' })
    return file
  }
}

for (const [name, bundle] of Object.entries(bundlers)) {
  t.test(`a server sends each failure as its catalog defines it: ${name}`, async t => {
    const { status, stdout, stderr } = await run([await bundle(t), yaml])
    t.equal(stdout, expected, stderr)
    t.equal(status, 0)
  })
}

const jest = join(dirname(resolve('jest/package.json')), 'bin/jest.js')

/** The import declarations of a module as calls of `require`, and its exports as CommonJS. */
const toCommonJs = (text: string) => text
  .replaceAll(/^import (.+) from ('.*')$/gm, 'const $1 = require($2)')
  .replace('export async function observe', 'module.exports = { observe }\nasync function observe')

for (const [name, type, flags] of [['CommonJS', 'commonjs', []], ['ES modules', 'module', ['--experimental-vm-modules']]] as const) {
  t.test(`a server sends each failure as its catalog defines it: Jest with ${name}`, async t => {
    const folder = t.testdir({
      'package.json': JSON.stringify({ type, jest: { testEnvironment: 'node', transform: {}, haste: { enableSymlinks: true }, watchman: false } }),
      'observe.js': type === 'module' ? observe : toCommonJs(observe),
      'server.test.js': `${type === 'module' ? "import { observe } from './observe.js'" : "const { observe } = require('./observe.js')"}
test('answers', async () => {
  expect(\`\${(await observe(${JSON.stringify(yaml)})).join('\\n')}\\n\`).toBe(${JSON.stringify(expected)})
})
`
    })
    symlinkSync(join(consumer, 'node_modules'), join(folder, 'node_modules'))
    const { status, stdout, stderr } = await run([...flags, jest, '--ci'], folder)
    t.equal(status, 0, stdout + stderr)
    t.match(stderr, /Tests: +1 passed, 1 total/)
  })
}
