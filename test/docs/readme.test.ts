import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The block behind a marker. */
const blockAfter = (marker: string) => new RegExp(`<!-- ${marker}.*? -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(readme)?.[1] as string

/** Every block of the README with the test that runs it: a new block needs a test. */
const testOf: Readonly<Record<string, string>> = {
  'file: examples/invoices.yaml': 'the generated files are up to date',
  'file: examples/quick-start.ts': 'the generated files are up to date',
  'wire: DELETE /invoices/inv_2': 'the ten lines answer as shown',
  'log: DELETE /invoices/inv_2': 'the ten lines log as shown',
  types: 'exampleTypes.test.ts'
}

t.test('every marked block of the README has its test', async t => {
  t.same([...readme.matchAll(/<!-- (.+?) -->/g)].map(([, marker]) => marker), Object.keys(testOf))
})

t.test('the README has at most 250 lines', async t => t.ok(readme.split('\n').length <= 250))

t.test('every other block is a command that exists', async t => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const known = [/^npm ci && npm (start|test)$/, /^npm install fastify-error-catalog$/]
  for (const [, block] of readme.matchAll(/```sh\n([^]*?)```/g)) {
    for (const line of (block as string).trim().split('\n')) t.ok(known.some(command => command.test(line)), line)
  }
  for (const name of ['start', 'tour', 'test']) t.type(scripts[name], 'string')
})

t.test('the server of ten lines responds and logs as shown', async t => {
  const child = spawn(process.execPath, [...process.execArgv, 'examples/quick-start.ts'], { cwd: root, env: { ...process.env, PORT: '0' } })
  t.teardown(() => child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const nextLine = async (pattern: RegExp) => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      if (pattern.test(line.value)) return line.value
    }
    throw new Error(`no line of the log is like ${pattern}`)
  }
  const [, port] = /:(\d+)"/.exec(await nextLine(/Server listening at http:/)) as RegExpExecArray
  const shown = blockAfter('wire: DELETE')
  const id = /x-request-id: (\S+)/.exec(shown)?.[1] as string
  const response = await fetch(`http://127.0.0.1:${port}/invoices/inv_2`, { method: 'DELETE', headers: { 'x-request-id': id } })
  const headers = ['cache-control', 'x-request-id', 'content-type'].map(name => `${name}: ${response.headers.get(name)}\n`).join('')
  t.equal(`HTTP/1.1 ${response.status} ${response.statusText}\n${headers}\n${await response.text()}\n`, shown)

  t.match(JSON.parse(await nextLine(/"code":"invoice_locked"/)), JSON.parse(blockAfter('log: DELETE')))

  const gone = await fetch(`http://127.0.0.1:${port}/invoices/inv_0`, { method: 'DELETE' })
  t.same(await gone.json(), { id: 'inv_0', state: 'draft' })
})
