// Lists the codes of the five platforms that the demo and the tour provoke: `npm run coverage:codes`, with `--json` for programs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCoverage, formatCoverage } from '../src/testing.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
const preload = ['tsx', './src/record.ts'].map(name => `--import=${name}`)
const { PATH, HOME } = process.env

const env = { PATH, HOME, ERROR_CATALOG_RECORD: folder, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
const runs = ['test/tour/demo.test.ts', 'test/tour/tour.test.ts'].map(file => spawnSync(process.execPath, [...preload, file], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] }))
const coverage = await readCoverage(join(root, 'catalog.yaml'), folder)
rmSync(folder, { recursive: true })
const platforms = coverage.filter(({ catalog }) => catalog !== 'http')

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(platforms, null, 2))
} else {
  const sum = (count: (of: typeof platforms[number]) => number) => platforms.reduce((total, of) => total + count(of), 0)
  console.log(`${formatCoverage(platforms)}\n${sum(({ produced }) => produced)} of ${sum(({ codes }) => codes.length)} outcomes are provoked`)
}
process.exitCode = runs.every(({ status }) => status === 0) ? 0 : 1
