import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

function lint (cwd: string, ...args: string[]): Promise<{ code: number | null, stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, cli, 'lint', ...args], { cwd })
    let stdout = ''
    child.stdout.on('data', chunk => { stdout += chunk })
    child.on('error', reject).on('close', code => resolve({ code, stdout }))
  })
}

const catalog = 'extends: http\nmap: { validation: { x: conflict, /x: conflict } }\ncodes:\n  locked: { status: 401, message: Locked. }\n'

t.test('lint prints the rule after each message, and in JSON as a separate member', async t => {
  const dir = t.testdir({ 'catalog.yaml': catalog })
  const [text, json] = await Promise.all([lint(dir), lint(dir, '--json')])
  t.equal(text.code, 1)
  t.match(text.stdout, './catalog.yaml:4:21  error: a 401 must say how to authenticate: add a challenge (RFC 9110, section 11.6.1) (challenge-missing)\n')
  t.match(text.stdout, /^\.\/catalog\.yaml:2:22 {2}warning: x never applies: .* \(map-unreachable\)\n/)
  t.match(text.stdout, /\n\n1 error, 1 warning\n$/)
  t.match(JSON.parse(json.stdout), [
    { level: 'warning', rule: 'map-unreachable', file: './catalog.yaml', line: 2, column: 22, path: 'map.validation.x' },
    { level: 'error', rule: 'challenge-missing', line: 4, column: 21, path: 'codes.locked.status' }
  ])
})

t.test('lint --fix reports its corrections, then the remaining problems', async t => {
  const dir = t.testdir({ 'catalog.yaml': catalog, 'b.yaml': catalog })
  const [text, json] = await Promise.all([lint(dir, '--fix'), lint(dir, '--fix', '--json', 'b.yaml')])
  const want = catalog.replace('x: conflict, ', '')
  t.same([text.code, json.code], [1, 1])
  t.match(text.stdout, /^\.\/catalog\.yaml:2:22 {2}fixed: removed the rule for x \(map-unreachable\)\n\.\/catalog\.yaml:4:21 {2}error: a 401 must/)
  t.match(JSON.parse(json.stdout), [{ rule: 'map-unreachable', fixed: true, message: 'removed the rule for x' }, { rule: 'challenge-missing' }])
  for (const file of ['catalog.yaml', 'b.yaml']) t.equal(readFileSync(`${dir}/${file}`, 'utf8'), want)
  t.notMatch((await lint(dir, '--fix')).stdout, 'fixed')
})
