import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { bin, checkBuilt, env, root, run } from '../built.ts'

t.before(checkBuilt)

/** The command from src, so that coverage counts it. */
const source = { args: [...process.execArgv, join(root, 'src/cli.ts')], env: process.env }
/** The shipped command. */
const built = { args: [bin], env }

t.test('help, versions and unknown commands', async t => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const usage = /^Usage: error-catalog \[options\] \[command\]\n[^]*\n {2}init [^]*\n {2}list [^]*\n {2}lint [^]*\n {2}explain [^]*\n {2}types [^]*\n {2}build [^]*Exit codes:\n {2}0 {2}done\n/
  await Promise.all([
    ['--version', 0, new RegExp(`^${version}\n$`), /^$/],
    ['--help', 0, usage, /^$/],
    ['types --help', 0, /^Usage: error-catalog types \[options\] \[catalog\]\n[^]*--check[^]*--watch[^]*--json[^]*Exit codes:/, /^$/],
    ['', 2, /^$/, usage],
    ['lst', 2, /^$/, /^error: unknown command 'lst'\n\(Did you mean list\?\)\n$/],
    ['list --jso', 2, /^$/, /^error: unknown option '--jso'\n\(Did you mean --json\?\)\n$/],
    ['list a b', 2, /^$/, /^error: too many arguments for 'list'. Expected 1 argument but got 2.\n$/],
    ['explain', 2, /^$/, /^error: missing required argument 'code'\n$/],
    ['init --envelope nestd', 2, /^$/, /^error: option '--envelope <name>' argument 'nestd' is invalid\. Allowed choices are nested, kyc, .+\n$/],
    ['init --style nested', 2, /^$/, /^error: unknown option '--style'\n\(Did you mean --envelope\?\)\n$/],
    ['init --style', 2, /^$/, /^error: unknown option '--style'\n\(Did you mean --envelope\?\)\n$/],
    ['build --check', 2, /^$/, /^error: option '--check' needs a file: add -o FILE\n$/],
    ['types --check', 2, /^$/, /^error: option '--check' needs a file: add -o FILE\n$/],
    ['types - -o a.d.ts --watch', 2, /^$/, /^error: option '--watch' needs a catalog in a file, not stdin\n$/],
    ['types -o a.d.ts --check --watch', 2, /^$/, /^error: option '--watch' cannot be used with option '--check'\n$/]
  ].map(async ([line, ...want]) => {
    const { code, stdout, stderr } = await run([...built.args, ...String(line).split(' ').filter(arg => arg !== '')])
    t.match([code, stdout, stderr], want, String(line))
  }))
  t.equal((await run([...source.args, '--help'], { env: source.env })).code, 0)
  t.equal((await run([...source.args, 'lst'], { env: source.env })).code, 2)
})

t.test('init, lint, explain, types and build work one after the other in an empty folder, with default paths', async t => {
  const cwd = t.testdir({})
  const tell = async (...args: string[]) => await run([...built.args, ...args], { cwd })
  t.match(await tell('list'), { code: 1, stdout: '', stderr: /^\.\/catalog\.yaml {2}error: there is no such file: check the path .+, or write one by error-catalog init\n/ })
  t.match(await tell('init', '--envelope', 'rfc9457'), { code: 0, stdout: /^\.\/catalog\.yaml was written\.\n\nA server that uses it, server\.ts:\n[^]*\{ catalog: '\.\/catalog\.yaml' \}/, stderr: '' })
  t.same(await tell('lint', '--strict'), { code: 0, stdout: './catalog.yaml: 1 catalog, 31 codes, fit to serve\n', stderr: '' })
  t.match(await tell('explain', 'order_shipped'), { code: 0, stdout: /^order_shipped: 409 Conflict\n[^]*\n\nrfc9457, application\/problem\+json\n\{\n {2}"type":/ })
  t.same(await tell('types', '-o', 'catalog.d.ts'), { code: 0, stdout: '', stderr: 'catalog.d.ts was written\n' })
  t.same(await tell('types', '-o', 'catalog.d.ts', '--check'), { code: 0, stdout: '', stderr: 'catalog.d.ts is up to date\n' })
  t.same(await tell('build', '-o', 'catalog.json'), { code: 0, stdout: '', stderr: 'catalog.json was written\n' })
  t.same(await tell('build', '-o', 'catalog.json', '--check'), { code: 0, stdout: '', stderr: 'catalog.json is up to date\n' })
  t.same(await tell('list', 'catalog.json'), await tell('list'))
  t.match(readFileSync(join(cwd, 'catalog.d.ts'), 'utf8'), "order_shipped: { readonly orderId: string, readonly carrier: 'post' | 'courier', readonly parcels?: ReadonlyArray<string> }")
})

t.test('a catalog is read from stdin', async t => {
  const input = '\uFEFFextends: http\r\ncodes:\r\n  gone: { status: 410, message: Gone. }\r\n'
  const [listed, linted, typed, wrong, large] = await Promise.all([
    run([...built.args, 'list', '-'], { input }),
    run([...built.args, 'lint', '-'], { input }),
    run([...source.args, 'types', '-'], { input, env: source.env }),
    run([...built.args, 'list', '-'], { input: 'extends: htp' }),
    run([...source.args, 'lint', '-'], { input: '#'.repeat(10_000_001), env: source.env })
  ])
  t.match(listed, { code: 0, stdout: /\n 410 +gone +never +Gone\.\n/ })
  t.same(linted, { code: 0, stdout: 'stdin: 1 catalog, 30 codes, fit to serve\n', stderr: '' })
  t.match(typed, { code: 0, stdout: '\n    catalog: CatalogTypes<{\n' })
  t.match(await run([...source.args, 'diff', 'http', '-'], { input, env: source.env }), { code: 0, stdout: /^safe {6}code-added {2}gone\n {10}catalog → stdin:3:3\n[^]+\ncompared 29 with 30 codes by / })
  t.match(wrong, { code: 1, stdout: '', stderr: /^stdin:1:10 {2}error: extends must be a catalog/ })
  t.match(large, { code: 1, stdout: /^stdin {2}error: the file must have at most 10 MB/, stderr: '' })
})

t.test('an unexpected error is printed with its message', { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' }, async t => {
  const [full, written] = [openSync('/dev/full', 'w'), openSync(join(t.testdir({}), 'written'), 'w')]
  t.teardown(() => [full, written].forEach(fd => closeSync(fd)))
  const [disk, stdin] = await Promise.all([
    run([...source.args, 'list', 'http'], { env: source.env, stdio: ['ignore', full, 'pipe'] }),
    run([...source.args, 'list', '-'], { env: source.env, stdio: [written, 'pipe', 'pipe'] })
  ])
  t.match(disk, { code: /^[^0]/, stderr: 'ENOSPC' })
  t.match(stdin, { code: 1, stdout: '', stderr: 'EBADF' })
})

t.test('a reader that closes the pipe early is not an error', async t => {
  await Promise.all([source, built].map(async ({ args, env }) => {
    const child = spawn(process.execPath, [...args, 'list', 'catalog.yaml', '--json'], { cwd: root, env })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', chunk => { stderr += chunk })
    const code = await new Promise(resolve => child.on('close', resolve))
    t.same([code, stderr], [0, ''])
  }))
})

t.test('watching ends with 0 on SIGINT and SIGTERM, and continues on an invalid catalog', async t => {
  const dir = t.testdir({ SIGTERM: { 'catalog.yaml': 'extends: http\n' }, SIGINT: { 'catalog.yaml': 'extends: http\n' } })
  await Promise.all(([[source, 'SIGTERM'], [built, 'SIGINT']] as const).map(async ([{ args, env }, signal]) => {
    const folder = join(dir, signal)
    const child = spawn(process.execPath, [...args, 'types', '-o', 'catalog.d.ts', '--watch'], { cwd: folder, env })
    t.teardown(() => child.kill('SIGKILL'))
    const ended = new Promise(resolve => child.on('close', (code, by) => resolve([code, by])))
    const lines = createInterface(child.stderr)[Symbol.asyncIterator]()
    const next = async (pattern: RegExp) => {
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        if (pattern.test(line.value)) return line.value
      }
      throw new Error(`no line is like ${pattern}`)
    }
    await next(/^watching .+catalog\.yaml$/)
    writeFileSync(join(folder, 'catalog.yaml'), 'extends: http\ncodes: [\n')
    await next(/^1 error, 0 warnings$/)
    writeFileSync(join(folder, 'catalog.yaml'), 'extends: http\ncodes:\n  gone: { status: 410, message: Gone. }\n')
    await next(/^catalog\.d\.ts was written$/)
    t.match(readFileSync(join(folder, 'catalog.d.ts'), 'utf8'), '\n      gone: {}')
    child.kill(signal)
    t.same(await ended, [0, null], signal)
  }))
})
