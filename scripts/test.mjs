// `npm test`: run every check of the repository itself. Ends with `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
const output = join(folder, 'output.tap')

const tsc = resolve('typescript/bin/tsc')

// First, because the examples import the package by its name: their types come from dist.
const build = ['build', ['scripts/build.mjs']]

/** Independent of one another, so they run in parallel. The output of each is printed when it ends. */
const checks = [
  ['generated files', ['--import', 'tsx', 'scripts/generate.ts', '--check']],
  ['catalogs since the last release', ['--import', 'tsx', 'scripts/released.ts']],
  ['style', [resolve('eslint/package.json').replace('package.json', 'bin/eslint.js'), '.']],
  ['types', [tsc, '--noEmit']],
  ['types of registered catalogs', [tsc, '--project', 'test/types']]
]
const tests = [resolve('tap/package.json').replace('package.json', 'dist/esm/run.mjs'), 'run', '--reporter=terse', `--output-file=${output}`]

const results = [await run(...build), ...await Promise.all(checks.map(check => run(...check)))]
console.log('# tests')
const { status } = spawnSync(process.execPath, tests, { cwd: root, stdio: 'inherit' })
if (status !== 0) console.log('tests: failed')
const failed = [...results, status].filter(status => status !== 0).length

for (const line of readOutput().match(/^ *not ok .*/gm) ?? []) console.log(line)
console.log(summary())
rmSync(folder, { recursive: true, force: true })
process.exitCode = failed === 0 ? 0 : 1

/** Run a check to its end and print its output; returns its exit code. */
async function run (name, args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  console.log(`# ${name}\n${stdout}${stderr}${status === 0 ? '' : `${name}: failed\n`}`.trimEnd())
  return status
}

/** Assertions as tap counted them. A step that failed without a failed assertion (coverage, style) counts as one. */
function summary () {
  const counts = [...readOutput().matchAll(/^# \{ total: (\d+), pass: (\d+)(?:, fail: (\d+))?/gm)].at(-1)
  const [pass, fail] = counts === undefined ? [0, 0] : [Number(counts[2]), Number(counts[3] ?? 0)]
  return `${pass} passed, ${Math.max(fail, failed)} failed`
}

function readOutput () {
  try {
    return readFileSync(output, 'utf8')
  } catch {
    return ''
  }
}
