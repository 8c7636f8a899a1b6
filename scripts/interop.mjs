// `npm run test:interop`: test the packed package with the libraries and tools of interop/. Ends with `N passed, N failed`.
// Arguments name test files: `npm run test:interop -- test/axios.test.ts`.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const interop = join(root, 'interop')
const installed = join(interop, 'node_modules/fastify-error-catalog')
const { resolve } = createRequire(import.meta.url)
const requireAll = process.env.REQUIRE_ALL === '1'
const folder = mkdtempSync(join(tmpdir(), 'error-catalog-interop-'))

try {
  installLibraries()
  installPackage()
  process.exitCode = runTests()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Run `npm ci` in interop/, unless npm has installed there since the lockfile changed. */
function installLibraries () {
  const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(file => statSync(join(interop, file), { throwIfNoEntry: false })?.mtimeMs)
  if (installed > lock) return
  console.log('# npm ci in interop/')
  execFileSync('npm', ['ci'], { cwd: interop, stdio: 'inherit' })
}

/**
 * Build the package, pack it once, and unpack the tarball where the tests import it. Its dependencies are links to the root's packages:
 * the libraries of interop/ bring other versions of some.
 */
function installPackage () {
  console.log('# build and pack')
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' })
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))
  rmSync(installed, { recursive: true, force: true })
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1'])
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const link = join(installed, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
}

/** Check the types and run the tests; returns the exit code. */
function runTests () {
  console.log('# types')
  const types = spawnSync(process.execPath, [resolve('typescript/bin/tsc'), '-p', interop], { cwd: root, stdio: 'inherit' })
  console.log('# tests')
  const tap = join(dirname(resolve('tap/package.json')), 'dist/esm/run.mjs')
  const output = join(folder, 'output.tap')
  const args = [tap, 'run', '--reporter=terse', `--output-file=${output}`, ...process.argv.slice(2)]
  const tests = spawnSync(process.execPath, args, { cwd: interop, stdio: 'inherit' })
  const text = read(output) ?? ''
  const skipped = text.match(/^ *(?:not )?ok .*(?<!\\)# (?:SKIP|TODO)\b.*/gmi) ?? []
  const failed = [types, tests].filter(({ status }) => status !== 0).length + (requireAll && skipped.length > 0 ? 1 : 0)
  for (const line of text.match(/^ *not ok (?!.*(?<!\\)# (?:SKIP|TODO)\b).*/gmi) ?? []) console.log(line)
  for (const line of skipped) console.log(`SKIPPED ${line.trim()}`)
  if (skipped.length > 0) console.log(requireAll ? 'REQUIRE_ALL=1: a skipped test fails' : 'REQUIRE_ALL=1 makes a skipped test fail')
  const [, pass = '0', fail = '0'] = text.match(/^# \{ total: \d+, pass: (\d+)(?:, fail: (\d+))?[^]*$/m) ?? []
  console.log(`${pass} passed, ${Math.max(Number(fail), failed)} failed`)
  return failed === 0 && Number(pass) > 0 ? 0 : 1
}

/** The text of a file, or undefined where there is none. */
function read (file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
