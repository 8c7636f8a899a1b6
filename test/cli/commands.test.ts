import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Type, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import type { Outcome } from '../../src/cli/outcome.ts'
import { createProgram } from '../../src/cli/program.ts'
import { shippedEnvelopes } from '../../src/envelope/shippedEnvelopes.ts'

const shipped = fileURLToPath(new URL('../../catalog.yaml', import.meta.url))

/** The output and the exit code of a command line. */
async function run (...args: string[]): Promise<Outcome & { readonly stdout: string, readonly stderr: string }> {
  const told: Outcome[] = []
  await createProgram('1.2.3', outcome => told.push(outcome)).parseAsync(args, { from: 'user' })
  const all = (stream: 'stdout' | 'stderr') => told.map(outcome => outcome[stream] ?? '').join('')
  return { code: (told.at(-1) as Outcome).code, stdout: all('stdout'), stderr: all('stderr') }
}

type Rows = Array<Record<string, unknown>>

const full = `
extends: http
docs: https://api.example.com/errors/{code}
requestId: { prefix: req_ }
codes:
  full:
    status: 429
    message: Wait {seconds} s.
    group: Limits
    details: { seconds: integer, note?: string, secret: string }
    private: [secret]
    retryAfter: '{seconds}'
    headers: { X-Note: '{note}' }
    causes: [One cause., Another.]
    meaning: Too much.
    action: Slow down.
    aliases: [old_name]
    since: '2'
    sdk: TooFast
  old: { status: 410, message: Old., replacedBy: full, deprecated: It is gone. }
  older: { status: 410, message: Older., deprecated: true }
  login: { status: 401, message: Log in., challenge: Bearer }
locales:
  de: { full: 'Warte {seconds} s.' }
`

t.test('list --json prints every entry, in the order of the file', async t => {
  const { code, stdout } = await run('list', shipped, '--json')
  const rows = JSON.parse(stdout) as Rows
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

t.test('a fragment names one catalog of the file, and a name alone a shipped one', async t => {
  for (const given of [`${shipped}#billing`, 'billing']) {
    const rows = JSON.parse((await run('list', given, '--json')).stdout) as Rows
    t.equal(rows.length, 47)
    t.match(rows.at(-1), { code: 'unavailable', status: 503, group: 'Misc', retry: 'after' })
  }
})

t.test('a row of list --json has all members of the entry', async t => {
  const dir = t.testdir({ 'catalog.yaml': full })
  const { stdout } = await run('list', join(dir, 'catalog.yaml'), '--json')
  t.same((JSON.parse(stdout) as Rows).find(({ code }) => code === 'full'), {
    code: 'full',
    status: 429,
    group: 'Limits',
    message: 'Wait {seconds} s.',
    retry: 'after',
    log: 'warn',
    meaning: 'Too much.',
    action: 'Slow down.',
    sdk: 'TooFast',
    since: '2',
    retryAfter: '{seconds}',
    causes: ['One cause.', 'Another.'],
    details: { seconds: { type: 'integer' }, 'note?': { type: 'string' }, secret: { type: 'string' } },
    private: ['secret'],
    headers: { 'x-note': '{note}' },
    aliases: ['old_name'],
    locales: { de: 'Warte {seconds} s.' }
  })
})

t.test('list prints a table for people, one line an entry, each catalog under its name', async t => {
  const { code, stdout } = await run('list', shipped)
  t.equal(code, 0)
  t.equal(stdout.split('\n').filter(line => /^ [2-5]\d\d /.test(line)).length, 141)
  t.match(stdout, /^# http\n status {2}code/)
  t.match(stdout, /\n\n# kyc\n status {2}code/)
  t.match(stdout, /^ 405 {5}auth\.aal2_step_up_required {2,}never/m)
  t.match((await run('list', 'http')).stdout, /^# http\n/)
})

t.test('lint reports that a catalog is valid, or every error with its position', async t => {
  t.match(await run('lint', shipped), { code: 0, stdout: /catalog\.yaml: 6 catalogs, 141 codes, fit to serve\n$/ })
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\nenvelope: nestd\ncodes: {}\n' })
  const file = join(dir, 'catalog.yaml')
  const { code, stdout } = await run('lint', file)
  t.equal(code, 1)
  t.equal(stdout, `${file}:2:11  error: envelope must be the name of an envelope, got "nestd" (did you mean "nested"?)\n    envelope: nestd\n              ^^^^^\n\n1 error, 0 warnings\n`)
  t.same(JSON.parse((await run('lint', file, '--json')).stdout), [{
    level: 'error', file, line: 2, column: 11, path: 'envelope', message: 'envelope must be the name of an envelope, got "nestd" (did you mean "nested"?)'
  }])
})

t.test('warnings count only with --strict', async t => {
  const dir = t.testdir({
    'catalog.yaml': 'roles: { validation: bad, internal: bug }\ncodes:\n  bad: { status: 400, message: Bad. }\n  bug: { status: 500, message: Bug. }\n'
  })
  t.match(await run('lint', join(dir, 'catalog.yaml')), { code: 0, stdout: /1 catalog, 2 codes, fit to serve/ })
  t.match(await run('lint', join(dir, 'catalog.yaml'), '--strict'), { code: 1, stdout: /warning: roles fall back/ })
})

t.test('every command except lint prints the errors of a catalog to stderr, and nothing else', async t => {
  for (const args of [['list'], ['explain', 'gone'], ['types']]) {
    for (const [given, want] of [
      ['missing.yaml', /^missing\.yaml {2}error: there is no such file: check the path .*missing\.yaml \(the working directory is .+\)\n\n1 error, 0 warnings\n$/],
      ['./catalog.yml', /there is no such file/],
      ['htp', /there is no such file: .* \(did you mean "http"\?\)/]
    ] as const) {
      const { code, stdout, stderr } = await run(...args, given, '--json')
      t.same([code, stdout], [1, ''], args.join(' '))
      t.match(stderr, want)
    }
  }
})

t.test('if no catalog is named and none is found, the message suggests init', async t => {
  const cwd = process.cwd()
  process.chdir(t.testdir({}))
  t.teardown(() => process.chdir(cwd))
  t.match(await run('list'), { code: 1, stderr: /there is no such file: check the path .+catalog\.yaml, or write one by error-catalog init\n/ })
})

t.test('options that need a file are refused without one, and --into needs no second file', async t => {
  t.capture(process.stderr, 'write')
  const needed = (option: string) => `error: option '${option}' needs a file: add -o FILE`
  for (const [line, message] of [
    ['types --check', needed('--check')],
    ['types --watch', needed('--watch')],
    ['types - -o a.d.ts --watch', "error: option '--watch' needs a catalog in a file, not stdin"],
    ['build --check', needed('--check')],
    ['client --check', needed('--check')],
    ['openapi --check', needed('--check')],
    ['openapi --into a.yaml --overlay --check', needed('--check')],
    ['openapi --into a.yaml -o b.yaml', "error: option '--into' writes its file: leave out -o, or add --overlay"]
  ] as const) await t.rejects(run(...line.split(' ')), { code: 'commander.error', exitCode: 1, message }, line)
  await t.rejects(run('docs', 'http'), { code: 'commander.missingMandatoryOptionValue' })
})

t.test('each command that writes a file says so, and says next time that the file is up to date', async t => {
  const dir = t.testdir({ 'openapi.yaml': 'openapi: 3.1.0\npaths:\n  /a:\n    get:\n      x-error-codes: [not_found]\n' })
  const path = (name: string) => join(dir, name)
  for (const [line, file, first] of [
    ['types http -o', 'errors.d.ts', /^\/\/ Generated by error-catalog types\./],
    ['build http -o', 'errors.json', /^\{\n? *"generator": ?"error-catalog build"/],
    ['client http -o', 'errors.ts', /^export /m],
    ['client http --lang python -o', 'errors.py', /^class NotFoundError\(/m],
    ['openapi http -o', 'errors.yaml', /^# Generated by error-catalog openapi\./],
    ['openapi http --openapi 3.0 -o', 'errors.openapi.json', /^\{\n {2}"x-generated-by": "error-catalog openapi",/],
    ['openapi http --into', 'openapi.yaml', /#\/components\/responses\/NotFound/]
  ] as const) {
    const args = [...line.split(' '), path(file)]
    t.match(await run(...args), { code: 0, stdout: '', stderr: `${path(file)} was written\n` }, line)
    t.match(readFileSync(path(file), 'utf8'), first, line)
    t.match(await run(...args, '--check'), { code: 0, stdout: '', stderr: `${path(file)} is up to date\n` }, line)
  }
  t.match(await run('openapi', 'http', '--into', path('openapi.yaml'), '--overlay'), { code: 0, stdout: /^overlay: 1\.0\.0$/m })
})

t.test('docs writes the pages of a catalog into a folder', async t => {
  const output = join(t.testdir(), 'site')
  const args = ['docs', 'http', '-o', output, '--format', 'md', '--title', 'Mistakes']
  t.match(await run(...args, '--check'), { code: 1 })
  t.match(await run(...args), { code: 0 })
  t.match(readFileSync(join(output, 'index.md'), 'utf8'), /^# Mistakes$/m)
  t.match(await run(...args, '--check'), { code: 0 })
})

t.test('types --watch writes again after each change, until a signal', async t => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const dir = t.testdir({ 'catalog.yaml': 'extends: http\ncodes: { first: { status: 409, message: A. } }\n' })
    const [file, output] = [join(dir, 'catalog.yaml'), join(dir, 'errors.d.ts')]
    const told: Outcome[] = []
    await createProgram('1.2.3', outcome => {
      told.push(outcome)
      if (told.length === 2) writeFileSync(file, 'extends: http\ncodes: { second: { status: 409, message: A. } }\n')
      if (told.length === 3) process.emit(signal)
    }).parseAsync(['types', file, '-o', output, '--watch'], { from: 'user' })
    t.match(told.map(({ stderr }) => stderr), [`${output} was written\n`, `watching ${file}\n`, `${output} was written\n`, undefined], signal)
    t.match(readFileSync(output, 'utf8'), 'second')
    t.same(told.at(-1), { code: 0 })
  }
})

t.test('explain shows all facts of a code, and the body that is sent', async t => {
  const file = join(t.testdir({ 'catalog.yaml': full }), 'catalog.yaml')
  const { code, stdout } = await run('explain', 'full', file)
  t.equal(code, 0)
  t.equal(stdout, `full: 429 Too Many Requests
Wait {seconds} s.

 meaning  Too much.
 causes   One cause.
          Another.
 action   Slow down.
 retry    after (send it again after Retry-After, or after a pause that grows)
 details  seconds: number
          note?: string
          secret: string (logged, never sent)
 headers  cache-control: no-store
          x-content-type-options: nosniff
          retry-after: 1
          content-language: en
          link: <https://api.example.com/errors/full>; rel="help"
          x-note: <note>
          x-request-id: req_7f3c
 page     https://api.example.com/errors/full
 group    Limits
 since    2
 class    TooFast
 once     old_name

nested, application/json; charset=utf-8
{
  "error": {
    "code": "full",
    "message": "Wait 1 s.",
    "request_id": "req_7f3c",
    "details": {
      "seconds": 1,
      "note": "<note>"
    }
  }
}
`)
  t.ok((await run('explain', 'full', file, '--all')).stdout.startsWith(`${stdout}\nkyc, application/json; charset=utf-8\n{\n  "code": "full",`), 'the other envelopes follow')
  t.equal((await run('explain', 'old_name', file)).stdout, stdout, 'a former name is the same code')
  for (const [name, want] of [
    ['old', /\n deprecated {2}It is gone\. Use full\.\n/],
    ['older', /\n deprecated {2}yes\n/],
    ['login', /\n headers {2}cache-control: no-store\n {10}x-content-type-options: nosniff\n {10}www-authenticate: Bearer\n/]
  ] as const) t.match((await run('explain', name, file)).stdout, want)
})

t.test('explain shows a body for each envelope that can write the code, starting with the envelope of the catalog', async t => {
  const file = join(t.testdir({
    'catalog.yaml': `
extends: http
envelope: ours
envelopes: { ours: { error: { oops: $code, at: $timestamp, where: $param } } }
roles: { validation: wrong }
codes:
  wrong: { status: 422, message: Wrong. }
  taken: { status: 409, message: Taken., details: { code: string } }
`
  }), 'catalog.yaml')
  const bodiesOf = async (code: string) => {
    const [{ reply }] = JSON.parse((await run('explain', code, file, '--json')).stdout) as [{ reply: { bodies: Array<{ envelope: string, body: unknown }> } }]
    return reply.bodies
  }
  const wrong = await bodiesOf('wrong')
  t.same(wrong.map(({ envelope }) => envelope), ['ours', ...Object.keys(shippedEnvelopes)])
  t.same(wrong[0]?.body, { oops: 'wrong', at: '2030-01-31T12:00:00.000Z', where: 'email' })
  t.match(wrong.find(({ envelope }) => envelope === 'kyc')?.body, { fields: { email: ['Must be in the format email.'] } })
  // An envelope cannot send a detail whose name is a name of its members.
  t.same((await bodiesOf('taken')).map(({ envelope }) => envelope), ['ours', 'nested', 'kyc', 'billing', 'settlement', 'merchant', 'cards', 'jsend', 'jsonapi', 'google'])
})

t.test('explain shows the page of a code', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'extends: http\ndocs: https://docs.example/{code}\ncodes: { "a b": { status: 409, message: A. }, hidden: { status: 409, message: H., public: false } }\n' })
  const file = join(dir, 'catalog.yaml')
  t.match((await run('explain', 'a b', file)).stdout, / page +https:\/\/docs\.example\/a%20b\n/)
  t.match(JSON.parse((await run('explain', 'a b', file, '--json')).stdout), [{ docs: 'https://docs.example/a%20b' }])
  t.notMatch((await run('explain', 'hidden', file)).stdout, 'docs.example')
})

t.test('explain shows a code of several catalogs once for each, under the name of the catalog', async t => {
  const { stdout } = await run('explain', 'bad_request', shipped)
  t.same(stdout.match(/^# .+/gm), ['# http', '# cards'])
})

t.test('for an unknown code the message suggests the nearest names', async t => {
  const file = join(t.testdir({ 'catalog.yaml': 'extends: http\ncodes:\n  invoice_locked: { status: 409, message: M. }\n  invoice_missing: { status: 404, message: M. }\n' }), 'catalog.yaml')
  for (const [given, want] of [
    ['invoice_lockd', 'did you mean "invoice_locked"?'],
    ['INVOICE', 'did you mean "invoice_locked" or "invoice_missing"?'],
    ['request', 'did you mean "bad_request" or "request_timeout" or "request_header_fields_too_large"?'],
    ['xyz', 'error-catalog list prints all codes']
  ] as const) t.match(await run('explain', given, file), { code: 1, stdout: '', stderr: `${file} has no code "${given}": ` }, want)
})

t.test('every detail of the shipped catalogs has an example that fits its type', async t => {
  const rows = JSON.parse((await run('list', shipped, '--json')).stdout) as Array<{ code: string, catalog: string, details?: object, private?: string[] }>
  const merchants = rows.filter(({ catalog, details }) => catalog === 'merchant' && details !== undefined)
  t.ok(merchants.length > 3)
  for (const { code, details = {} } of merchants) {
    const [{ reply }] = JSON.parse((await run('explain', code, 'merchant', '--json')).stdout) as [{ reply: { bodies: [{ body: { error: { details: object } } }] } }]
    t.same(Object.keys(reply.bodies[0].body.error.details), Object.keys(details).map(name => name.replace('?', '')), code)
  }
})

t.test('an example fits its type, and a declared example is used', async t => {
  const details = {
    text: 'string',
    short: { type: 'string', maxLength: 3 },
    long: { type: 'string', minLength: 8 },
    whole: { type: 'integer', minimum: 5 },
    less: { type: 'number', maximum: 0 },
    yes: 'boolean',
    none: 'null',
    either: "'a' | 'b'",
    enumerated: { enum: [2, 3] },
    only: '7',
    one: { oneOf: [{ type: 'boolean' }, { type: 'null' }] },
    many: '{ sku: string, count?: integer }[]',
    three: { type: 'array', minItems: 3 },
    by: 'Record<string, number>',
    several: { type: ['integer', 'null'] },
    own: { type: 'string', examples: ['EUR', 'USD'] },
    usual: { type: 'integer', default: 0 },
    any: {}
  }
  const file = join(t.testdir({ 'c.json': JSON.stringify({ extends: 'http', codes: { x: { status: 400, message: 'M.', details } } }) }), 'c.json')
  const [{ reply }] = JSON.parse((await run('explain', 'x', file, '--json')).stdout) as [{ reply: { bodies: [{ body: { error: { details: object } } }] } }]
  t.same(reply.bodies[0].body.error.details, {
    text: '<text>',
    short: '<sh',
    long: '<long>..',
    whole: 5,
    less: 0,
    yes: true,
    none: null,
    either: 'a',
    enumerated: 2,
    only: 7,
    one: true,
    many: [{ sku: '<sku>', count: 1 }],
    three: [null, null, null],
    by: {},
    several: 1,
    own: 'EUR',
    usual: 0,
    any: null
  })
})

t.test('init writes a catalog that lints clean in every envelope, and prints a server', async t => {
  const dir = t.testdir({})
  for (const envelope of Object.keys(shippedEnvelopes)) {
    const file = join(dir, envelope, 'catalog.yaml')
    t.match(await run('init', file, '--envelope', envelope), { code: 0, stdout: /A server that uses it, src\/server\.ts:\n\n {2}import Fastify .+\n {2}import errorCatalog, .+\n\n {2}const app = .+\n {2}await app\.register\(.+\n/, stderr: '' })
    t.match(await run('lint', file, '--strict'), { code: 0, stdout: /1 catalog, 31 codes, fit to serve\n/ }, envelope)
    t.match(readFileSync(file, 'utf8'), `\nenvelope: ${envelope}\n`)
  }
})

t.test('init overwrites files only with --force', async t => {
  const dir = t.testdir({ 'catalog.yaml': 'mine', folder: {} })
  const file = join(dir, 'catalog.yaml')
  t.same(await run('init', file), { code: 1, stdout: '', stderr: `${file} exists: use --force to overwrite it, or name another file\n` })
  t.equal(readFileSync(file, 'utf8'), 'mine')
  t.equal((await run('init', file, '--force')).code, 0)
  t.match(readFileSync(file, 'utf8'), 'order_not_found')
  for (const [path, want] of [
    [join(dir, 'folder'), 'is a directory: name the file in it'],
    [join(file, 'x.yaml'), 'cannot be written: its folder is a file'],
    [join(file, 'folder/x.yaml'), 'cannot be written: its folder is a file']
  ] as const) t.match(await run('init', path, '--force'), { code: 1, stdout: '', stderr: `${path} ${want}` })
})

t.test('init - prints the catalog', async t => {
  const { stdout } = await run('init', '-')
  t.match(stdout, /^# yaml-language-server: \$schema=\.\/node_modules\/fastify-error-catalog\/catalog\.schema\.json\n/)
})

const text = Type.String()
const texts = Type.Array(text)
const closed = { additionalProperties: false }
const row = {
  code: text,
  status: Type.Integer(),
  group: Type.Optional(text),
  message: text,
  retry: text,
  log: text,
  meaning: Type.Optional(text),
  action: Type.Optional(text),
  challenge: Type.Optional(text),
  sdk: Type.Optional(text),
  since: Type.Optional(text),
  deprecated: Type.Optional(Type.Union([Type.Boolean(), text])),
  replacedBy: Type.Optional(text),
  retryAfter: Type.Optional(Type.Union([Type.Integer(), text])),
  causes: Type.Optional(texts),
  details: Type.Optional(Type.Record(text, Type.Object({}))),
  private: Type.Optional(texts),
  headers: Type.Optional(Type.Record(text, text)),
  aliases: Type.Optional(texts),
  locales: Type.Optional(Type.Record(text, text)),
  catalog: Type.Optional(text),
  public: Type.Optional(Type.Boolean())
}
const replyOf = Type.Object({ headers: Type.Record(text, text), bodies: Type.Array(Type.Object({ envelope: text, contentType: text, body: Type.Object({}) }, closed)) }, closed)
const diagnostic = { level: Type.Union([Type.Literal('error'), Type.Literal('warning')]), file: text, line: Type.Optional(Type.Integer()), column: Type.Optional(Type.Integer()), path: text, message: text }

t.test('the output of --json has the shape that docs/reference/cli.md describes', async t => {
  const dir = t.testdir({ 'catalog.yaml': full, 'wrong.yaml': 'extends: htp\n' })
  const file = join(dir, 'catalog.yaml')
  const cases: ReadonlyArray<readonly [schema: TSchema, ...args: string[]]> = [
    [Type.Array(Type.Object(row, closed)), 'list', shipped],
    [Type.Array(Type.Object(row, closed)), 'list', file],
    [Type.Array(Type.Object(diagnostic, closed)), 'lint', join(dir, 'wrong.yaml')],
    [Type.Array(Type.Object(diagnostic, closed)), 'lint', join(dir, 'missing.yaml')],
    [Type.Array(Type.Object({ ...row, docs: Type.Optional(text), reply: replyOf }, closed)), 'explain', 'full', file],
    [Type.Object({ text }, closed), 'types', file],
    [Type.Object({ file: text, state: text, codes: Type.Integer() }, closed), 'types', file, '-o', join(dir, 'a.d.ts')],
    [Type.Object({ files: texts, envelope: text, server: text, commands: texts }, closed), 'init', join(dir, 'b.yaml')],
    [Type.Object({ envelope: text, text }, closed), 'init', '-']
  ]
  for (const [schema, ...args] of cases) {
    const { stdout } = await run(...args, '--json')
    t.same([...Value.Errors(schema, JSON.parse(stdout))].map(({ path, message }) => `${path} ${message}`), [], args.join(' '))
    t.match(stdout, /\n$/)
  }
})

t.test('a file with Windows line ends and a byte order mark reads as any other', async t => {
  const dir = t.testdir({ 'catalog.yaml': full, 'windows.yaml': '' })
  const [file, windows] = [join(dir, 'catalog.yaml'), join(dir, 'windows.yaml')]
  writeFileSync(windows, `\uFEFF${full.replaceAll('\n', '\r\n')}`)
  for (const args of [['list'], ['explain', 'full']]) t.same(await run(...args, windows), await run(...args, file), args.join(' '))
  t.equal((await run('types', windows, '--name', 'a')).stdout, (await run('types', file, '--name', 'a')).stdout)
  writeFileSync(windows, '\uFEFFextends: http\r\nenvelope: nestd\r\n')
  t.match((await run('lint', windows)).stdout, `${windows}:2:11  error: envelope must be the name of an envelope`)
})

t.test('stdin cannot be corrected', async t => {
  await t.rejects(run('lint', '-', '--fix'), { code: 'commander.error', exitCode: 1, message: "error: option '--fix' needs a catalog in a file, not stdin" })
})

t.test('no command prints control characters of a terminal', async t => {
  const hostile = 'A\\u007f\\u009b2J\\u202e\\u2066.'
  const file = join(t.testdir({ 'hostile.yaml': `extends: http\ncodes:\n  odd: { status: 404, message: "${hostile}", meaning: "${hostile}", group: "${hostile}", details: { state: { enum: ["${hostile}"] } } }\n` }), 'hostile.yaml')
  for (const args of [['list', file], ['list', file, '--json'], ['explain', 'odd', file], ['explain', 'odd', file, '--json'], ['lint', file], ['lint', file, '--json']]) {
    const { stdout } = await run(...args)
    t.ok(stdout.includes('\\u202e') || args[0] === 'lint', args.join(' '))
    t.notMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\p{Cf}]/u, args.join(' ')) // eslint-disable-line no-control-regex
  }
})

const filtered = `
extends: http
codes:
  order_lost: { status: 404, group: Orders, message: The order is lost., meaning: Nobody knows where. }
  order_late: { status: 409, group: Orders, message: The order is late. }
  unavailable: { status: 503, message: "We are closed: ${'x'.repeat(60)} \u65e5\u672c\u8a9e." }
`

t.test('list shows the codes that match its options', async t => {
  const file = join(t.testdir({ 'catalog.yaml': filtered }), 'catalog.yaml')
  const codesOf = async (...options: string[]) => (JSON.parse((await run('list', file, ...options, '--json')).stdout) as Rows).map(({ code }) => code)
  for (const [options, want] of [
    [['--own'], ['unavailable', 'order_lost', 'order_late']],
    [['--own', '--status', '4XX'], ['order_lost', 'order_late']],
    [['--status', '503'], ['handler_timeout', 'unavailable']],
    [['--group', 'orders'], ['order_lost', 'order_late']],
    [['--search', 'NOBODY'], ['order_lost']],
    [['--search', 'late.'], ['order_late']],
    [['--search', 'r_la', '--status', '404'], []]
  ] as const) t.same((await codesOf(...options)).sort(), [...want].sort(), options.join(' '))
  t.match((await run('list', file, '--group', 'Orders')).stdout, /^ status.*\n 404 .*order_lost.*\n 409 .*order_late.*\n$/)
  t.match(await run('list', file, '--search', 'nothing'), { code: 1, stdout: '', stderr: /^none of \d+ codes fits the options\n$/ })
  const bare = join(t.testdir({ 'bare.yaml': 'extends: http\n' }), 'bare.yaml')
  t.match(await run('list', bare, '--own'), { code: 1, stderr: /^none of \d+ codes fits the options\n$/ }, 'a catalog that only extends another has no code of its own')
  await t.rejects(run('list', file, '--status', '40'), { message: /It must be a status such as 404, or a class such as 4xx\./ })
  const several = join(t.testdir({ 'two.yaml': 'catalogs:\n  v1: { extends: http, codes: { a_b: { status: 409, message: A. } } }\n  v2: { extends: v1, codes: { c_d: { status: 409, message: C. } } }\n' }), 'two.yaml')
  t.match((await run('list', several, '--own')).stdout, /^# v1\n.+\n.* a_b .*\n\n# v2\n.+\n.* c_d .*\n$/)
  t.match((await run('list', several, '--search', 'c_d')).stdout, /^# v2\n/, 'a catalog without such codes is left out')
})
