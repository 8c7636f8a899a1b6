import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { createProgram } from '../../src/cli/program.ts'
import { changelog } from '../../src/cli/changelog.ts'
import { diff, type DiffOptions } from '../../src/cli/diff.ts'
import { parseVersion, type Version } from '../../src/diff/version.ts'

const text = (status: number, more = '') => `extends: ./base.yaml\ncodes:\n  taken: { status: ${status}, message: M. }\n${more}`
const base = 'extends: http\n'
const step = (from: string, to: string) => [from, to].map(parseVersion) as [Version, Version]
const options: DiffOptions = { failOn: 'breaking', promise: 'wire', format: 'text' }

t.test('the exit code says whether a change reaches the chosen severity', async t => {
  const dir = t.testdir({ 'base.yaml': base, 'old.yaml': text(409), 'same.yaml': text(409), 'new.yaml': text(410), 'more.yaml': text(409, '  more: { status: 404, message: N. }\n') })
  const [old, same, next, more] = ['old', 'same', 'new', 'more'].map(name => join(dir, `${name}.yaml`)) as [string, string, string, string]
  for (const [one, other, given, code, stdout] of [
    [old, same, {}, 0, /^requires: nothing\ncompared \d+ with \d+ codes by \d+ rules: 0 breaking changes/],
    [old, next, {}, 3, /^breaking {2}status-changed {2}taken \(409 → 410\)\n/],
    [old, more, {}, 0, /^safe +code-added {2}more\n/],
    [old, more, { failOn: 'safe' }, 3, /code-added/],
    [old, next, { versions: step('1.0.0', '2.0.0') }, 0, /status-changed/],
    [old, next, { versions: step('1.0.0', '1.1.0') }, 3, /status-changed/],
    [old, same, { versions: step('1.0.0', '1.0.0') }, 0, /requires: nothing/],
    [old, next, { format: 'json' }, 3, /"requires": "major"[^]+"rule": "status-changed"[^]+"fingerprint": "status-changed:taken:"[^]+"line": 3/],
    [old, same, { format: 'json' }, 0, /"requires": null/],
    [old, next, { format: 'json', versions: step('1.0.0', '1.1.0') }, 3, /"refused": true,\n {2}"reason": "the changes require a major version, but 1\.0\.0 → 1\.1\.0 is less"/],
    [old, next, { format: 'json', versions: step('1.0.0', '2.0.0') }, 0, /"refused": false,\n {2}"codes"/],
    [old, next, { format: 'junit', versions: step('1.0.0', '2.0.0') }, 0, / failures="0"/],
    [old, next, { format: 'markdown' }, 3, /^## Breaking changes\n/],
    [old, next, { format: 'github' }, 3, /^::error file=.+new\.yaml,line=3,col=12,title=status-changed::/],
    [old, next, { format: 'junit' }, 3, /<testsuite name="error-catalog diff" tests="\d+" failures="1"/]
  ] as const) t.match(await diff(one, other, { ...options, ...given } as DiffOptions), { code, stdout }, JSON.stringify(given))
  for (const format of ['json', 'markdown', 'github', 'junit'] as const) {
    t.match(await diff(old, same, { ...options, format }), { code: 0, stderr: /^compared \d+ with \d+ codes by \d+ rules: 0 breaking changes,.+\n$/ }, `${format} says that something was compared`)
  }
  t.match(await diff(old, next, { ...options, versions: step('1.0.0', '1.1.0') }), { stderr: 'the changes require a major version, but 1.0.0 → 1.1.0 is less\n' })
})

t.test('an approved change does not fail, and an approval without a change is reported', async t => {
  const approval = (rule: string) => `diff: { allow: [{ rule: ${rule}, codes: [taken], reason: Announced in May. }] }\n`
  const dir = t.testdir({ 'base.yaml': base, 'old.yaml': text(409), 'new.yaml': text(410, approval('status-changed')), 'unused.yaml': text(410, approval('code-removed')) })
  const [old, next, unused] = ['old', 'new', 'unused'].map(name => join(dir, `${name}.yaml`)) as [string, string, string]
  t.match(await diff(old, next, options), { code: 0, stdout: /^approved {2}status-changed {2}taken \(409 → 410\)\n[^]+Approved breaking change: Announced in May\.\n[^]+requires: major\n[^]+ 0 breaking changes,.+ 1 approved\n$/, stderr: '' })
  t.match(await diff(old, next, { ...options, versions: step('1.0.0', '1.1.0') }), { code: 3 }, 'an approval does not change what a version promises')
  t.match(await diff(old, unused, options), { code: 3, stderr: /unused\.yaml:4:17 {2}warning: the approval of code-removed approves no change: remove it\n$/ })
  t.match(JSON.parse((await diff(old, unused, { ...options, format: 'json' })).stdout as string), { unusedApprovals: [{ message: String, place: { line: 4 } }] })
})

t.test('sides that cannot be compared are an error, not a clean result', async t => {
  const dir = t.testdir({ 'base.yaml': base, 'old.yaml': text(409), 'two.yaml': 'catalogs: { a: { extends: http }, b: { extends: a } }\n', 'broken.yaml': 'codes: [', 'empty.yaml': '', 'other.yaml': 'roles: { validation: x, internal: x }\ncodes: { x: { status: 500, message: X. } }\n' })
  const of = (name: string) => join(dir, name)
  symlinkSync(of('old.yaml'), of('link.yaml'))
  for (const [one, other, stderr] of [
    [of('missing.yaml'), of('old.yaml'), /there is no such file/],
    [of('broken.yaml'), of('old.yaml'), /broken\.yaml:1/],
    [of('old.yaml'), of('empty.yaml'), /empty\.yaml/],
    [of('two.yaml'), of('old.yaml'), /must be one catalog, but it has a, b: name one of them such as ".+two\.yaml#a"/],
    [of('old.yaml'), of('other.yaml'), /must have a common code/],
    [of('empty.yaml'), of('empty.yaml'), /empty\.yaml.+the file is empty/],
    [of('old.yaml'), of('old.yaml'), /old\.yaml and .+old\.yaml are one file: name an older version, such as v1\.2\.0:.+old\.yaml\n$/],
    [of('link.yaml'), of('old.yaml'), /link\.yaml and .+old\.yaml are one file/],
    [of('two.yaml#a'), of('two.yaml#a'), /are one file/],
    ['-', '-', /^only one side can be stdin: name a file for the other one\n$/]
  ] as const) t.match(await diff(one, other, options), { code: 1, stdout: undefined, stderr })
  t.match(await diff(of('two.yaml#a'), of('two.yaml#b'), options), { code: 0 })
})

t.test('a side may be a path in a revision, with all that it extends', async t => {
  const before = process.cwd()
  const dir = t.testdir({})
  t.teardown(() => process.chdir(before))
  process.chdir(dir)
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main', ...args], { cwd: dir, stdio: 'pipe' })
  git('init')
  writeFileSync('README.md', 'nothing')
  git('add', '.')
  git('commit', '-m', 'empty')
  git('tag', 'v0')
  mkdirSync('api')
  writeFileSync('api/base.yaml', `${base}codes: { based: { status: 404, message: B. } }\n`)
  writeFileSync('api/catalog.yaml', text(409))
  git('add', '.')
  git('commit', '-m', 'first')
  git('tag', 'v1')
  writeFileSync('api/base.yaml', base)
  t.match(await diff('v1:api/catalog.yaml', 'api/catalog.yaml', options), { code: 3, stdout: /^breaking {2}code-removed {2}based\n {10}v1:api\/base\.yaml:2:10 → api\/catalog\.yaml:2:1\n/ })
  mkdirSync('node_modules/@acme/errors', { recursive: true })
  writeFileSync('node_modules/@acme/errors/package.json', '{}')
  writeFileSync('node_modules/@acme/errors/catalog.yaml', base)
  t.match(await diff('v1:api/catalog.yaml', 'v1:api/catalog.yaml', options), { code: 0 })
  writeFileSync('api/several.yaml', 'catalogs: { a: { extends: http }, b: { extends: a, negotiate: true } }\n')
  git('add', 'api/several.yaml')
  git('commit', '-m', 'several')
  t.match(await diff('HEAD:api/several.yaml#a', 'HEAD:api/several.yaml#b', options), { code: 0, stdout: /^safe {6}negotiation-added {2}the catalog\n {10}HEAD:api\/several\.yaml:1:13 → HEAD:api\/several\.yaml:1:52\n/ })
  t.match(await diff('v1:api/missing.yaml', 'api/catalog.yaml', options), { code: 1, stderr: /^v1:api\/missing\.yaml {2}error: there is no such file/ })
  t.match(await diff('v0:api/catalog.yaml', 'api/catalog.yaml', options), { code: 1, stderr: /there is no such file/ })
  t.match(await diff('v9:api/catalog.yaml', 'api/catalog.yaml', options), { code: 1, stderr: 'v9 is not in this repository: run git fetch --tags origin\n' })
  git('branch', 'other/one')
  writeFileSync('api/catalog.yaml', text(410))
  git('commit', '-a', '-m', 'second')
  for (const [revision, command] of [
    ['v1', 'git fetch --unshallow --tags'],
    ['HEAD~1', 'git fetch --unshallow --tags'],
    ['origin/other/one', 'git fetch --depth=1 origin other/one:refs/remotes/origin/other/one']
  ] as const) {
    git('clone', '--depth', '1', `file://${dir}`, 'shallow')
    process.chdir('shallow')
    t.match(await diff(`${revision}:api/catalog.yaml`, 'api/catalog.yaml', options), { code: 1, stdout: undefined, stderr: `${revision} is not in this repository: run ${command}\n` })
    execFileSync('sh', ['-c', command], { stdio: 'pipe' })
    t.match(await diff(`${revision}:api/catalog.yaml`, 'api/catalog.yaml', options), { code: 3, stdout: /^breaking {2}status-changed {2}taken/m }, `${command} brings ${revision}`)
    process.chdir(dir)
    rmSync('shallow', { recursive: true })
  }
  renameSync('.git', 'git')
  process.chdir('/')
  t.match(await diff('v1:api/catalog.yaml', join(dir, 'api/catalog.yaml'), options), { code: 1, stderr: 'v1 is a revision, but this folder is not in a git repository\n' })
})

/** A repository that is the working directory while a test runs. */
function repositoryOf (t: Test, files: Parameters<Test['testdir']>[0]) {
  const [before, dir] = [process.cwd(), t.testdir(files)]
  t.teardown(() => process.chdir(before))
  process.chdir(dir)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main', ...args], { cwd: dir, stdio: 'pipe', encoding: 'utf8' })
  const commit = () => {
    git('add', '-A', '-f')
    git('commit', '-m', 'all')
  }
  git('init')
  commit()
  return { dir, git, commit }
}

t.test('a path with ./ or ../ starts at the working directory, and stays in the repository', async t => {
  const { dir } = repositoryOf(t, { 'base.yaml': base, 'catalog.yaml': text(409), api: { 'catalog.yaml': `extends: ../base.yaml\n${text(410).slice(text(410).indexOf('codes'))}` } })
  process.chdir(join(dir, 'api'))
  for (const [side, code] of [['HEAD:./catalog.yaml', 0], ['HEAD:../api/catalog.yaml', 0], ['HEAD:api/catalog.yaml', 0], ['HEAD:../catalog.yaml', 3], ['HEAD:catalog.yaml', 3]] as const) {
    t.match(await diff(side, 'catalog.yaml', options), { code }, side)
  }
  for (const path of ['../../catalog.yaml', 'api/../../catalog.yaml', '/etc/catalog.yaml']) {
    t.match(await diff(`HEAD:${path}`, 'catalog.yaml', options), { code: 1, stderr: `HEAD has only the files of the repository, but ${path} is outside of it\n` })
  }
})

t.test('names of files that git would read as patterns, links and very many files are read from a revision', async t => {
  const { git, commit } = repositoryOf(t, { 'base.yaml': base, ':(top)x.yaml': 'x: 1\n', '[b].yaml': text(409), 'new.yaml': text(409) })
  symlinkSync('[b].yaml', 'link.yaml')
  symlinkSync('/etc/hosts', 'outside.yaml')
  commit()
  t.match(await diff('HEAD:[b].yaml', 'new.yaml', options), { code: 0 })
  t.match(await diff('HEAD:link.yaml', 'new.yaml', options), { code: 0 })
  t.match(await diff('HEAD:outside.yaml', 'new.yaml', options), { code: 1, stderr: /^HEAD:outside\.yaml {2}error: there is no such file/ })
  const [, id] = / blob (\w+)/.exec(git('ls-tree', 'HEAD', 'base.yaml')) ?? []
  const names = Array.from({ length: 10000 }, (_, index) => `100644 ${id} 0\tmany/${'x'.repeat(220)}${index}.yaml\n`)
  execFileSync('git', ['update-index', '--index-info'], { input: names.join('') })
  git('commit', '-q', '-m', 'many')
  t.match(await diff('HEAD:[b].yaml', 'new.yaml', options), { code: 0 }, 'more names than the arguments of a command may have')
})

t.test('packages are those installed now, unless the repository contains them', async t => {
  const installed = { 'package.json': '{}', 'catalog.yaml': `${base}codes: { based: { status: 404, message: B. } }\n` }
  const { commit } = repositoryOf(t, {
    'own.yaml': text(409).replace('./base.yaml', '"@acme/own"'),
    'foreign.yaml': text(409).replace('./base.yaml', '"@acme/foreign"'),
    packages: { own: installed, gone: { 'package.json': '{}' } },
    '.gitignore': 'node_modules'
  })
  mkdirSync('node_modules/@acme/foreign', { recursive: true })
  for (const [name, content] of Object.entries(installed)) writeFileSync(`node_modules/@acme/foreign/${name}`, content)
  symlinkSync('../../packages/own', 'node_modules/@acme/own')
  symlinkSync('../packages/none', 'node_modules/none')
  writeFileSync('packages/own/catalog.yaml', base)
  writeFileSync('node_modules/@acme/foreign/catalog.yaml', base)
  t.match(await diff('HEAD:own.yaml', 'own.yaml', options), { code: 3, stdout: /^breaking {2}code-removed {2}based\n/, stderr: '' }, 'a workspace is that of the revision')
  const warning = 'packages that the catalog extends are those installed now: @acme/foreign\n'
  t.match(await diff('HEAD:foreign.yaml', 'foreign.yaml', options), { code: 0, stderr: warning })
  t.match(await diff('HEAD:foreign.yaml', 'HEAD:foreign.yaml', options), { code: 0, stderr: warning }, 'named once')
  t.match(await changelog('HEAD:foreign.yaml', 'foreign.yaml', {}), { code: 0, stderr: warning })
  commit()
  writeFileSync('node_modules/@acme/foreign/catalog.yaml', `${base}codes: { more: { status: 404, message: M. } }\n`)
  t.match(await diff('HEAD:foreign.yaml', 'foreign.yaml', options), { code: 0, stdout: /^safe {6}code-added {2}more\n/, stderr: '' }, 'a package in the repository is that of the revision')
})

t.test('a repository that git cannot read is an error with the words of git', async t => {
  const { dir, git } = repositoryOf(t, { 'base.yaml': base, 'old.yaml': text(409) })
  const [, id = ''] = / blob (\w+)/.exec(git('ls-tree', 'HEAD', 'base.yaml')) ?? []
  rmSync(join(dir, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true })
  t.match(await diff('HEAD:old.yaml', 'old.yaml', options), { code: 1, stderr: `HEAD cannot be read: the repository lacks the object ${id} of base.yaml\n` })
  const tree = git('rev-parse', 'HEAD^{tree}').trim()
  rmSync(join(dir, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true })
  t.match(await diff('HEAD:old.yaml', 'old.yaml', options), { code: 1, stderr: /^HEAD cannot be read: .*not a tree object/ })
  const other = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const environment = { ...process.env }
  t.teardown(() => {
    for (const name of Object.keys(other)) delete process.env[name]
    Object.assign(process.env, environment)
  })
  Object.assign(process.env, other)
  t.match(await diff('HEAD:old.yaml', 'old.yaml', options), { code: 1, stderr: /^HEAD cannot be read: fatal: detected dubious ownership in repository at [^]+git config --global --add safe\.directory/ })
  process.env['PATH'] = join(dir, 'none')
  t.match(await diff('HEAD:old.yaml', 'old.yaml', options), { code: 1, stderr: /^HEAD cannot be read: spawnSync git ENOENT/ })
})

t.test('the commands use their defaults, and refuse invalid versions', async t => {
  const dir = t.testdir({ 'base.yaml': base, 'old.yaml': text(409), 'new.yaml': text(410) })
  const run = async (...args: readonly string[]) => {
    const outcomes: unknown[] = []
    const program = createProgram('', outcome => outcomes.push(outcome))
    for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: text => outcomes.push(text) })
    await program.parseAsync([...args.slice(0, 1), join(dir, 'old.yaml'), join(dir, 'new.yaml'), ...args.slice(1)], { from: 'user' }).catch(() => {})
    return outcomes
  }
  t.match(await run('diff'), [{ code: 3, stdout: /^breaking {2}status-changed/ }])
  t.match(await run('diff', '--from', '1.0.0', '--to', 'v2.0.0-rc.1'), [{ code: 0 }])
  t.match(await run('diff', '--from', '1.0.0', '--to', '1.1.0'), [{ code: 3, stderr: 'the changes require a major version, but 1.0.0 → 1.1.0 is less\n' }])
  for (const [args, message] of [[['--from', '1.0.0'], /options '--from' and '--to' need each other/], [['--to', '1'], /It must be a version such as 1\.4\.0\./]] as const) {
    t.match(await run('diff', ...args), [message])
  }
  t.match(await run('changelog', '--title', '2.0.0', '--docs', 'https://docs.example/{code}'), [{ code: 0, stdout: /^## 2\.0\.0\n\n### Breaking changes\n\n- \[`taken`\]\(https:\/\/docs\.example\/taken\) \(`409` → `410`\)/ }])
  t.match(await run('changelog'), [{ code: 0, stdout: /^## Breaking changes\n\n- `taken` \(/ }])
})

t.test('a changelog of sides that cannot be compared is an error', async t => {
  t.match(await changelog('missing.yaml', 'missing.yaml', {}), { code: 1, stdout: undefined, stderr: /missing\.yaml {2}error: there is no such file/ })
})
