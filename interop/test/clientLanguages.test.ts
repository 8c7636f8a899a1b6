import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Entry } from '../../src/catalog/entry.ts'
import { loadContract } from '../../src/envelope/load.ts'
import type { Failure } from '../../src/failure/failure.ts'
import { sampleFailure } from '../../src/render/bodies.ts'
import { publicDetails } from '../../src/render/generate/errorData.ts'
import { snippetsOf } from '../../src/render/generate/snippets.ts'
import { env, run } from '../../test/built.ts'
import { combinations, ruleFor, table } from '../../test/client/decisions.ts'
import { catalogOf, envelopeNames, examplesOf } from '../../test/client/responses.ts'
import { needs } from './tools.ts'

const { resolve } = createRequire(import.meta.url)
const installed = dirname(resolve('fastify-error-catalog/package.json'))
const languages = fileURLToPath(new URL('languages', import.meta.url))
const folder = t.testdir({ python: {}, go: {} })
const counts = new Map<string, number>()
let url = ''

/** Run a program until it exits. */
async function exec (program: string, args: readonly string[], cwd: string): Promise<{ code: number | null, output: string }> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env, SERVER: url, GOCACHE: join(folder, 'cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'on' } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text })
    child.on('error', reject).on('close', code => resolve({ code, output }))
  })
}

async function generate (envelope: string, lang: string, file: string) {
  const catalog = join(folder, `${envelope}.json`)
  writeFileSync(catalog, JSON.stringify(catalogOf(envelope)))
  const { code, stderr } = await run([join(installed, 'dist/esm/cli.js'), 'client', catalog, '--lang', lang, '-o', file])
  if (code !== 0) throw new Error(stderr)
}

t.before(async () => {
  const decisions = combinations.map(combination => ({ ...combination, want: table.rules.find(rule => ruleFor(rule, combination))?.want }))
  const examples = (await Promise.all(envelopeNames.map(examplesOf))).flat().map(example => ({
    ...example, isFailure: example.status >= 400 || example.want['code'] !== undefined || ['merchant', 'cards', 'jsend'].includes(example.envelope)
  }))
  const fixtures = JSON.stringify({ decisions, waits: table.waits, backoff: table.backoff, examples })
  writeFileSync(join(folder, 'python/fixtures.json'), fixtures)
  writeFileSync(join(folder, 'go/go.mod'), 'module clients\n\ngo 1.19\n')
  for (const name of envelopeNames) {
    await generate(name, 'python', join(folder, 'python', `${name}.py`))
    mkdirSync(join(folder, 'go', name))
    await generate(name, 'go', join(folder, 'go', name, 'errors.go'))
    writeFileSync(join(folder, 'go', name, 'fixtures.json'), fixtures)
    cpSync(join(languages, 'errors_test.go'), join(folder, 'go', name, 'errors_test.go'))
  }
  const fail = (code: string, details = {}) => JSON.stringify({ error: { code, message: 'M.', request_id: 'r', details } })
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const count = (counts.get(path) ?? 0) + 1
    counts.set(path, count)
    const send = (status: number, body: string, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    request.resume().on('end', () => {
      if (path.endsWith('/slow')) send(429, fail('slow_down', { seconds: 61 }), { 'retry-after': '61' })
      else if (path.includes('/flaky') && count < 3) count === 1 ? response.socket?.resetAndDestroy() : send(500, fail('internal'))
      else if (path.includes('/flaky')) send(200, '{"done":true}')
      else if (path.endsWith('/reset')) response.socket?.resetAndDestroy()
      else send(Number(path.split('/status/')[1] ?? 500), fail('internal'))
    })
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close().closeAllConnections())
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

/** How often a client of a language requested each path. */
function requestsOf (language: string): Record<string, number> {
  return Object.fromEntries([...counts].filter(([path]) => path.startsWith(`/${language}/`)).map(([path, count]) => [path.slice(language.length + 2), count]))
}

const once = { 'status/500': 1, 'status/502': 1, 'status/503': 1, 'status/599': 1, reset: 1 }

t.test('Python clients read failures and retry in the same way as TypeScript clients', { skip: needs('python3') }, async t => {
  const { code, output } = await exec('python3', ['-W', 'error', join(languages, 'test_client.py'), join(folder, 'python'), url], folder)
  t.equal(code, 0, output)
  t.match(output, /Ran 1\d tests/)
  t.same(requestsOf('py'), { slow: 2, flaky: 3, 'flaky-post': 3, ...once, budget: 2 }, 'a POST without a key is sent once')
})

t.test('Python clients are typed', { skip: needs('mypy') }, async t => {
  const files = envelopeNames.map(name => `${name}.py`)
  const { code, output } = await exec('mypy', ['--strict', '--python-version', '3.9', ...files], join(folder, 'python'))
  t.equal(code, 0, output)
  cpSync(join(languages, 'typed.py'), join(folder, 'python/typed.py'))
  const typed = await exec('mypy', ['--strict', 'typed.py'], join(folder, 'python'))
  const lines = readFileSync(join(languages, 'typed.py'), 'utf8').split('\n')
  const lineOf = (text: string) => lines.findIndex(line => line.includes(text)) + 1
  t.match(typed.output, `typed.py:${lineOf('missing')}: error: TypedDict "LockedDetails" has no key "missing"`)
  t.match(typed.output, `typed.py:${lineOf('wrong: int')}: error: Incompatible types in assignment`)
  t.match(typed.output, 'Found 2 errors')
})

t.test('Go clients read failures and retry in the same way as TypeScript clients', { skip: needs('go') }, async t => {
  const formatted = await exec('gofmt', ['-l', '.'], join(folder, 'go'))
  t.same(formatted, { code: 0, output: '' }, 'gofmt finds nothing')
  const vetted = await exec('go', ['vet', './...'], join(folder, 'go'))
  t.same(vetted, { code: 0, output: '' }, 'go vet finds nothing')
  const { code, output } = await exec('go', ['test', './...'], join(folder, 'go'))
  t.equal(code, 0, output)
  t.equal(output.match(/^ok /gm)?.length, envelopeNames.length, output)
  t.same(requestsOf('go'), { slow: 1, flaky: 3, 'flaky-post': 3, ...once, budget: 2 }, 'a POST without a key is sent once')
})

t.test('the snippets of the reference pages run in TypeScript, Python and Go', { skip: needs('python3') || needs('go') }, async t => {
  const { catalog, envelope } = await loadContract(catalogOf('nested') as never)
  const entries = [...catalog.entries.values()].filter(({ status }) => status >= 400)
  const samples = new Map(entries.map(entry => [entry.code, sampleFailure(catalog, entry)]))
  const server = createServer((request, response) => {
    const failure = samples.get(request.url?.slice(1) ?? '') as Failure
    response.writeHead(failure.status, { 'content-type': 'application/json', ...failure.entry.retry === 'after' ? { 'retry-after': '7' } : {} }).end(envelope.serialize(failure))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close().closeAllConnections())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const [ts, python, go] = ['ts', 'python/snippets', 'go/snippets'].map(name => join(folder, name)) as [string, string, string]
  for (const path of [ts, python, join(go, 'apierrors')]) mkdirSync(path, { recursive: true })
  await generate('nested', 'ts', join(ts, 'errors.ts'))
  await generate('nested', 'python', join(python, 'errors.py'))
  await generate('nested', 'go', join(go, 'apierrors/errors.go'))
  writeFileSync(join(ts, 'package.json'), '{ "type": "module" }')
  const textOf = (entry: Entry, language: string) => snippetsOf(catalog, entry).find(snippet => snippet.language === language)?.text ?? ''
  for (const [index, entry] of entries.entries()) {
    writeFileSync(join(ts, `s${index}.ts`), `import { createReader, toError } from 'fastify-error-catalog/client'
import { classes, errors } from './errors.ts'
const call = async () => { throw toError((await createReader(errors)(await fetch('${base}${entry.code}')))!, classes) }
${textOf(entry, 'ts')}`)
    writeFileSync(join(python, `s${index}.py`), `import urllib.request, urllib.error
from errors import raise_for_failure
def call():
    try:
        response = urllib.request.urlopen('${base}${entry.code}')
    except urllib.error.HTTPError as error:
        response = error
    raise_for_failure(response)
${textOf(entry, 'python')}`)
  }
  writeFileSync(join(go, 'main.go'), `package main

import (
\t"errors"
\t"fmt"
\t"net/http"

\t"clients/snippets/apierrors"
)

func main() {
${entries.map(entry => `\tfunc() {\n\t\tresponse, _ := http.Get("${base}${entry.code}")\n${textOf(entry, 'go').replaceAll(/^/gm, '\t\t')}\n\t}()`).join('\n')}
}
`)
  /** The output of the snippets: the wait, else a detail, else the message. */
  const expected = (detail: (details: Readonly<Record<string, unknown>>, names: readonly string[]) => string) => [...samples.values()].map(({ entry, details, message }) => {
    const names = publicDetails(entry).map(({ name }) => name)
    return entry.retry === 'after' ? '7' : names.length === 0 ? message : detail(details, names)
  }).join('\n')
  const imports = entries.map((_, index) => `await import('./s${index}.ts')`).join('\n')
  writeFileSync(join(ts, 'all.ts'), imports)
  const first = expected((details, [name = '']) => typeof details[name] === 'string' ? details[name] : JSON.stringify(details[name]))
  const goText = (value: unknown): string => Array.isArray(value)
    ? `[${value.map(goText).join(' ')}]`
    : typeof value === 'object' && value !== null ? `map[${Object.entries(value).map(([name, member]) => `${name}:${goText(member)}`).sort().join(' ')}]` : String(value)
  t.same(await exec(process.execPath, ['--import', 'tsx', 'all.ts'], ts), { code: 0, output: `${first}\n` }, 'TypeScript')
  t.same(await exec('python3', ['-c', entries.map((_, index) => `import s${index}`).join('\n')], python), { code: 0, output: `${first}\n` }, 'Python')
  t.same(await exec('gofmt', ['-l', 'snippets'], join(folder, 'go')), { code: 0, output: '' }, 'gofmt finds nothing')
  t.same(await exec('go', ['run', './snippets'], join(folder, 'go')), { code: 0, output: `${expected((details, names) => goText(Object.fromEntries(names.filter(name => name in details).map(name => [name, details[name]]))))}\n` }, 'Go')
})

t.test('the examples of the guide work in Python and Go', { skip: needs('mypy') || needs('go') }, async t => {
  const shop = fileURLToPath(new URL('../../examples/client/catalog.yaml', import.meta.url))
  mkdirSync(join(folder, 'python/shop'))
  mkdirSync(join(folder, 'go/shop'))
  for (const [lang, file] of [['python', 'python/shop/errors.py'], ['go', 'go/shop/apierrors/errors.go']] as const) {
    t.equal((await run([join(installed, 'dist/esm/cli.js'), 'client', shop, '--lang', lang, '-o', join(folder, file)])).code, 0)
  }
  cpSync(join(languages, 'guide.py'), join(folder, 'python/shop/guide.py'))
  cpSync(join(languages, 'guide.go'), join(folder, 'go/shop/main.go'))
  t.match(await exec('mypy', ['--strict', 'guide.py'], join(folder, 'python/shop')), { code: 0 })
  const server = createServer((request, response) => {
    request.toArray().then(chunks => {
      const { amount } = JSON.parse(Buffer.concat(chunks).toString()) as { amount: number }
      const [status, body] = amount < 1000 ? [201, { id: 7 }] : [402, { error: { code: 'card_declined', message: 'No.', request_id: 'r', details: { reason: 'funds' } } }]
      response.writeHead(status as number, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }, () => {})
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.teardown(() => server.close().closeAllConnections())
  const payments = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const python = await exec('python3', ['-c', `from guide import buy; print(buy("${payments}", 5)); print(buy("${payments}", 5000))`], join(folder, 'python/shop'))
  t.same(python, { code: 0, output: 'paid: 7\ndeclined: funds\n' })
  t.same(await exec('go', ['run', './shop', payments], join(folder, 'go')), { code: 0, output: '201 Created <nil>\ndeclined: funds <nil>\n' })
})
