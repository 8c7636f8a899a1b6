import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import type { Outcome } from '../../src/cli/outcome.ts'
import { createProgram } from '../../src/cli/program.ts'
import { bin, checkBuilt, env } from '../built.ts'
import { blockAfter, root } from './pages.ts'

const name = 'guides/change-a-code.md'
const page = readFileSync(join(root, 'docs', name), 'utf8')

/** The blocks of the page in their order: states of the catalog, and commands with their output. */
const steps = [...page.matchAll(/<!-- (release|change|run)(?:: (\S+))? -->\n```\w+\n([^]*?)```/g)].map(([, kind, version, text = '']) => ({ kind, version, text }))

const before = process.cwd()
const folder = t.testdir({})
t.teardown(() => process.chdir(before))

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main', ...args], { cwd, stdio: 'pipe' })

/** A command of the page with its output on a terminal. */
async function printed (command: string): Promise<string> {
  const outcomes: Outcome[] = []
  await createProgram('', outcome => outcomes.push(outcome)).parseAsync(command.split(' ').slice(2), { from: 'user' })
  const [{ code, stdout = '', stderr = '' }] = outcomes as [Outcome]
  return `$ ${command}\n${stdout}${stderr}${code === 0 ? '' : `exit code ${code}\n`}`
}

t.test('each command of the page prints what the page shows', async t => {
  process.chdir(folder)
  git(folder, 'init')
  for (const { kind, version, text } of steps) {
    if (kind !== 'run') {
      writeFileSync('catalog.yaml', text)
      if (version === undefined) continue
      git(folder, 'add', '.')
      git(folder, 'commit', '-m', version)
      git(folder, 'tag', `v${version}`)
      continue
    }
    t.equal(text, await printed(/^\$ (.+)$/m.exec(text)?.[1] as string))
  }
  t.equal(steps.filter(({ kind }) => kind === 'run').length, 9)
})

t.test('the workflow of the page gives the action only inputs that it has', async t => {
  const read = (text: string) => parse(text) as { jobs: { catalog: { steps: Array<{ uses?: string, with?: object }> } } }
  const step = read(blockAfter(`docs/${name}`, 'workflow')).jobs.catalog.steps.find(({ uses = '' }) => uses.startsWith('./'))
  const file = join(root, step?.uses ?? '', 'action.yml')
  t.ok(existsSync(file))
  const { inputs } = parse(readFileSync(file, 'utf8')) as { inputs: object }
  t.same(Object.keys(step?.with ?? {}).filter(name => !Object.hasOwn(inputs, name)), [])
})

t.test('the lines for any other CI compare in a shallow clone', async t => {
  checkBuilt()
  const dir = t.testdir({ bin: {} })
  git(dir, 'clone', '--branch', 'v1.2.0', `file://${folder}`, 'origin')
  git(join(dir, 'origin'), 'checkout', '-b', 'main')
  git(join(dir, 'origin'), 'checkout', '-b', 'change', 'v2.0.0')
  git(dir, 'clone', '--depth=1', '--branch=change', `file://${join(dir, 'origin')}`, 'clone')
  mkdirSync(join(dir, 'bin'), { recursive: true })
  // npm ci and npx use the package of this repository.
  for (const [command, text] of [['npm', 'exit 0'], ['npx', `shift; exec "${process.execPath}" "${bin}" "$@"`]] as const) {
    writeFileSync(join(dir, 'bin', command), `#!/bin/sh\n${text}\n`)
    chmodSync(join(dir, 'bin', command), 0o755)
  }
  const lines = [...page.matchAll(/^```sh\n([^]*?)```/gm)].at(-1)?.[1] as string
  t.equal(lines.trim().split('\n').length, 3)
  const run = () => spawnSync('bash', ['-e', '-c', lines], { cwd: join(dir, 'clone'), encoding: 'utf8', env: { ...env, PATH: `${join(dir, 'bin')}:${env.PATH}` } })
  t.match(run(), { status: 0 }, 'the rename is approved')
  t.match(readFileSync(join(dir, 'clone/error-catalog.xml'), 'utf8'), /<testsuite name="error-catalog diff" tests="\d+" failures="0"[^]+<testcase classname="code-renamed" name="invoice_overdue \(invoice_past_due\)"><system-out>/)
  writeFileSync(join(dir, 'clone/catalog.yaml'), readFileSync(join(dir, 'clone/catalog.yaml'), 'utf8').replace(/^diff:\n[^]*?(?=^codes:)/m, ''))
  t.match(run(), { status: 3 }, 'without its approval it fails')
  t.match(readFileSync(join(dir, 'clone/error-catalog.xml'), 'utf8'), /failures="1"/)
})
