// All that has to pass, in the order in which a mistake is cheapest to see. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
const output = join(folder, 'output.tap')

const steps = [
  ['generated files', ['--import', 'tsx', 'scripts/generate.ts', '--check']],
  ['style', [resolve('eslint/package.json').replace('package.json', 'bin/eslint.js'), '.']],
  ['types', [resolve('typescript/bin/tsc'), '--noEmit']],
  ['build', ['scripts/build.mjs']],
  ['tests', [resolve('tap/package.json').replace('package.json', 'dist/esm/run.mjs'), 'run', '--reporter=terse', `--output-file=${output}`]]
]

let failed = 0
for (const [name, args] of steps) {
  console.log(`# ${name}`)
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status === 0) continue
  console.log(`${name}: failed`)
  failed++
}

for (const line of readOutput().match(/^ *not ok .*/gm) ?? []) console.log(line)
console.log(summary())
rmSync(folder, { recursive: true, force: true })
process.exitCode = failed === 0 ? 0 : 1

/** Assertions as tap counted them; a step that failed without one of them failing (coverage, style) counts as one. */
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
