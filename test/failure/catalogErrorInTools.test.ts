import { deepStrictEqual, notDeepStrictEqual } from 'node:assert'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect, types } from 'node:util'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { CatalogError } from '../../src/failure/catalogError.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = './src/failure/catalogError.ts'

interface Ran { readonly status: number, readonly stdout: string, readonly stderr: string }

/** Run a process in the repository, without the loader and the coverage of this process. */
function run (args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], _TAPJS_PROCESSINFO_COVERAGE_: '0', NO_COLOR: '1', CI: '1' }
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }))
  })
}

const runModule = (program: string) => run(['--import', 'tsx', '--input-type=module', '--eval', `import { CatalogError } from '${source}'\n${program}`])

const cause = new Error('why')
const make = (details: object = { invoiceId: 'i1', secret: 'hunter2' }) => new CatalogError('invoice_locked', details, { cause, retryAfter: 5 })
const here = 'catalogErrorInTools.test.ts'

const rows: ReadonlyArray<[tool: string, promise: string, check: (t: Test) => Promise<unknown>]> = [
  ['Error.isError', 'is true', async t => {
    // Exists since Node 24. It reads the tag of Object.prototype.toString of an object that has no tag.
    const { isError = (value: unknown) => Object.prototype.toString.call(value) === '[object Error]' } = Error as { isError?: (value: unknown) => boolean }
    t.equal(isError(make()), true)
  }],
  ['util.types.isNativeError', 'is true', async t => t.equal(types.isNativeError(make()), true)],
  ['structuredClone', 'keeps message, stack and cause', async t => {
    const error = make()
    const clone = structuredClone(error) as Error
    t.ok(clone instanceof Error)
    t.match(clone, { message: 'invoice_locked', stack: error.stack })
    t.match(clone.cause, { message: 'why' })
  }],
  ['assert.deepStrictEqual', 'compares code, message, details and options', async t => {
    const error = (...args: [string, object?, object?]) => new CatalogError(...args as ['a'])
    deepStrictEqual(error('a', { id: 1 }, { retryAfter: 5 }), error('a', { id: 1 }, { retryAfter: 5 }))
    notDeepStrictEqual(error('a', { id: 1 }), error('a', { id: 2 }))
    notDeepStrictEqual(error('a', { id: 1 }), error('a'))
    notDeepStrictEqual(error('a', { id: 1 }, { retryAfter: 5 }), error('a', { id: 1 }, { retryAfter: 6 }))
    notDeepStrictEqual(error('a', {}, { message: 'a' }), error('b', {}, { message: 'a' }))
    t.pass()
  }],
  ['an unhandled rejection', 'shows the message and the place', async t => {
    const { status, stderr } = await runModule('function lockInvoice () { Promise.reject(new CatalogError(\'invoice_locked\')) }\nsetTimeout(lockInvoice)')
    t.equal(status, 1)
    t.match(stderr, /CatalogError: invoice_locked\n {4}at .*lockInvoice/)
  }],
  ['pino', 'prints code, message, stack and cause, and neither details nor options', async t => {
    const lines: string[] = []
    pino({ timestamp: false }, { write: (line: string) => { lines.push(line) } }).error(make())
    const [{ err }] = lines.map(line => JSON.parse(line) as { err: object }) as [{ err: object }]
    t.same(Object.keys(err).sort(), ['code', 'message', 'stack', 'type'])
    t.match(err, { type: 'CatalogError', code: 'invoice_locked', message: 'invoice_locked: why' })
    t.match(lines[0], here)
    t.notMatch(lines[0], 'hunter2')
  }],
  ['JSON.stringify', 'writes the code alone', async t => t.equal(JSON.stringify(make()), '{"code":"invoice_locked"}')],
  ['console.log', 'prints message, place, code, details, options, and the cause once', async t => {
    const { stdout } = await runModule(`console.log(new CatalogError('invoice_locked', { invoiceId: 'i1' }, { retryAfter: 5, cause: new Error('why') }))
      console.log(new CatalogError('invoice_locked', {}, { cause: new Error('why') }))`)
    const [first = '', second = ''] = stdout.split(/^(?=CatalogError)/m)
    t.match(first, /^CatalogError: invoice_locked\n {4}at /)
    t.match(first, /code: 'invoice_locked',\s+\[Symbol\(details\)\]: \{ invoiceId: 'i1' \},\s+\[Symbol\(options\)\]: \{ retryAfter: 5 \},\s+\[cause\]: Error: why/)
    for (const printed of [first, second]) t.equal(printed.split('Error: why').length, 2)
    t.notMatch(second, 'Symbol(options)')
    t.equal(inspect(make()).includes('i1'), true)
  }]
]

for (const [tool, promise, check] of rows) t.test(`a CatalogError in ${tool}: ${promise}`, check)
