import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Run the command as a process of its own: exit codes and streams are what it promises. */
function run (args: readonly string[], cwd = root): Promise<{ code: number | null, stdout: string, stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, `${root}src/cli.ts`, ...args], { cwd })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', chunk => { stdout += chunk })
    child.stderr.on('data', chunk => { stderr += chunk })
    child.on('error', reject).on('close', code => resolve({ code, stdout, stderr }))
  })
}

t.test('list --json prints every entry, in the order of the file', async t => {
  const { code, stdout } = await run(['list', 'catalog.yaml', '--json'])
  const rows = JSON.parse(stdout) as Array<Record<string, unknown>>
  t.equal(code, 0)
  for (const [catalog, count, first] of [
    ['http', 29, 'bad_request'], ['kyc', 20, 'authentication_required'], ['billing', 47, 'auth.missing_token'],
    ['settlement', 15, 'invalid_request'], ['merchant', 18, 'validation_failed'], ['cards', 12, 'bad_request']
  ] as const) {
    const own = rows.filter(row => row['catalog'] === catalog)
    t.same([own.length, own[0]?.['code']], [count, first], catalog)
  }
  for (const row of rows) t.same(Object.keys(row).slice(0, 5), ['code', 'status', 'group', 'message', 'retry'])
})

t.test('a fragment names one catalog of the file', async t => {
  const { stdout } = await run(['list', 'catalog.yaml#billing', '--json'])
  const rows = JSON.parse(stdout) as Array<Record<string, unknown>>
  t.equal(rows.length, 47)
  t.match(rows.at(-1), { code: 'unavailable', status: 503, group: 'Misc', retry: 'after' })
})

t.test('a row of list --json holds all that the entry says', async t => {
  const dir = t.testdir({
    'catalog.yaml': `
extends: http
codes:
  full:
    status: 429
    message: Wait {seconds} s.
    group: Limits
    details: { seconds: integer, note?: string, secret: string }
    private: [secret]
    retryAfter: '{seconds}'
    headers: { X-Note: '{note}' }
    causes: [One cause.]
    aliases: [old_name]
locales:
  de: { full: 'Warte {seconds} s.' }
`
  })
  const { stdout } = await run(['list', '--json'], dir)
  const row = (JSON.parse(stdout) as Array<Record<string, unknown>>).find(({ code }) => code === 'full')
  t.same(row, {
    code: 'full',
    status: 429,
    group: 'Limits',
    message: 'Wait {seconds} s.',
    retry: 'after',
    log: 'warn',
    retryAfter: '{seconds}',
    causes: ['One cause.'],
    details: { seconds: { type: 'integer' }, 'note?': { type: 'string' }, secret: { type: 'string' } },
    private: ['secret'],
    headers: { 'x-note': '{note}' },
    aliases: ['old_name'],
    locales: { de: 'Warte {seconds} s.' }
  })
})

t.test('list prints a table for people, one line an entry, each catalog under its name', async t => {
  const { code, stdout } = await run(['list', 'catalog.yaml'])
  t.equal(code, 0)
  t.equal(stdout.split('\n').filter(line => /^ [2-5]\d\d /.test(line)).length, 141)
  t.match(stdout, /^# http\n status {2}code/)
  t.match(stdout, /^ 405 {5}auth\.aal2_step_up_required {2,}never/m)
})

t.test('lint exits with 0 for the shipped catalog', async t => {
  const { code, stdout } = await run(['lint', 'catalog.yaml'])
  t.equal(code, 0)
  t.match(stdout, /catalog\.yaml: 6 catalogs, 141 codes, fit to serve\n$/)
})

t.test('a catalog without a name and without a mistake is listed and linted without either', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\ncodes:\n  gone: { status: 410, message: Gone. }\n' })
  const [listed, linted] = await Promise.all([run(['list'], dir), run(['lint', '--strict'], dir)])
  t.match(listed.stdout, /^ status {2}code/)
  t.match(listed.stdout, /\n 410 +gone +never +Gone\.\n/)
  t.same(linted, { code: 0, stdout: './catalog.yaml: 1 catalog, 30 codes, fit to serve\n', stderr: '' })
})

t.test('lint exits with 1 on mistakes and shows each at its place', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\nenvelope: nestd\ncodes: {}\n' })
  const { code, stdout } = await run(['lint'], dir)
  t.equal(code, 1)
  t.match(stdout, './catalog.yaml:2:11  envelope must be a style, got "nestd" (did you mean "nested"?)\n    envelope: nestd\n              ^^^^^\n')
  t.match(stdout, /\n\n1 mistake, 0 warnings\n$/)
})

t.test('lint --json prints the diagnostics as data', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\nenvelope: nestd\n' })
  const { code, stdout } = await run(['lint', '--json'], dir)
  t.equal(code, 1)
  t.same(JSON.parse(stdout), [{
    level: 'error', file: './catalog.yaml', line: 2, column: 11, path: 'envelope', message: 'envelope must be a style, got "nestd" (did you mean "nested"?)'
  }])
})

t.test('warnings count only with --strict', async t => {
  const dir = t.testdir({
    'catalog.yaml': 'roles: { validation: bad, internal: bug }\ncodes:\n  bad: { status: 400, message: Bad. }\n  bug: { status: 500, message: Bug. }\n'
  })
  t.equal((await run(['lint'], dir)).code, 0)
  const strict = await run(['lint', '--strict'], dir)
  t.equal(strict.code, 1)
  t.match(strict.stdout, /warning: roles fall back/)
})

t.test('list of a catalog with mistakes prints them to stderr and exits with 1', async t => {
  const { code, stdout, stderr } = await run(['list', 'missing.yaml', '--json'])
  t.same([code, stdout], [1, ''])
  t.match(stderr, 'missing.yaml  there is no such file')
})

t.test('a command that is not understood exits with 2', async t => {
  for (const args of [['lst'], ['list', '--jso'], []]) {
    const { code, stdout, stderr } = await run(args)
    t.equal(code, 2, args.join(' '))
    t.equal(stdout, '')
    t.match(stderr, /error: |Usage: /)
  }
})

t.test('help exits with 0 and tells the commands and the exit codes', async t => {
  const { code, stdout } = await run(['--help'])
  t.equal(code, 0)
  t.match(stdout, 'list [options] [catalog]')
  t.match(stdout, 'Exit codes: 0 done')
})

t.test('a disk that is full is told', { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' }, async t => {
  const full = openSync('/dev/full', 'w')
  t.teardown(() => closeSync(full))
  const child = spawn(process.execPath, [...process.execArgv, `${root}src/cli.ts`, 'list', 'catalog.yaml'], { cwd: root, stdio: ['ignore', full, 'pipe'] })
  let stderr = ''
  child.stderr?.on('data', chunk => { stderr += chunk })
  const code = await new Promise(resolve => child.on('close', resolve))
  t.not(code, 0)
  t.match(stderr, 'ENOSPC')
})

t.test('a reader that stops early is no mistake', async t => {
  const child = spawn(process.execPath, [...process.execArgv, `${root}src/cli.ts`, 'list', 'catalog.yaml', '--json'], { cwd: root })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', chunk => { stderr += chunk })
  const code = await new Promise(resolve => child.on('close', resolve))
  t.same([code, stderr], [0, ''])
})
