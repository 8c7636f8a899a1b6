import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { bin, checkBuilt, env, root } from '../built.ts'

t.before(checkBuilt)

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs: { readonly requires: { readonly value: string } }
  readonly runs: { readonly using: string, readonly steps: ReadonlyArray<{ readonly id: string, readonly shell: string, readonly env: Readonly<Record<string, string>>, readonly run: string }> }
}

const action = parse(readFileSync(join(root, '.github/actions/error-catalog-diff/action.yml'), 'utf8')) as Action
const [step] = action.runs.steps as [Action['runs']['steps'][0]]

/** An expression of GitHub: the first of its alternatives that has a value. */
function evaluate (text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => expression.split(' || ').map(name => context[name] ?? '').find(value => value !== '') ?? '')
}

const catalog = (status: number, more = '') => `extends: http\ncodes:\n  taken: { status: ${status}, message: M. }\n${more}`

/** A repository whose main branch has a catalog, and a shallow clone of it as actions/checkout makes one. */
function repositoryOf (t: Test, old: Readonly<Record<string, string>>) {
  const dir = t.testdir({})
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main', ...args], { cwd, stdio: 'pipe', encoding: 'utf8' }).trim()
  const commit = (cwd: string, files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
    git(cwd, 'add', '.')
    git(cwd, 'commit', '--allow-empty', '-m', 'change')
    return git(cwd, 'rev-parse', 'HEAD')
  }
  const origin = join(dir, 'origin')
  mkdirSync(origin)
  git(origin, 'init')
  const base = commit(origin, old)
  return {
    base,
    /** Run the step in a shallow clone of the branch with these changes. */
    run (next: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}, event: Readonly<Record<string, string>> = { 'github.event.pull_request.base.sha': base }) {
      git(origin, 'checkout', '-q', '-B', 'change', 'main')
      commit(origin, next)
      git(dir, 'clone', '-q', '--depth=1', '--branch=change', `file://${origin}`, 'clone')
      const cwd = join(dir, 'clone')
      const given = { ...Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value])), command: `${process.execPath} ${bin}`, ...inputs }
      const context = { ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`inputs.${name}`, value])), ...event }
      const variables = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, evaluate(text, context)]))
      const [summary, output] = [join(dir, 'summary'), join(dir, 'output')]
      for (const file of [summary, output]) writeFileSync(file, '')
      // As GitHub calls `shell: bash`.
      const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        cwd, encoding: 'utf8', env: { ...env, ...variables, GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output }
      })
      spawnSync('rm', ['-rf', cwd])
      return { status, stdout, stderr, summary: readFileSync(summary, 'utf8'), output: readFileSync(output, 'utf8') }
    }
  }
}

t.test('the action annotates the lines of the catalog, from a checkout without the base', async t => {
  const { run } = repositoryOf(t, { 'catalog.yaml': catalog(409) })
  t.match(run({ 'catalog.yaml': catalog(410) }), {
    status: 3,
    stdout: '::error file=catalog.yaml,line=3,col=12,title=status-changed::taken (409 → 410). Clients, proxies and retries decide by status.\n',
    summary: /^## Breaking changes\n\n- `taken` \(`409` → `410`\): status-changed, line 3\./,
    output: 'requires=major\n'
  })
  t.match(run({ 'catalog.yaml': catalog(409, '  more: { status: 404, message: N. }\n') }), { status: 0, stdout: /^::notice file=catalog\.yaml,line=4,col=3,title=code-added::/, output: 'requires=minor\n' })
  t.match(run({ 'catalog.yaml': catalog(409, '  more: { status: 404, message: N. }\n') }, { 'fail-on': 'safe' }), { status: 3 })
  t.match(run({}), { status: 0, stdout: '', summary: 'No changes.\n', output: 'requires=null\n' })
})

t.test('the action compares with the commit before a push, or with a branch that is named', async t => {
  const { run, base } = repositoryOf(t, { 'catalog.yaml': catalog(409) })
  t.match(run({ 'catalog.yaml': catalog(410) }, {}, { 'github.event.before': base }), { status: 3, output: 'requires=major\n' })
  t.match(run({ 'catalog.yaml': catalog(410) }, { base: 'main' }, {}), { status: 3, output: 'requires=major\n' })
})

t.test('the action says that a new catalog was not compared, and fails where it cannot compare', async t => {
  const { run } = repositoryOf(t, { 'README.md': 'nothing' })
  t.match(run({ 'catalog.yaml': catalog(409) }), { status: 0, stdout: /^::notice title=error-catalog diff::Nothing was compared: catalog\.yaml is new since [0-9a-f]{40}\.\n$/, output: '' })
  t.match(run({ 'catalog.yaml': catalog(409) }, { catalog: 'catalogue.yaml' }), { status: 1, stderr: /catalogue\.yaml.+there is no such file/, output: '' })
  t.match(run({ 'catalog.yaml': catalog(409) }, { base: 'v9' }, {}), { status: 128, stderr: /v9/ })
  const { run: compare } = repositoryOf(t, { 'catalog.yaml': catalog(409) })
  t.match(compare({ 'catalog.yaml': 'codes: [' }), { status: 1, stderr: /catalog\.yaml:1:/, output: '' })
})

t.test('the output of the action is that of its step', async t => {
  t.equal(action.runs.using, 'composite')
  t.equal(action.outputs.requires.value, `\${{ steps.${step.id}.outputs.requires }}`)
  t.equal(step.shell, 'bash')
})
