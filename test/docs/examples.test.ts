import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = readdirSync(`${root}examples`).filter(name => /\.c?[jt]s$/.test(name))

/** The requests at the end of an example: a method and a path, then a status and a body. */
function exchangesOf (text: string) {
  return [...text.matchAll(/^\/\/ ([A-Z]+) (\/\S*)(?: (.+))?\n\/\/ (\d{3}) (.+)$/gm)].map(([, method = '', path = '', payload, status, body = '']) =>
    ({ method, path, payload, status: Number(status), body }))
}

t.test('there is one example for each first question', async t => {
  t.same(files, ['commonjs.cjs', 'problem-details.ts', 'quick-start.ts', 'several-envelopes.ts', 'validation.ts'])
})

for (const file of files) {
  t.test(`examples/${file} answers as its last lines say`, async t => {
    const exchanges = exchangesOf(readFileSync(`${root}examples/${file}`, 'utf8'))
    t.not(exchanges.length, 0)
    const child = spawn(process.execPath, ['--import', 'tsx', `examples/${file}`], { cwd: root, env: { ...process.env, PORT: '0', _TAPJS_PROCESSINFO_COVERAGE_: '0' } })
    t.teardown(() => child.kill())
    const port = await portOf(child.stdout)
    for (const { method, path, payload, status, body } of exchanges) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: { 'x-request-id': 'req-1', ...payload === undefined ? {} : { 'content-type': 'application/json' } },
        ...payload === undefined ? {} : { body: payload }
      })
      t.same([response.status, await response.text()], [status, body], `${method} ${path}`)
    }
  })
}

async function portOf (output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const port = /Server listening at http:[^"]*:(\d+)"/.exec(line)?.[1]
    if (port !== undefined) return port
  }
  throw new Error('the example ended before it listened')
}
