import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Coverage } from 'fastify-error-catalog/testing'
import t, { type Test } from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const page = readFileSync(`${root}docs/guides/testing.md`, 'utf8')
/** The rows of all tables of the page, by cells. */
const rows = page.split('\n').filter(line => line.startsWith('| ')).map(line => line.slice(2, -2).split(' | '))
const blocks = new Map([...page.matchAll(/<!-- (\S+) -->\n```\w+\n([^]*?)```/g)].map(([, name = '', block = '']) => [name, block]))
const block = (name: string) => blocks.get(name) as string

/** The environment without the variables that tap adds to follow coverage into child processes. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], _TAPJS_PROCESSINFO_COVERAGE_: '0' }

/** The second process of a run, and a process whose expectation fails. */
const others = {
  'missing.test.js': block('locked.test.js')
    .replace(/test\('[^]*$/, `test('an unknown invoice, and an unknown path', async () => {
      const { code } = await expectFailure(await app.inject({ method: 'DELETE', url: '/invoices/inv_9' }), 'invoice_not_found')
      if (code !== 'invoice_not_found') throw new Error(code)
      await expectFailure(app.inject('/none'), 'not_found')
    })\n`),
  'wrong.js': block('locked.test.js')
    .replace("url: '/invoices/inv_2' }", "url: '/invoices/inv_2', headers: { 'x-request-id': 'r1' } }")
    .replace(/'invoice_locked', .*\)/, "'invoice_not_found')")
}

interface Ran {
  readonly status: number
  readonly stdout: string
  /** Also returns stderr. */
  readonly output: string
}

function run (cwd: string, args: readonly string[]): Promise<Ran> {
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd, env: { ...env, CI: '1', NO_COLOR: '1' } }, (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, output: stdout + stderr }))
  })
}

/** A program's folder with the examples of the page, written for a runner. */
function programFor (t: Test, runner: string): string {
  const forRunner = (text: string) => text.replace("'node:test'", `'${runner}'`)
  return t.testdir({
    'package.json': '{ "type": "module" }',
    ...Object.fromEntries(['catalog.yaml', 'app.js', 'vitest.config.js', 'report.js'].map(name => [name, block(name)])),
    'locked.test.js': forRunner(block('locked.test.js')),
    'missing.test.js': forRunner(others['missing.test.js']),
    wrong: { 'wrong.test.js': forRunner(others['wrong.js']).replace('./app.js', '../app.js') }
  })
}

const bins: Readonly<Record<string, string>> = {
  tap: resolve('tap/package.json').replace('package.json', 'dist/esm/run.mjs'),
  vitest: resolve('vitest/package.json').replace('package.json', 'vitest.mjs')
}

const commands = block('commands').trim().split('\n').map(line => line.replace(/^(node|npx) /, '').split(' '))

for (const [runner, args, also] of [
  ['node:test', commands[0], []],
  ['tap', commands[1], ['--disable-coverage', '--reporter=tap', 'locked.test.js', 'missing.test.js', 'wrong/wrong.test.js']],
  ['vitest', commands[2], []]
] as ReadonlyArray<[string, string[], string[]]>) {
  t.test(`with ${runner} an expected failure passes, an unexpected one shows both failures, and all processes are recorded`, async t => {
    const cwd = programFor(t, runner)
    const argv = args.map((arg, index) => index === 0 ? bins[arg] ?? arg : arg)
    const { status, output } = await run(cwd, [...argv, ...also])
    t.equal(status, 1, output)
    const plain = output.replaceAll(/\s+/g, ' ')
    t.ok(plain.includes(block('message').split('\n')[0] as string), output)
    t.ok(/invoice_locked \{ invoiceId: 'inv_2', state: 'paid' \}/.test(plain), output)
    const report = await run(cwd, ['report.js'])
    t.ok(report.output.startsWith(block('report')), report.output)
  })
}

t.test('the page lists the codes that the tests of the demo provoke', async t => {
  const { stdout } = await run(root, ['--import', 'tsx', 'scripts/coverage.ts', '--json'])
  const coverage = JSON.parse(stdout) as Coverage[]
  const counts = coverage.map(({ catalog, produced, codes }) => [`\`${catalog}\``, produced, codes.length] as const)
  const sums = [1, 2].map(at => counts.reduce((sum, row) => sum + (row[at] as number), 0))
  t.same(rows.filter(([, count]) => /^\d+$/.test(count as string)), [...counts, ['all', ...sums]].map(row => row.map(String)))
})
